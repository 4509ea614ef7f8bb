/** Finds, and on Debian as root installs, the browsers that the stories are played in. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const PLACES = {
  chromium: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-for-testing',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
} as const

export type BrowserName = keyof typeof PLACES

const SETTING = { chromium: 'HUDDLEMARK_CHROMIUM', firefox: 'HUDDLEMARK_FIREFOX' } as const

/** @returns the path of an installed browser; the environment (HUDDLEMARK_CHROMIUM, HUDDLEMARK_FIREFOX) goes first. */
export function findBrowser(name: BrowserName): string | undefined {
  const set = process.env[SETTING[name]]
  return [...(set === undefined ? [] : [set]), ...PLACES[name]].find((path) => existsSync(path))
}

const isDebian = (): boolean =>
  existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))

/** Makes sure both browsers are there, or says how to get them. @returns false when one is still missing. */
export function ensureBrowsers(names: readonly BrowserName[]): boolean {
  const missing = names.filter((name) => findBrowser(name) === undefined)
  if (missing.length === 0) return true
  const packages = missing.map((name) => (name === 'chromium' ? 'chromium' : 'firefox-esr'))
  if (isDebian() && process.getuid?.() === 0) {
    console.log(`Installing ${packages.join(' and ')} from Debian's packages ...`)
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages, 'fonts-dejavu-core'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment,
    })
  }
  const still = names.filter((name) => findBrowser(name) === undefined)
  for (const name of still) {
    console.error(
      `No ${name} found. Install it (Debian, Ubuntu: "apt install ${name === 'chromium' ? 'chromium' : 'firefox-esr'}"), or set ${SETTING[name]} to the path of one. ` +
        (name === 'chromium'
          ? 'Google Chrome itself will not do: it no longer loads unpacked extensions from the command line.'
          : ''),
    )
  }
  return still.length === 0
}
