import type { Spot } from '../../elements/boxes.ts'

/** Nearer than this two pins hide each other; so far apart they then stand. */
const NEAR = 10
const APART = 20

/** Fans out pins that lie on each other, to the right in the order given. The first one stays at its point. */
export function spread(spots: readonly Spot[]): Spot[] {
  const heaps: { readonly x: number; readonly y: number; count: number }[] = []
  return spots.map(({ x, y }) => {
    const heap = heaps.find((one) => Math.abs(one.x - x) < NEAR && Math.abs(one.y - y) < NEAR)
    if (heap) return { x: heap.x + APART * heap.count++, y: heap.y }
    heaps.push({ x, y, count: 1 })
    return { x, y }
  })
}
