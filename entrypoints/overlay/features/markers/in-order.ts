import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { inReadingOrder } from '../../../../shared/domain/reading-order.ts'
import type { Found } from './places.ts'

export interface Standing {
  readonly about: AnnotationView
  readonly state: Found['state']
  readonly at: number
}

/** What was found in the page, or is lost, with what is known about it: in the order of the panel. Drafts are nobody's yet. */
export function inOrder(found: readonly Found[], known: ReadonlyMap<AnnotationId, AnnotationView>): Standing[] {
  return found
    .flatMap(({ annotation, state, at }) => {
      const about = annotation === 'draft' ? undefined : known.get(annotation)
      return about && !about.removed && !about.hidden ? [{ about, state, at }] : []
    })
    .sort((a, b) => inReadingOrder({ ...a.about, at: a.at }, { ...b.about, at: b.at }))
}
