import type { Annotation, AnnotationKind, Comment } from '../../../domain/annotation.ts'
import { type Item, sameValue } from './item.ts'

const KINDS: Record<AnnotationKind, string> = {
  highlight: 'Highlight',
  page: 'Comment',
  pin: 'Pin',
  drawing: 'Drawing',
}

/** What the person did, as it is said after "Undone:". */
export function stepWords(items: readonly Item[]): string {
  const [first, second] = items
  if (!first) return 'Nothing'
  const about = second?.root === 'annotations' ? second : first
  switch (about.root) {
    case 'annotations':
      return items.length > 1 ? 'Comment posted' : annotationWords(about)
    case 'comments':
      return `Comment ${deed(about) ?? 'edited'}`
    case 'states':
      return about.after.resolved ? 'Thread resolved' : 'Thread reopened'
    case 'placements':
      return 'Placed again'
  }
}

function annotationWords(item: Item & { root: 'annotations' }): string {
  const { before, after } = item
  const done = deed(item)
  if (done !== undefined)
    return `${KINDS[after.kind]} ${done === 'posted' ? 'added' : done === 'deleted' ? 'removed' : done}`
  if (before && !sameValue(before.shapes, after.shapes)) return 'Drawing changed'
  return before?.colour === after.colour ? `${KINDS[after.kind]} changed` : 'Colour changed'
}

function deed({
  before,
  after,
}: {
  readonly before: Annotation | Comment | undefined
  readonly after: Annotation | Comment
}) {
  if (before === undefined) return 'posted'
  if (before.deleted === after.deleted) return undefined
  return after.deleted ? 'deleted' : 'brought back'
}
