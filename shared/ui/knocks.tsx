import { useRef, useState } from 'preact/hooks'
import type { KnockView } from '../contract/members.ts'
import { Button } from './button.tsx'
import { usePassingWords } from './hooks.ts'
import { Avatar } from './people.tsx'
import type { HomePort } from './port.ts'

interface KnocksProps {
  /** By which an address can lead here. */
  readonly id?: string
  readonly port: HomePort
  readonly knocks: readonly KnockView[]
  /** What the space is called. */
  readonly nameOf: (knock: KnockView) => string
}

type Answer = 'reader' | 'writer' | 'decline'

/** Those who ask to be let in, each with what an admin can say. Names are their own claims, so that is said. */
export function Knocks({ id, port, knocks, nameOf }: KnocksProps) {
  const [said, say] = usePassingWords()
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState<string>()
  const box = useRef<HTMLDivElement>(null)
  const answer = async ({ knock, space, name }: KnockView, what: Answer) => {
    if (busy !== undefined) return
    setBusy(knock)
    const answered = await port.ask({ do: 'answer-knock', space, knock, answer: what })
    setBusy(undefined)
    setWrong(answered.ok ? undefined : answered.error)
    say(answered.ok ? `${name} ${SAID[what]}` : '')
    // The line goes; the keyboard must not be left nowhere.
    if (answered.ok) box.current?.focus()
  }
  if (knocks.length === 0 && said === '') return null
  return (
    <div id={id} class="knocks" ref={box} tabIndex={-1}>
      {knocks.length > 0 && (
        <ul aria-label="People who ask to join">
          {knocks.map((knock) => (
            <li key={knock.knock}>
              <Knock
                knock={knock}
                space={nameOf(knock)}
                busy={busy === knock.knock}
                answer={(what) => void answer(knock, what)}
              />
            </li>
          ))}
        </ul>
      )}
      <p class="small soft" role="status">
        {said}
      </p>
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  )
}

const SAID: Record<Answer, string> = {
  reader: 'was let in to read.',
  writer: 'was let in to write.',
  decline: 'was declined.',
}

interface KnockProps {
  readonly knock: KnockView
  readonly space: string
  readonly busy: boolean
  readonly answer: (what: Answer) => void
}

/** First what the invite was meant for. */
function Knock({ knock: { name, colour, role }, space, busy, answer }: KnockProps) {
  const [first, other] = role === 'reader' ? (['reader', 'writer'] as const) : (['writer', 'reader'] as const)
  return (
    <>
      <Avatar name={name} colour={colour} />
      <p>
        <strong>{name}</strong> asks to join {space}
        <span class="small soft">The name is their own claim. Let in only whom you expect.</span>
      </p>
      <div class="row">
        <Button small look="main" busy={busy} describe={name} onPress={() => answer(first)}>
          Let in
        </Button>
        <Button small look="edged" busy={busy} describe={`Lets ${name} in`} onPress={() => answer(other)}>
          {other === 'reader' ? 'Only to read' : 'Also to write'}
        </Button>
        <Button small look="edged" busy={busy} describe={name} onPress={() => answer('decline')}>
          Decline
        </Button>
      </div>
    </>
  )
}
