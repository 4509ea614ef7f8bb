import type { Threaded } from '../visit.ts'
import { type Item, sameValue } from './item.ts'
import type { Steps } from './steps.ts'

/** A page whose person's acts are remembered, each as one step, once it is stored. Imports are not: they have a way back of their own. */
export function recorded(page: Threaded, steps: Pick<Steps, 'did'>): Threaded {
  const did = async (items: readonly Item[], put: () => Promise<void>) => {
    await put()
    steps.did(items.filter(({ before, after }) => !sameValue(before, after)))
  }
  const annotated = (
    key: Parameters<Threaded['putAnnotation']>[0],
    after: Parameters<Threaded['putAnnotation']>[1],
  ): Item => ({
    root: 'annotations',
    key,
    before: page.annotations().get(key)?.value,
    after,
  })
  const commented = (
    key: Parameters<Threaded['putComment']>[0],
    after: Parameters<Threaded['putComment']>[1],
  ): Item => ({
    root: 'comments',
    key,
    before: page.comments().get(key)?.value,
    after,
  })
  return {
    id: page.id,
    changed: page.changed,
    annotations: () => page.annotations(),
    comments: () => page.comments(),
    state: (annotation) => page.state(annotation),
    placement: (annotation) => page.placement(annotation),
    versions: () => page.versions(),
    hidden: (key) => page.hidden(key),
    putHidden: (key, value) => page.putHidden(key, value),
    fateOf: (root, key) => page.fateOf(root, key),
    putVersion: (key, value) => page.putVersion(key, value),
    putMany: (...all) => page.putMany(...all),
    putAnnotation: (id, value) => did([annotated(id, value)], () => page.putAnnotation(id, value)),
    putComment: (id, value) => did([commented(id, value)], () => page.putComment(id, value)),
    putThread: (annotation, comment) =>
      did([commented(...comment), annotated(...annotation)], () => page.putThread(annotation, comment)),
    putState: (key, after) =>
      did([{ root: 'states', key, before: page.state(key)?.value, after }], () => page.putState(key, after)),
    putPlacement: (key, after) =>
      did([{ root: 'placements', key, before: page.placement(key)?.value, after }], () =>
        page.putPlacement(key, after),
      ),
  }
}
