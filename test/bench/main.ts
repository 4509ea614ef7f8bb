/**
 * `npm run bench`: everything that is measured, as one table. Real browsers, a real relay on a real disk, all on this machine, one thing at
 * a time; figures of a busy machine say little, so its load is printed with them. Needs about three minutes.
 */
import { statSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { editFigures } from './edits.ts'
import { type Figure, printFigures, printSizes } from './figures.ts'
import { BUILD, load, prepare } from './ground.ts'
import { relayFigures } from './relay.ts'
import { sizes } from './sizes.ts'
import { startUpFigures } from './start-up.ts'

/** Something hangs: better no figures than no end. */
const LONGEST_MS = 10 * 60_000

const PARTS: ReadonlyArray<readonly [name: string, measure: () => Promise<readonly Figure[]>]> = [
  ['the relay', relayFigures],
  ['starting up', startUpFigures],
  ['edits of two people', editFigures],
]

// Exiting ends what was started: browsers and relays listen for it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
setTimeout(() => {
  console.error('Not done: this takes too long.')
  process.exit(1)
}, LONGEST_MS).unref()

prepare()
const before = load()
const figures: Figure[] = []
for (const [name, measure] of PARTS) {
  console.error(`Measuring ${name} ...`)
  figures.push(...(await measure()))
}
console.log(
  `\nNode ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}); load before ${before}, after ${load()}; extension built ${statSync(BUILD).mtime.toISOString()}\n`,
)
printFigures(figures)
console.log()
printSizes(sizes())
