import type { HuddlesView } from '../../../../shared/contract/huddle.ts'
import type { HuddleId } from '../../../../shared/domain/huddle.ts'
import { joinable, namesOf } from '../../../../shared/ui/huddle-words.ts'
import type { Desk } from '../../desk.ts'

/** Tells those who cannot see the dock that others have begun a huddle; a ring speaks for itself, and what was on when we came is read with the dock. */
export function announceHuddles({ view, link, until, speak }: Desk): void {
  let known: ReadonlySet<HuddleId> | undefined
  link.views.listen((seen) => {
    if (seen.see !== 'huddles') return
    const on = joinable(view.huddles)
    for (const { id, people } of on)
      if (known && !known.has(id) && !rings(view.huddles, id)) speak(`${namesOf(people)} in a huddle`)
    known = new Set([...on.map(({ id }) => id), ...(view.huddles.own ? [view.huddles.own.id] : [])])
  }, until)
}

const rings = ({ ring }: HuddlesView, id: HuddleId): boolean => ring?.huddle === id
