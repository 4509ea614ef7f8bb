import type { HuddleAsk } from '../../../../shared/contract/huddle.ts'
import { Icon } from '../../shell/icons.tsx'
import { trusted } from '../../shell/trusted.ts'
import { Words } from '../../shell/words.tsx'

type Ring = Extract<HuddleAsk, { do: 'huddle-start' }>['ring']

/** The menu of whom to ring. */
export interface RingMenu {
  readonly open: boolean
  turn(click: MouseEvent): void
}

interface StartProps {
  /** Huddles of others are on: this begins one more. */
  readonly another: boolean
  /** Somebody rings: joining them is the way, and one more is in the menu. */
  readonly rung: boolean
  /** Somebody is here to talk to: the words are worth their room. */
  readonly wordy: boolean
  /** Why none can be started. */
  readonly cannot: string | undefined
  readonly menu: RingMenu
  readonly start: (ring: Ring) => void
  readonly refuse: (words: string) => void
}

/** One click starts a huddle and rings everyone; the choice beside it is for when that is too many. */
export function StartHuddle({ another, rung, wordy, cannot, menu, start, refuse }: StartProps) {
  const label = another ? 'Start another huddle' : 'Start huddle'
  const words = wordy && !another && cannot === undefined
  const choice = rung ? 'Start another huddle' : 'Choose whom to ring'
  return (
    <>
      {!rung && (
        <button
          type="button"
          class={words ? 'tool start' : 'press start'}
          aria-label={label}
          aria-disabled={cannot === undefined ? undefined : 'true'}
          aria-description={cannot}
          data-tip={words ? undefined : label}
          onClick={trusted(() => (cannot === undefined ? start('space') : refuse(cannot)))}
        >
          <Icon name="headset" />
          {words && <Words say={label} />}
        </button>
      )}
      {cannot === undefined && (
        <button
          type="button"
          class="press whom"
          aria-label={choice}
          aria-haspopup="menu"
          aria-expanded={menu.open}
          data-tip={menu.open ? undefined : choice}
          onClick={trusted<MouseEvent>((click) => menu.turn(click))}
        >
          <Icon name="more" />
        </button>
      )}
    </>
  )
}

interface WhomProps {
  /** Others on this page. */
  readonly here: number
  readonly start: (ring: Ring) => void
}

export function WhomToRing({ here, start }: WhomProps) {
  const choices: [Ring, string][] = [
    ['space', 'Ring everyone in this space'],
    ...(here > 0 ? [['page', 'Ring only who is on this page'] as [Ring, string]] : []),
    ['nobody', 'Start without ringing'],
  ]
  return (
    <div class="whom-menu" role="menu" aria-label="Whom to ring" tabIndex={-1} onKeyDown={step}>
      {choices.map(([ring, words], index) => (
        <button
          type="button"
          key={ring}
          role="menuitem"
          aria-label={words}
          tabIndex={index === 0 ? 0 : -1}
          onClick={trusted(() => start(ring))}
        >
          <Words say={words} />
        </button>
      ))}
    </div>
  )
}

/** Up, down, Home and End, as in every menu. @see https://www.w3.org/WAI/ARIA/apg/patterns/menubar/ */
function step(event: KeyboardEvent): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll('button')]
  const at = items.indexOf(event.target as HTMLButtonElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
  if (!event.isTrusted || to === undefined || at < 0) return
  event.preventDefault()
  items[(to + items.length) % items.length]?.focus()
}
