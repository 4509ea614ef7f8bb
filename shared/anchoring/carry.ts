import type { Place } from './model.ts'

const BLOCK = 4_096

/** Length of the longest common beginning: whole blocks first, which engines compare fast. */
function commonStart(a: string, b: string, most: number): number {
  let same = 0
  while (same + BLOCK <= most && a.slice(same, same + BLOCK) === b.slice(same, same + BLOCK)) same += BLOCK
  while (same < most && a.charCodeAt(same) === b.charCodeAt(same)) same++
  return same
}

function commonEnd(a: string, b: string, most: number): number {
  let same = 0
  const block = (text: string) => text.slice(text.length - same - BLOCK, text.length - same)
  while (same + BLOCK <= most && block(a) === block(b)) same += BLOCK
  while (same < most && a.charCodeAt(a.length - same - 1) === b.charCodeAt(b.length - same - 1)) same++
  return same
}

/**
 * What becomes of places when a text changes in one stretch, as pages do while they load and as scripts add to them.
 * @returns the place in the new text, or undefined where the change touched it and it must be anchored anew
 */
export function carrier(before: string, now: string): (place: Place) => Place | undefined {
  const least = Math.min(before.length, now.length)
  const head = commonStart(before, now, least)
  const tail = commonEnd(before, now, least - head)
  const shift = now.length - before.length
  return ({ start, end }) => {
    if (end < head || (end === head && head === before.length)) return { start, end }
    if (start > before.length - tail || (start === before.length - tail && tail === before.length))
      return { start: start + shift, end: end + shift }
    return undefined
  }
}
