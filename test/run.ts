/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find. Needs nothing set up beforehand:
 * builds the extension, and installs the browsers where it may.
 */
import { spawnSync } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { ensureBrowsers } from './e2e/kit/browsers.ts'

const steps: ReadonlyArray<readonly [name: string, command: string, ...args: string[]]> = [
  ['format and lint', 'biome', 'check', '.'],
  ['types', 'node', 'test/types.ts'],
  ['build', 'npm', 'run', '--silent', 'build'],
  ['build for end to end', 'npm', 'run', '--silent', 'build:e2e'],
  ['unit tests and house rules', 'vitest', 'run', '--project', 'unit'],
  ['simulations', 'vitest', 'run', '--project', 'sim'],
  // Each story in a run of its own, with browsers of its own: one that stumbles does not take others along.
  ...globSync('test/e2e/*.test.ts')
    .sort()
    .map((file) => [`end to end: ${file}`, 'vitest', 'run', '--project', 'e2e', file] as const),
]

const started = performance.now()
rmSync('.output', { recursive: true, force: true })
if (!ensureBrowsers(['chromium', 'firefox', 'coturn'])) process.exit(1)
for (const [name, command, ...args] of steps) {
  console.log(`\n--- ${name}`)
  let { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0 && name.startsWith('end to end') && process.env['CI'] !== undefined) {
    console.log(`\n--- ${name}: failed; once more with fresh browsers`)
    status = spawnSync(command, args, { stdio: 'inherit' }).status
  }
  if (status !== 0) {
    console.error(`\n${name}: failed`)
    process.exit(1)
  }
}
console.log(`\nAll of it passed in ${Math.round((performance.now() - started) / 1000)} s.`)
