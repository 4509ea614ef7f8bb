import { afterAll } from 'vitest'
import { type ChromiumBrowser, type ChromiumOptions, launchChromium } from './chromium.ts'
import { type FirefoxBrowser, launchFirefox } from './firefox.ts'
import { type RelayProcess, startRelay } from './relay.ts'
import { type Site, serveSite } from './site.ts'

/** Starts what a story needs; whatever was started is ended after the file's last test, the last first. */
export interface Stage {
  readonly relay: () => Promise<RelayProcess>
  readonly site: () => Promise<Site>
  readonly chromium: (options?: ChromiumOptions) => Promise<ChromiumBrowser>
  readonly firefox: () => Promise<FirefoxBrowser>
}

export function stage(): Stage {
  const ends: Array<() => Promise<void>> = []
  afterAll(async () => {
    for (const end of ends.reverse()) await end().catch(() => undefined)
  })
  const keep = <Thing>(thing: Thing, end: (thing: Thing) => Promise<void>): Thing => {
    ends.push(() => end(thing))
    return thing
  }
  return {
    relay: async () => keep(await startRelay(), (relay) => relay.dispose()),
    site: async () => keep(await serveSite(), (site) => site.close()),
    chromium: async (options) => keep(await launchChromium(options), (browser) => browser.close()),
    firefox: async () => keep(await launchFirefox(), (browser) => browser.close()),
  }
}
