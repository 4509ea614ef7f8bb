/**
 * `npm run bench`: everything that is measured, as one table. Real browsers, a real relay on a real disk, all on this machine, one thing at
 * a time; figures of a busy machine say little, so its load is printed with them. Needs about three minutes.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { ensureBrowsers } from '../e2e/kit/browsers.ts'
import { editFigures } from './edits.ts'
import { type Figure, printFigures, printSizes } from './figures.ts'
import { relayFigures } from './relay.ts'
import { sizes } from './sizes.ts'
import { startUpFigures } from './start-up.ts'

const BUILD = '.output/chrome-mv3-e2e/manifest.json'
/** Something hangs: better no figures than no end. */
const LONGEST_MS = 10 * 60_000

const PARTS: ReadonlyArray<readonly [name: string, measure: () => Promise<readonly Figure[]>]> = [
  ['the relay', relayFigures],
  ['starting up', startUpFigures],
  ['edits of two people', editFigures],
]

const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')

function prepare(): void {
  if (!ensureBrowsers(['chromium'])) process.exit(1)
  if (!existsSync(BUILD)) {
    console.error('Building the extension ...')
    const { status } = spawnSync('npm', ['run', '--silent', 'build:e2e'], { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) process.exit(1)
  }
}

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
