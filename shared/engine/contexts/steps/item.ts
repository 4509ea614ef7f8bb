import type { Annotation, Comment, Placement, ThreadState } from '../../../domain/annotation.ts'
import { type AnnotationId, type CommentId, type MemberId, ownerOf } from '../../../domain/ids.ts'
import { marked, type Threaded } from '../visit.ts'

interface Written<Root extends string, Key, Value> {
  readonly root: Root
  readonly key: Key
  /** What stood there; undefined when nothing did. */
  readonly before: Value | undefined
  readonly after: Value
}

/** One value that an act of the person wrote. */
export type Item =
  | Written<'annotations', AnnotationId, Annotation>
  | Written<'comments', CommentId, Comment>
  | Written<'states', AnnotationId, ThreadState>
  | Written<'placements', AnnotationId, Placement>

/** Loro and the parser may order a value's fields anew. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const keys = Object.keys(one)
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>]
  return keys.length === Object.keys(other).length && keys.every((key) => key in b && sameValue(a[key], b[key]))
}

/** UN2: the same act backwards. What did not stand there before is hidden, since nothing disappears. */
export function backwards(item: Item, now: number): Item {
  switch (item.root) {
    case 'annotations':
      return { ...item, before: item.after, after: item.before ?? marked(item.after, true) }
    case 'comments':
      return { ...item, before: item.after, after: item.before ?? marked(item.after, true) }
    case 'states':
      return {
        ...item,
        before: item.after,
        after: { ...(item.before ?? { v: 1, resolved: !item.after.resolved }), at: now },
      }
    case 'placements':
      // Without evidence it does not count (W10): it stands where its author placed it.
      return { ...item, before: item.after, after: { ...(item.before ?? { v: 1, selectors: [] }), at: now } }
  }
}

const standing = (document: Threaded, { root, key }: Item) => {
  if (root === 'annotations') return document.annotations().get(key)
  if (root === 'comments') return document.comments().get(key)
  return root === 'states' ? document.state(key) : document.placement(key)
}

/** UN3: who wrote there since, or commented on what is to be hidden. Undefined when all is as we left it. */
export function touchedSince(document: Threaded, item: Item, self: MemberId): { readonly by: MemberId } | undefined {
  const now = standing(document, item)
  if (!now || !sameValue(now.value, item.after)) return { by: now?.writer ?? self }
  if (now.writer !== self) return { by: now.writer }
  const hides = item.root === 'annotations' && (item.before === undefined || item.before.deleted)
  if (!hides) return undefined
  for (const { id, value } of document.comments().values())
    if (value.annotation === item.key && !value.deleted && ownerOf(id) !== self) return { by: ownerOf(id) }
  return undefined
}

/** Writes the values of all items, in one commit as far as they are of one document; placements have one each. */
export async function write(document: Threaded, items: readonly Item[]): Promise<void> {
  const annotations = items.flatMap((item) => (item.root === 'annotations' ? [[item.key, item.after] as const] : []))
  const comments = items.flatMap((item) => (item.root === 'comments' ? [[item.key, item.after] as const] : []))
  const states = items.flatMap((item) => (item.root === 'states' ? [[item.key, item.after] as const] : []))
  if (annotations.length + comments.length + states.length > 0)
    await document.putMany(annotations, comments, states, 'undo')
  for (const item of items) if (item.root === 'placements') await document.putPlacement(item.key, item.after)
}
