import { MAX_LABEL, type StructureSelector } from '../domain/selector.ts'
import { canonical } from './characters.ts'
import type { Cell, Heading, Place, TextModel } from './model.ts'

/** Headings stored for a place. */
const MOST_HEADINGS = 3

/** Cells looked at: those of a table inside a cell end before the outer one does. */
const NESTED = 64

/** Index of the last entry that begins at or before an offset; -1 when there is none. */
function lastAt(sorted: readonly Place[], offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as Place).start <= offset) low = middle + 1
    else high = middle
  }
  return low - 1
}

const parents = new WeakMap<readonly Heading[], Int32Array>()

/** For each heading the one of higher rank before it, or -1: read once, since a page may have a hundred thousand of one rank. */
function parentsOf(headings: readonly Heading[]): Int32Array {
  const known = parents.get(headings)
  if (known) return known
  const found = new Int32Array(headings.length)
  for (const [i, { level }] of headings.entries()) {
    let at = i - 1
    while (at >= 0 && (headings[at] as Heading).level >= level) at = found[at] as number
    found[i] = at
  }
  parents.set(headings, found)
  return found
}

/** The headings over a place, the nearest first, each of a higher rank than the one before. A heading is not over itself. */
function headingsOver(headings: readonly Heading[], offset: number): Heading[] {
  const over: Heading[] = []
  const up = parentsOf(headings)
  let at = lastAt(headings, offset)
  if (at >= 0 && (headings[at] as Heading).end > offset) at = up[at] as number
  for (; at >= 0 && over.length < MOST_HEADINGS; at = up[at] as number) over.push(headings[at] as Heading)
  return over
}

/** Cells may hold tables: the innermost cell is the last to begin that has not yet ended. */
function cellAt(cells: readonly Cell[], offset: number): Cell | undefined {
  const last = lastAt(cells, offset)
  for (let at = last; at >= 0 && at > last - NESTED; at--) if ((cells[at] as Cell).end > offset) return cells[at]
  return undefined
}

/** A header's text, as long as one is stored. */
export function label(text: string, { start, end }: Place): string {
  const cut = text.slice(start, Math.min(end, start + MAX_LABEL))
  return cut.isWellFormed() ? cut : cut.slice(0, -1).toWellFormed()
}

/** What stands over and beside a place of the text. Undefined when the page has nothing to say about it. */
export function structureAt({ text, outline }: TextModel, offset: number): StructureSelector | undefined {
  if (!outline) return undefined
  const labelled = (place: Place | undefined) => (place ? label(text, place) : '')
  const headings = headingsOver(outline.headings, offset).map(labelled)
  const cell = cellAt(outline.cells, offset)
  const row = labelled(cell?.row)
  const column = labelled(cell?.column)
  if (headings.length === 0 && row === '' && column === '') return undefined
  return {
    type: 'StructureSelector',
    headings,
    ...(row === '' ? {} : { row }),
    ...(column === '' ? {} : { column }),
  }
}

/** A table's headers say more than the headings over it. */
const HEADINGS = 1
const HEADER = 2

/** 0 to 1: how well what stands over and beside a place agrees with what was stored. Undefined when there is nothing to compare. */
export function agreement(model: TextModel, offset: number, stored: StructureSelector): number | undefined {
  if (!model.outline) return undefined
  const here = structureAt(model, offset)
  let all = 0
  let agreed = 0
  const compare = (was: string | undefined, is: string | undefined, weight: number) => {
    if (was === undefined) return
    all += weight
    if (is !== undefined && canonical(was) === canonical(is)) agreed += weight
  }
  const over = stored.headings.slice(0, MOST_HEADINGS)
  // The nearest heading says most; those above it are often the same all over the page.
  for (const [i, heading] of over.entries()) compare(heading, here?.headings[i], HEADINGS / 2 ** i)
  compare(stored.row, here?.row, HEADER)
  compare(stored.column, here?.column, HEADER)
  return all === 0 ? undefined : agreed / all
}
