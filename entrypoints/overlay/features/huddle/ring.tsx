import { render } from 'preact'
import type { RingView } from '../../../../shared/contract/huddle.ts'
import type { HuddleId } from '../../../../shared/domain/huddle.ts'
import { ringWords } from '../../../../shared/ui/huddle-words.ts'
import { initials } from '../../../../shared/ui/initials.ts'
import type { Desk } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import { WordButton } from '../../shell/word-button.tsx'
import { Words } from '../../shell/words.tsx'
import { REACH_KEYS } from '../reach/keys.ts'
import type { AskHuddle } from './ask.ts'

/**
 * Somebody rings: a card in the corner for as long as the engine says so. It takes no focus; `focus` gives it the keyboard when the person
 * asks for that, and when it goes with the keyboard in it, `after` has it.
 */
export function showRing(desk: Desk, ask: AskHuddle, after: () => boolean): { focus(): boolean } {
  const { shell, view, link, until, speak } = desk
  const place = element('div', 'ring-place')
  shell.corner.append(place)
  let shown: HuddleId | undefined
  /** Pressed here, and not yet gone from the view. */
  let answered: HuddleId | undefined

  const draw = () => {
    // With the line to the engine down nobody can say that it still rings, nor answer it.
    const ring = view.awake && link.status === 'open' ? view.huddles.ring : undefined
    if (ring?.huddle !== answered) answered = undefined
    const now = ring?.huddle === answered ? undefined : ring
    const leaving = !now && place.contains(shell.focusedInside() ?? null)
    render(now ? <Ring ring={now} answer={(take) => void answer(now, take)} /> : null, place)
    if (now && now.huddle !== shown) speak(spoken(now))
    shown = now?.huddle
    if (leaving) after()
  }
  const answer = async ({ space, huddle }: RingView, take: boolean) => {
    answered = huddle
    draw()
    const done = await ask({ do: take ? 'huddle-join' : 'huddle-decline', space, huddle })
    if (!done && answered === huddle) answered = undefined
    draw()
  }
  view.changed.listen(draw, until)
  link.statusChanged.listen(draw, until)
  until.addEventListener('abort', () => render(null, place))
  return {
    focus() {
      const first = place.querySelector('button')
      first?.focus()
      return first !== null
    },
  }
}

function spoken(ring: RingView): string {
  const { title, detail, take } = ringWords(ring)
  return `${title} ${detail}. ${REACH_KEYS.spoken} leads to: ${take}`
}

interface RingProps {
  readonly ring: RingView
  readonly answer: (take: boolean) => void
}

function Ring({ ring, answer }: RingProps) {
  const { title, detail, take } = ringWords(ring)
  return (
    <section class="ring surface" aria-label={`${title} ${detail}`} aria-keyshortcuts={REACH_KEYS.aria}>
      <i class="avatar" data-colour={ring.from.colour} data-words={initials(ring.from.name)} aria-hidden="true" />
      <p class="ring-words">
        <Words say={title} as="name" />
        <Words say={detail} as="what" />
      </p>
      <div class="ring-acts">
        <WordButton as="invite" say={take} act={() => answer(true)} />
        <WordButton as="tool" say="Not now" act={() => answer(false)} />
      </div>
    </section>
  )
}
