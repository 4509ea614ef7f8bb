import { mkdirSync } from 'node:fs'
import { afterAll, afterEach } from 'vitest'
import { type ChromiumBrowser, type ChromiumOptions, launchChromium } from './chromium.ts'
import { type FirefoxBrowser, launchFirefox } from './firefox.ts'
import { type RelayProcess, startRelay } from './relay.ts'
import { type Site, serveSite } from './site.ts'
import { within } from './surface.ts'

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
  const opened: ChromiumBrowser[] = []
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture(opened, task.name)
  })
  const keep = <Thing>(thing: Thing, end: (thing: Thing) => Promise<void>): Thing => {
    ends.push(() => end(thing))
    return thing
  }
  return {
    relay: async () => keep(await startRelay(), (relay) => relay.dispose()),
    site: async () => keep(await serveSite(), (site) => site.close()),
    chromium: async (options) => {
      const browser = keep(await launchChromium(options), (one) => one.close())
      opened.push(browser)
      return browser
    },
    firefox: async () => keep(await launchFirefox(), (browser) => browser.close()),
  }
}

const FAILED = 'test/shots/failed'

/** What every tab looked like when a test failed: the picture says more than the time-out. */
async function picture(browsers: readonly ChromiumBrowser[], test: string): Promise<void> {
  mkdirSync(FAILED, { recursive: true })
  const name = test.replace(/[^a-zA-Z]+/g, '-').slice(0, 60)
  for (const [who, browser] of browsers.entries())
    for (const [which, page] of (await browser.puppet.pages().catch(() => [])).entries()) {
      const shot = page.screenshot({ path: `${FAILED}/${name}-${who}-${which}.png` })
      await within(3_000, 'a picture', shot).catch(() => undefined)
    }
}
