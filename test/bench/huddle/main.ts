/**
 * `npm run bench:huddle`: what a huddle costs and how it bears a bad network, beside a bare connection of two pages in the same browsers. Real
 * browsers with fake devices, a real relay, all on this machine, one thing at a time; its load is printed, as figures of a busy machine say
 * little. All of it needs about fifteen minutes; `npm run bench:huddle -- start load trouble` takes what is named.
 */
import { statSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { printFigures } from '../figures.ts'
import { BUILD, load, prepare } from '../ground.ts'
import { type Load, loads } from './load.ts'
import { startFigures } from './start.ts'
import { type Share, troubleFigures } from './trouble.ts'

/** Something hangs: better no figures than no end. */
const LONGEST_MS = 30 * 60_000

const cells = (row: readonly (string | number)[], widths: readonly number[]): string =>
  row.map((cell, i) => (i === 0 ? `${cell}`.padEnd(widths[i] ?? 0) : `${cell}`.padStart(widths[i] ?? 0))).join('  ')

function printRows(rows: readonly (readonly (string | number)[])[]): void {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => `${row[i] ?? ''}`.length)))
  for (const row of rows) console.log(`  ${cells(row, widths).trimEnd()}`)
}

const LOAD_HEAD = ['each of', 'processor', 'audio out', 'video out', 'frames in', 'concealed'] as const

const printLoads = (found: readonly Load[]): void =>
  printRows([
    LOAD_HEAD,
    ...found.map((one) => [
      one.name,
      `${one.processor.toFixed(0)} % of a core`,
      `${one.audioOut.toFixed(0)} kbit/s`,
      `${one.videoOut.toFixed(0)} kbit/s`,
      `${one.frames.toFixed(0)} /s`,
      `${one.concealed.toFixed(2)} %`,
    ]),
  ])

const printShares = (shares: readonly Share[]): void =>
  printRows(
    shares.map(({ name, values, unit, note }) => {
      const sorted = [...values].sort((a, b) => a - b)
      const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
      const digits = unit === '%' ? 2 : 0
      return [
        name,
        `${middle.toFixed(digits)} ${unit}`,
        `most ${(sorted.at(-1) ?? Number.NaN).toFixed(digits)}`,
        `n ${values.length}`,
        note,
      ]
    }),
  )

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  start: async () => {
    const { figures, words } = await startFigures()
    printFigures(figures)
    for (const line of words) console.log(`  ${line}`)
  },
  load: async () => {
    const found: Load[] = []
    // What was measured before something went wrong is worth having.
    await loads((more) => found.push(...more)).finally(() => printLoads(found))
  },
  trouble: async () => {
    const { figures, shares } = await troubleFigures()
    printFigures(figures)
    printShares(shares)
  },
}

// Exiting ends what was started: browsers and relays listen for it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
setTimeout(() => {
  console.error('Not done: this takes too long.')
  process.exit(1)
}, LONGEST_MS).unref()

prepare()
console.log(
  `\nNode ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}); extension built ${statSync(BUILD).mtime.toISOString()}`,
)
const wanted = process.argv.slice(2)
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.error(`Measuring ${name} ...`)
  const before = load()
  console.log()
  await measure().catch((error: unknown) => {
    process.exitCode = 1
    console.error(`  ${name}: ${String(error)}`)
  })
  console.log(`  (machine's load ${before} before, ${load()} after)`)
}
