import type { HuddleId } from '../../../../shared/domain/huddle.ts'
import { joinable, namesOf } from '../../../../shared/ui/huddle-words.ts'
import type { Desk } from '../../desk.ts'

/**
 * Tells those who cannot see the dock that others have begun a huddle. A ring speaks for itself, and what was on when we came is read with
 * the dock.
 */
export function announceHuddles({ view, link, until, speak }: Pick<Desk, 'view' | 'link' | 'until' | 'speak'>): void {
  let known: ReadonlySet<HuddleId> | undefined
  link.views.listen((seen) => {
    if (seen.see === 'asleep') known = undefined
    if (seen.see !== 'huddles') return
    for (const { id, people } of joinable(view.huddles))
      if (known && !known.has(id)) speak(`${namesOf(people)} in a huddle`)
    known = new Set(view.huddles.on.map(({ id }) => id))
  }, until)
}
