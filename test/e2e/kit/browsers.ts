/** Finds, and on Debian as root installs, what the stories are played with: the browsers, and a TURN server. */
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
  coturn: ['/usr/bin/turnserver', '/usr/local/bin/turnserver', '/opt/homebrew/bin/turnserver'],
} as const

export type ProgramName = keyof typeof PLACES
export type BrowserName = Exclude<ProgramName, 'coturn'>

const SETTING: Readonly<Record<ProgramName, string>> = {
  chromium: 'HUDDLEMARK_CHROMIUM',
  firefox: 'HUDDLEMARK_FIREFOX',
  coturn: 'HUDDLEMARK_COTURN',
}
/** In Debian and Ubuntu. */
const PACKAGE: Readonly<Record<ProgramName, string>> = {
  chromium: 'chromium',
  firefox: 'firefox-esr',
  coturn: 'coturn',
}
const MORE: Partial<Record<ProgramName, string>> = {
  chromium: 'Google Chrome itself will not do: it no longer loads unpacked extensions from the command line.',
  coturn: 'It is the TURN server that calls are tried through; its program is called turnserver.',
}

/** @returns the path of an installed program; the environment (HUDDLEMARK_CHROMIUM, HUDDLEMARK_FIREFOX, HUDDLEMARK_COTURN) goes first. */
export function findBrowser(name: ProgramName): string | undefined {
  const set = process.env[SETTING[name]]
  return [...(set === undefined ? [] : [set]), ...PLACES[name]].find((path) => existsSync(path))
}

const isDebian = (): boolean =>
  existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))

/** Makes sure that all are there, or says how to get them. @returns false when one is still missing. */
export function ensureBrowsers(names: readonly ProgramName[]): boolean {
  const missing = names.filter((name) => findBrowser(name) === undefined)
  if (missing.length === 0) return true
  if (isDebian() && process.getuid?.() === 0) {
    const packages = missing.map((name) => PACKAGE[name])
    console.log(`Installing ${packages.join(' and ')} from Debian's packages ...`)
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages, 'fonts-dejavu-core'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment,
    })
  }
  const still = names.filter((name) => findBrowser(name) === undefined)
  for (const name of still)
    console.error(
      `No ${name} found. Install it (Debian, Ubuntu: "apt install ${PACKAGE[name]}"), or set ${SETTING[name]} to the path of one. ${MORE[name] ?? ''}`,
    )
  return still.length === 0
}
