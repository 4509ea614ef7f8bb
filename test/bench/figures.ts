/** One measured quantity, and the table that `npm run bench` prints. */
export interface Figure {
  readonly name: string
  /** Milliseconds. */
  readonly median: number
  readonly p95: number
  /** How many measurements. */
  readonly n: number
  readonly note: string
}

/** Nearest rank: the smallest value that `part` of all values do not exceed. */
function rank(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

/** @param times milliseconds */
export function figure(name: string, times: readonly number[], note = ''): Figure {
  const sorted = [...times].sort((a, b) => a - b)
  return { name, median: rank(sorted, 0.5), p95: rank(sorted, 0.95), n: sorted.length, note }
}

/** Nothing measured is a dash. */
const milliseconds = (value: number): string => (Number.isNaN(value) ? '-' : `${value.toFixed(1)} ms`)

/** A table of text, its columns as wide as their widest cell; the first is left-aligned, the others to the right, the last left. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 || column === row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    console.log(`  ${cells.join('  ')}`.trimEnd())
  }
}

export function printFigures(figures: readonly Figure[]): void {
  printTable([
    ['', 'median', 'p95', 'n', ''],
    ...figures.map(({ name, median, p95, n, note }) => [name, milliseconds(median), milliseconds(p95), `${n}`, note]),
  ])
}

/** Bytes of something built. */
export interface Size {
  readonly name: string
  readonly raw: number
  readonly gzip: number
  readonly note: string
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

export function printSizes(sizes: readonly Size[]): void {
  printTable([
    ['', 'raw', 'gzip', ''],
    ...sizes.map(({ name, raw, gzip, note }) => [name, kilobytes(raw), kilobytes(gzip), note]),
  ])
}
