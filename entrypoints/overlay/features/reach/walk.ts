import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { spoken } from '../../../../shared/ui/spoken.ts'
import { step } from '../../../../shared/ui/walk.ts'
import type { Desk } from '../../desk.ts'
import { mayWrite } from '../../link/page-view.ts'
import { named } from '../announce/about-words.ts'
import { inOrder } from '../markers/in-order.ts'
import { isNext, isPrevious, REACH_KEYS } from './keys.ts'

/** From annotation to annotation in reading order, by key: each is scrolled to, lit up and said aloud; of a lost one a message says so, and leads to its thread. The keyboard itself stays in the page. */
export interface Walk {
  /** Where one is; undefined before the first step, and after Escape or a click elsewhere. */
  readonly at: AnnotationId | undefined
  /** Somebody was led there by other means: the way goes on from there. */
  begin(at: AnnotationId | undefined): void
}

/** @param arrived after each step, and when the walk ends @param open opens a thread */
export function walkByKey(
  desk: Desk,
  arrived: (at: AnnotationId | undefined) => void,
  open: (annotation: AnnotationId) => void,
): Walk {
  const { events, shell, view, places, speak, toast } = desk
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
    if (!next || !about)
      return speak(found.length === 0 ? 'Nothing is marked here yet' : 'No annotation is shown here now')
    begin(next.to)
    const state = found[next.number - 1]?.state ?? 'exact'
    const words = `${next.number} of ${found.length}: ${spoken({ ...about, ...named(about.selectors) }, state)}`
    if (state === 'lost') {
      // Nothing of it can be lit up: it is shown in words, which are heard too.
      toast({ words, act: { label: 'Open', run: () => open(about.id) } })
      return speak(`${REACH_KEYS.spoken} opens it${view.space && mayWrite(view.space) ? ', to place it again' : ''}`)
    }
    places.scrollTo(next.to)
    places.flash(next.to)
    speak(words)
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
  return inOrder(places.outcomes(), view.annotations).map(({ about, state }) => ({
    id: about.id,
    state,
    top: () => places.rect(about.id)?.top,
  }))
}
