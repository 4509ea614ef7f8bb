import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { passedWords, spoken } from '../../../../shared/ui/spoken.ts'
import { step } from '../../../../shared/ui/walk.ts'
import type { Desk } from '../../desk.ts'
import { named } from '../announce/about-words.ts'
import { isNext, isPrevious } from './keys.ts'

/** From annotation to annotation in reading order, by key: each is scrolled to, lit up and said aloud. The keyboard itself stays in the page. */
export interface Walk {
  /** Where one is; undefined before the first step, and after Escape or a click elsewhere. */
  readonly at: AnnotationId | undefined
  /** Somebody was led there by other means: the way goes on from there. */
  begin(at: AnnotationId | undefined): void
}

/** @param arrived after each step, and when the walk ends */
export function walkByKey(desk: Desk, arrived: (at: AnnotationId | undefined) => void): Walk {
  const { events, shell, view, places, speak } = desk
  let at: AnnotationId | undefined
  const begin = (next: AnnotationId | undefined) => {
    if (at === next) return
    at = next
    arrived(at)
  }
  const go = (by: 1 | -1) => {
    const found = stops(desk)
    const next = step(found, at, by)
    const about = next && view.annotations.get(next.to)
    if (!next || !about) return speak(found.length === 0 ? 'Nothing is marked here yet' : 'No annotation is in sight')
    begin(next.to)
    places.scrollTo(next.to)
    places.flash(next.to)
    const state = found[next.number - 1]?.state ?? 'exact'
    speak(
      `${passedWords(next.passed)}${next.number} of ${found.length}: ${spoken({ ...about, ...named(about.selectors) }, state)}`,
    )
  }
  events.on(
    'keydown',
    (event) => {
      if (event.key === 'Escape') return begin(undefined)
      const by = isNext(event) ? 1 : isPrevious(event) ? -1 : undefined
      if (by === undefined || !view.awake) return
      event.preventDefault()
      go(by)
    },
    false,
  )
  events.on('pointerdown', (event) => {
    if (!shell.ours(event)) begin(undefined)
  })
  view.changed.listen(() => {
    if (at !== undefined && !view.annotations.has(at)) begin(undefined)
  }, desk.until)
  return {
    get at() {
      return at
    },
    begin,
  }
}

/** What has, or had, a place in the page. */
function stops({ places, view }: Desk) {
  return places.outcomes().flatMap(({ annotation, state }) => {
    const about: AnnotationView | undefined = annotation === 'draft' ? undefined : view.annotations.get(annotation)
    return about ? [{ id: about.id, state, top: () => places.rect(about.id)?.top }] : []
  })
}
