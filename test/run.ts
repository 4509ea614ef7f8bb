/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find. Needs nothing set up beforehand:
 * builds the extension, and installs the browsers where it may.
 */
import { spawnSync } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { ensureBrowsers } from './e2e/kit/browsers.ts'
import { playStories } from './stories.ts'

const steps: ReadonlyArray<readonly [name: string, command: string, ...args: string[]]> = [
  ['format and lint', 'biome', 'check', '.'],
  ['types', 'node', 'test/types.ts'],
  ['build', 'npm', 'run', '--silent', 'build'],
  ['build for end to end', 'npm', 'run', '--silent', 'build:e2e'],
  ['unit tests and house rules', 'vitest', 'run', '--project', 'unit'],
]

const TURN = 'test/e2e/turn.test.ts'

const started = performance.now()
const fail = (why: string): never => {
  console.error(`\n${why}`)
  process.exit(1)
}

rmSync('.output', { recursive: true, force: true })
if (!ensureBrowsers(['chromium', 'firefox'])) process.exit(1)
const withTurn = ensureBrowsers(['coturn'])
for (const [name, command, ...args] of steps) {
  console.log(`\n--- ${name}`)
  if (spawnSync(command, args, { stdio: 'inherit' }).status !== 0) fail(`${name}: failed`)
}
const stories = globSync('test/e2e/*.test.ts').filter((file) => withTurn || file !== TURN)
const failed = await playStories(stories)
if (failed.length > 0) fail(`failed: ${failed.join(', ')}`)
if (!withTurn) console.log(`\nLeft out: ${TURN}, for want of a TURN server.`)
console.log(`\nAll of it passed in ${Math.round((performance.now() - started) / 1000)} s.`)
