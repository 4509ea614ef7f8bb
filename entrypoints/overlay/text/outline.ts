import type { Cell, Heading, Outline, Place } from '../../../shared/anchoring/model.ts'
import type { Reading, Sign } from './reading.ts'

/** Columns told apart; a wider table's last ones have no header. */
const MOST_COLUMNS = 200

interface OpenCell {
  /** Of its columns, the first and the one after the last. */
  readonly column: number
  readonly until: number
  readonly head: boolean
}

interface OpenRow {
  /** The cell that heads the row: the last of its head cells, or its first cell. */
  first: Place | undefined
  head: Place | undefined
  column: number
}

interface OpenTable {
  /** The cell that heads each column: the nearest head cell above, or the column's first cell. */
  readonly columns: Map<number, Place>
  /** The last row that a cell from above reaches into, by column. */
  readonly taken: Map<number, number>
  rows: number
  row: OpenRow | undefined
}

interface Open {
  readonly sign: Sign
  readonly start: number
  readonly cell?: OpenCell
}

/** Headings and table cells of texts that stand one after the other. Nesting is followed as it comes; ends without beginnings are passed over. */
export function outlineOf(readings: readonly Reading[], at: Int32Array): Outline {
  const builder = new OutlineBuilder()
  let end = 0
  let open: Sign[] = []
  for (const [i, reading] of readings.entries()) {
    const base = at[i] as number
    const first = reading.starts[0]
    if (first !== undefined) {
      // What began at the end of the text before has its first words here.
      builder.begin(open, base + first)
      open = []
    }
    for (const sign of reading.signs) {
      const piece = reading.starts[sign.piece]
      if (sign.what === 'end') {
        builder.begin(open, end)
        open = []
        const last = reading.ends[sign.piece - 1]
        builder.end(last === undefined ? end : base + last)
      } else {
        open.push(sign)
        if (piece === undefined) continue
        builder.begin(open, base + piece)
        open = []
      }
    }
    const last = reading.ends.at(-1)
    if (last !== undefined) end = base + last
  }
  return builder.outline()
}

class OutlineBuilder {
  readonly #headings: Heading[] = []
  readonly #cells: Cell[] = []
  readonly #open: Open[] = []
  readonly #tables: OpenTable[] = []

  begin(signs: readonly Sign[], start: number): void {
    for (const sign of signs) {
      if (sign.what === 'table') this.#tables.push({ columns: new Map(), taken: new Map(), rows: 0, row: undefined })
      const table = this.#tables.at(-1)
      if (sign.what === 'row' && table) {
        table.row = { first: undefined, head: undefined, column: 0 }
        table.rows++
      }
      const cell = (sign.what === 'cell' || sign.what === 'head') && table ? this.#enter(table, sign) : undefined
      this.#open.push({ sign, start, ...(cell ? { cell } : {}) })
    }
  }

  /** The next free column of the row, and the ones the cell takes. */
  #enter(table: OpenTable, { what, columns = 1, rows = 1 }: Sign): OpenCell {
    if (!table.row) table.rows++
    table.row ??= { first: undefined, head: undefined, column: 0 }
    let { column } = table.row
    while ((table.taken.get(column) ?? 0) >= table.rows && column < MOST_COLUMNS) column++
    table.row.column = column + columns
    const until = Math.min(table.row.column, MOST_COLUMNS)
    if (rows > 1) for (let i = column; i < until; i++) table.taken.set(i, table.rows + rows - 1)
    return { column, until, head: what === 'head' }
  }

  end(end: number): void {
    const open = this.#open.pop()
    if (!open) return
    const { sign, cell } = open
    const place = { start: Math.min(open.start, end), end }
    if (sign.what === 'table') this.#tables.pop()
    const table = this.#tables.at(-1)
    if (place.start === end) return
    if (sign.what === 'heading') this.#headings.push({ ...place, level: sign.level ?? 2 })
    else if (cell && table?.row) this.#cell(place, cell, table, table.row)
  }

  #cell(place: Place, { column, until, head }: OpenCell, table: OpenTable, row: OpenRow): void {
    const above = table.columns.get(column)
    const beside = row.head ?? row.first
    this.#cells.push({ ...place, ...(beside ? { row: beside } : {}), ...(above ? { column: above } : {}) })
    row.first ??= place
    if (head) row.head ??= place
    for (let i = column; i < until; i++) if (head || !table.columns.has(i)) table.columns.set(i, place)
  }

  outline(): Outline {
    const byStart = (a: Place, b: Place) => a.start - b.start
    return { headings: this.#headings.sort(byStart), cells: this.#cells.sort(byStart) }
  }
}
