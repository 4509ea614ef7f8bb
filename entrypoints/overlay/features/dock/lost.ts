import type { Desk } from '../../desk.ts'
import { inOrder } from '../markers/in-order.ts'

/** Pages put their text together while they load: what is lost for a moment is not told of. */
const SETTLED_MS = 2_000

export const lostWords = (count: number): string => `${count} not on the page now`

/** How many annotations have no place in the page as it is; counts up only when that lasts. */
export function watchLost({ places, view, until }: Desk, changed: () => void): { readonly count: number } {
  let count = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const now = () => inOrder(places.outcomes(), view.annotations).filter(({ state }) => state === 'lost').length
  const settle = (next: number) => {
    if (next === count) return
    count = next
    changed()
  }
  const look = () => {
    const next = now()
    if (next > count) {
      // Not begun anew by every change: a page that never rests would never be told of.
      timer ??= setTimeout(() => {
        timer = undefined
        settle(now())
      }, SETTLED_MS)
      return
    }
    clearTimeout(timer)
    timer = undefined
    settle(next)
  }
  places.changed.listen(look, until)
  view.changed.listen(look, until)
  until.addEventListener('abort', () => clearTimeout(timer))
  return {
    get count() {
      return count
    },
  }
}
