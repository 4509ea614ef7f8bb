import type { StructureSelector } from '../domain/selector.ts'
import { canonical } from './characters.ts'
import type { Effort } from './effort.ts'
import type { Cell, Place, TextModel } from './model.ts'
import { label } from './structure.ts'

/** Cells under the same two headers that are looked at. */
const MOST_ALIKE = 4
/** Characters of a cell in which a quote is looked for. */
const MOST_IN_CELL = 4_096

type Heads = ReadonlyMap<string, readonly Cell[]>

const known = new WeakMap<TextModel, Heads>()

const keyOf = (row: string, column: string) => `${canonical(row)}\n${canonical(column)}`

/** The page's table cells by what heads their row and column; read once per model, a short piece of work at a time. */
export function* cellHeads(model: TextModel, effort: Effort): Generator<void, Heads> {
  const before = known.get(model)
  if (before) return before
  const heads = new Map<string, Cell[]>()
  const labels = new Map<number, string>()
  const named = (place: Place | undefined): string => {
    if (!place) return ''
    const name = labels.get(place.start) ?? label(model.text, place)
    labels.set(place.start, name)
    return name
  }
  for (const cell of model.outline?.cells ?? []) {
    if (!cell.row && !cell.column) continue
    const key = keyOf(named(cell.row), named(cell.column))
    const alike = heads.get(key)
    if (alike) alike.push(cell)
    else heads.set(key, [cell])
    if (effort.spend(300)) yield
  }
  known.set(model, heads)
  return heads
}

/** Where a quote begins in the cells under its headers, or where they begin when its words have changed; the nearest to `near`. */
export function inCells(
  model: TextModel,
  heads: Heads,
  { row = '', column = '' }: StructureSelector,
  exact: string,
  near: number,
): number[] {
  const away = ({ start }: Cell) => Math.abs(start - near)
  return [...(heads.get(keyOf(row, column)) ?? [])]
    .sort((a, b) => away(a) - away(b))
    .slice(0, MOST_ALIKE)
    .map(({ start, end }) => {
      const at = model.text.slice(start, Math.min(end, start + MOST_IN_CELL)).indexOf(exact)
      return at < 0 ? start : start + at
    })
}
