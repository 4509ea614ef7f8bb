import type { Place } from '../../../shared/anchoring/model.ts'
import type { PageText } from './page-text.ts'

/** A stretch of the text before that gave way to `length` units. */
export interface Edit extends Place {
  readonly length: number
}

/** What became of a page's text. */
export interface TextChange {
  /** By start, none touching another. Empty when the same text stands in other nodes. */
  readonly edits: readonly Edit[]
  /** Stretches of the text now that were read again: what stands there may stand in other nodes. By start. */
  readonly renewed: readonly Place[]
}

const BLOCK = 4_096

/** Length of the longest common beginning: whole blocks first, which engines compare fast. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
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

/** The one edit, with nothing around it that stayed, which makes one text of another. */
function editOf(before: string, now: string, at: number): Edit | undefined {
  if (before === now) return undefined
  const head = commonStart(before, now)
  const tail = commonEnd(before, now, Math.min(before.length, now.length) - head)
  return { start: at + head, end: at + before.length - tail, length: now.length - tail - head }
}

/**
 * Compares two texts of a page by the readings they share, which keep their order; only what lies between those is looked at.
 * @param orders where each reading of the text now stood in the one before; -1 for a new one
 */
export function changeBetween(before: PageText, now: PageText, orders: Int32Array): TextChange {
  const edits: Edit[] = []
  const renewed: Place[] = []
  const count = now.readings.length
  let old = 0
  for (let i = 0; i <= count; ) {
    // The next shared reading, or the end of both.
    let until = i
    while (until < count && (orders[until] as number) < old) until++
    const oldUntil = until < count ? (orders[until] as number) : before.readings.length
    if (until > i || oldUntil > old) {
      const from = i === 0 ? 0 : endOf(now, i - 1)
      const oldFrom = old === 0 ? 0 : endOf(before, old - 1)
      const [to, oldTo] = [now.atOf(until), before.atOf(oldUntil)]
      const edit = editOf(before.text.slice(oldFrom, oldTo), now.text.slice(from, to), oldFrom)
      if (edit) edits.push(edit)
      if (until > i) renewed.push({ start: from, end: to })
    }
    i = until + 1
    old = oldUntil + 1
  }
  return { edits, renewed }
}

function endOf(text: PageText, order: number): number {
  return text.atOf(order) + (text.readings[order]?.text.length ?? 0)
}

/** What becomes of a place: where it is in the text now, or undefined where an edit touched it and it must be anchored anew. */
export function carrierOf({ edits }: Pick<TextChange, 'edits'>): (place: Place) => Place | undefined {
  const shifts = new Int32Array(edits.length + 1)
  for (const [i, { start, end, length }] of edits.entries())
    shifts[i + 1] = (shifts[i] as number) + length - (end - start)
  return ({ start, end }) => {
    let low = 0
    let high = edits.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((edits[middle] as Edit).end < start) low = middle + 1
      else high = middle
    }
    const next = edits[low]
    if (next && next.start <= end) return undefined
    const shift = shifts[low] as number
    return { start: start + shift, end: end + shift }
  }
}

/** Whether a place of the text now lies in a stretch that was read again. */
export function renewedAt({ renewed }: Pick<TextChange, 'renewed'>, { start, end }: Place): boolean {
  let low = 0
  let high = renewed.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((renewed[middle] as Place).end <= start) low = middle + 1
    else high = middle
  }
  const next = renewed[low]
  return next !== undefined && next.start < end
}
