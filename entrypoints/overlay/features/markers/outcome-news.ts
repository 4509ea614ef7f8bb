import type { OverlayIntent } from '../../../../shared/contract/intents.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'

/** One outcome as the engine is told it. */
export type Told = (OverlayIntent & { do: 'anchored' })['outcomes'][number]

/** As many as one message may carry (shared/contract/intents.ts), and characters well below its bound. */
export const MOST_OUTCOMES = 2_000
export const MOST_CHARS = 150_000

/**
 * What has to be told after `told`. The offsets only say the order: while somebody types above a thousand marks, all of them move and none
 * is news. So what merely moved is told only when the order could not be read any more from what was told before.
 * @param found in reading order
 */
export function news(told: ReadonlyMap<AnnotationId, Told>, found: readonly Told[]): Told[] {
  const changed = found.filter((one) => !same(told.get(one.annotation), one))
  if (changed.length === 0) return inOrder(found, (one) => told.get(one.annotation)) ? [] : moved(told, found)
  const fresh = new Set(changed)
  return inOrder(found, (one) => (fresh.has(one) ? one : told.get(one.annotation))) ? changed : moved(told, found)
}

const same = (a: Told | undefined, b: Told): boolean => a !== undefined && a.state === b.state && a.now === b.now

const moved = (told: ReadonlyMap<AnnotationId, Told>, found: readonly Told[]): Told[] =>
  found.filter((one) => told.get(one.annotation)?.at !== one.at || !same(told.get(one.annotation), one))

/** Whether the offsets that the other side would then have stand in the same order as the true ones, level ones level. */
function inOrder(found: readonly Told[], known: (one: Told) => Told | undefined): boolean {
  for (let i = 1; i < found.length; i++) {
    const [before, after] = [found[i - 1] as Told, found[i] as Told]
    const apart = (known(after)?.at ?? 0) - (known(before)?.at ?? 0)
    if (Math.sign(apart) !== Math.sign(after.at - before.at)) return false
  }
  return true
}

/** In order, each message within both bounds. */
export function inMessages(outcomes: readonly Told[]): Told[][] {
  const messages: Told[][] = []
  let room = 0
  for (const one of outcomes) {
    const size = JSON.stringify(one).length + 1
    const last = messages.at(-1)
    if (last && last.length < MOST_OUTCOMES && size <= room) {
      last.push(one)
      room -= size
    } else {
      messages.push([one])
      room = MOST_CHARS - size
    }
  }
  return messages
}
