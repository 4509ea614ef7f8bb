/** What both benchmark commands stand on: a built extension, a browser, an end, and how busy the machine is. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { loadavg } from 'node:os'
import { ensureBrowsers } from '../e2e/kit/browsers.ts'

export const BUILD = '.output/chrome-mv3-e2e/manifest.json'

/** The machine's load over 1, 5 and 15 minutes. */
export const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')

/** Finds Chromium and builds the extension where that was not done yet; ends the process where it cannot. */
export function prepare(): void {
  if (!ensureBrowsers(['chromium'])) process.exit(1)
  if (!existsSync(BUILD)) {
    console.error('Building the extension ...')
    const { status } = spawnSync('npm', ['run', '--silent', 'build:e2e'], { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) process.exit(1)
  }
}
