import { useEffect, useRef, useState } from 'preact/hooks'
import type { HuddleAsk } from '../contract/huddle.ts'
import { Button, trusted } from './button.tsx'

type Ring = Extract<HuddleAsk, { do: 'huddle-start' }>['ring']

interface StartProps {
  /** Others are on: this begins one more. */
  readonly another: boolean
  /** Somebody rings: joining them is the way, and one more is for those who look for it. */
  readonly rung: boolean
  readonly first: boolean
  /** Somebody else is on the page in front. */
  readonly here: boolean
  readonly press: (ask: HuddleAsk) => void
}

/** One click starts a huddle and rings everyone; the choice beside it is for when that is too many. */
export function Start({ another, rung, first, here, press }: StartProps) {
  const [open, setOpen] = useState(false)
  const start = (ring: Ring) => {
    setOpen(false)
    press({ do: 'huddle-start', ring, ...(another || rung ? { another: true as const } : {}) })
  }
  const turn = () => setOpen(!open)
  return (
    <div class="start">
      <div class="row">
        {rung ? (
          <Button small expanded={open} onPress={turn}>
            Start another huddle
          </Button>
        ) : (
          <>
            <Button look={first ? 'main' : 'edged'} icon="headset" onPress={() => start('space')}>
              {another ? 'Start another huddle' : 'Start huddle'}
            </Button>
            <Button look="edged" icon="down" label="Choose whom to ring" expanded={open} onPress={turn} />
          </>
        )}
      </div>
      {open && <Whom {...{ here, start }} close={() => setOpen(false)} />}
    </div>
  )
}

function Whom({ here, start, close }: { here: boolean; start: (ring: Ring) => void; close: () => void }) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => list.current?.querySelector('button')?.focus(), [])
  const keys = trusted<KeyboardEvent>((event) => {
    if (event.key !== 'Escape') return
    // The popup would close with it.
    event.preventDefault()
    const opener = list.current?.previousElementSibling?.querySelector<HTMLButtonElement>('[aria-expanded]')
    close()
    opener?.focus()
  })
  return (
    <ul class="whom" aria-label="Whom to ring" ref={list} onKeyDown={keys}>
      <li>
        <Button onPress={() => start('space')}>Ring everyone in this space</Button>
      </li>
      {here && (
        <li>
          <Button onPress={() => start('page')}>Ring only who is on this page</Button>
        </li>
      )}
      <li>
        <Button onPress={() => start('nobody')}>Start without ringing</Button>
      </li>
    </ul>
  )
}
