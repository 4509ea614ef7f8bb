import type { Stretch } from './reading.ts'

const TOUCHING = 1.5

/** Neighbouring boxes of one line become one: inline elements cut a line into many. */
function merged(boxes: readonly DOMRect[]): DOMRect[] {
  const lines: DOMRect[] = []
  for (const box of boxes) {
    const last = lines.at(-1)
    const sameLine = last && box.top < last.bottom - last.height / 2 && box.bottom > last.top + last.height / 2
    if (last && sameLine && box.left <= last.right + TOUCHING * 4 && box.right >= last.left - TOUCHING * 4) {
      const left = Math.min(last.left, box.left)
      const top = Math.min(last.top, box.top)
      const right = Math.max(last.right, box.right)
      const bottom = Math.max(last.bottom, box.bottom)
      lines[lines.length - 1] = new DOMRect(left, top, right - left, bottom - top)
    } else lines.push(box)
  }
  return lines
}

/**
 * Boxes of text in viewport coordinates. Asked node by node: a range over whole elements would answer with the elements' own boxes,
 * margins between the lines included.
 */
export function boxesOf(page: Document, stretches: readonly Stretch[]): DOMRect[] {
  const range = page.createRange()
  const boxes: DOMRect[] = []
  for (const { node, from, to } of stretches) {
    if (!node.isConnected) continue
    range.setStart(node, Math.min(from, node.length))
    range.setEnd(node, Math.min(to, node.length))
    const list = range.getClientRects()
    for (let i = 0; i < list.length; i++) {
      const box = list[i]
      if (box && box.width > 0 && box.height > 0) boxes.push(box)
    }
  }
  return merged(boxes)
}

/** The smallest box around all of them. */
export function around(boxes: readonly DOMRect[]): DOMRect | undefined {
  if (boxes.length === 0) return undefined
  const left = Math.min(...boxes.map((box) => box.left))
  const top = Math.min(...boxes.map((box) => box.top))
  const right = Math.max(...boxes.map((box) => box.right))
  const bottom = Math.max(...boxes.map((box) => box.bottom))
  return new DOMRect(left, top, right - left, bottom - top)
}
