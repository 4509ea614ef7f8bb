import { existsSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launch, openState, servePages } from './open.ts'
import type { State } from './state.ts'

/** Our pages, as built. */
const FOLDER = '.output/chrome-mv3-e2e'

interface PageStage {
  /** Opens a page of ours in a state. */
  readonly open: (state: State) => Promise<Page>
  /** The same in one tab for all that only look. */
  readonly turnTo: (state: State) => Promise<Page>
  /** Opens a path as it is, without a stand-in for the browser's own API. */
  readonly bare: (path: string) => Promise<Page>
}

/**
 * A browser and the built pages for one file of tests; every page but the one that is turned is closed after its test.
 * @param needs a built file without which nothing can be shown
 */
export function pageStage(needs: string): PageStage {
  let browser: Browser
  let server: Server
  let origin: string
  let kept: Page | undefined
  beforeAll(async () => {
    if (!existsSync(`${FOLDER}/${needs}`)) throw new Error('build first: npm run build:e2e')
    ;({ server, origin } = await servePages(FOLDER))
    browser = await launch()
  })
  afterEach(async () => {
    for (const page of await browser.pages()) if (page !== kept && page.url().startsWith(origin)) await page.close()
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })
  return {
    open: async (state) => openState(await browser.newPage(), origin, state),
    turnTo: async (state) => {
      kept ??= await browser.newPage()
      return openState(kept, origin, state)
    },
    bare: async (path) => {
      const page = await browser.newPage()
      await page.goto(`${origin}${path}`)
      return page
    },
  }
}

/** @throws Error when there is none of this name */
export function stateOf(states: readonly State[], name: string): State {
  const found = states.find((one) => one.name === name)
  if (!found) throw new Error(`no state ${name}`)
  return found
}
