import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser } from './kit/chromium.ts'
import type { FirefoxBrowser } from './kit/firefox.ts'
import { createSpace, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import type { Tab } from './kit/surface.ts'
import { until } from './kit/surface.ts'

const HUDDLE = '/huddle.html'

/** One window for a huddle, however often it is asked for. */
describe('the huddle window', () => {
  const { relay, site, chromium, firefox } = stage()
  let address: string
  let article: string

  beforeAll(async () => {
    address = (await relay()).address
    article = `${(await site()).origin}/article`
  })
  const begin = async (browser: ChromiumBrowser | FirefoxBrowser): Promise<Tab> => {
    const tab = await browser.open(article)
    await createSpace(browser, tab, { name: 'Ada', space: 'Design team', relay: address })
    await show(browser, tab)
    await tab.press('Start huddle', 'button')
    return tab
  }

  it('in Chromium: two who ask at once make one, and it comes back where it was', async () => {
    const ada = await chromium()
    await begin(ada)
    const pages = () => ada.puppet.targets().filter((target) => target.url().endsWith(HUDDLE))
    await ada.surface(await ada.extensionPage(HUDDLE)).see('Leave', 'button')
    const own = await ada.open((await ada.extensionPage(HUDDLE)).url().replace(HUDDLE, '/options.html'))
    const ask = `chrome.runtime.sendMessage({ ask: 'huddle' })`
    const popups = `chrome.windows.getAll({ windowTypes: ['popup'] })`
    expect(await own.inPage(`Promise.all([${ask}, ${ask}])`)).toEqual([true, true])
    expect(pages().length).toBe(1)
    const moved = { width: 500, height: 520, left: 40 }
    await own.inPage(`${popups}.then(([window]) => chrome.windows.update(window.id, ${JSON.stringify(moved)}))`)
    await until('its place to be kept', async () => {
      const kept = await own.inPage<Record<string, unknown>>(`chrome.storage.local.get()`)
      return JSON.stringify(kept).includes('"width":500')
    })
    await own.inPage(`${popups}.then(([window]) => chrome.windows.remove(window.id))`)
    await until('it to close', async () => pages().length === 0)
    await own.inPage(`Promise.all([${ask}, ${ask}, ${ask}])`)
    expect(pages().length).toBe(1)
    expect(await own.inPage(`${popups}.then(([window]) => ({ width: window.width, left: window.left }))`)).toEqual({
      width: 500,
      left: 40,
    })
  })

  it('in Firefox: asked for again, the same one comes to the front', async () => {
    const ben = await firefox()
    const tab = await begin(ben)
    await (await ben.otherWindow(HUDDLE)).see('Leave', 'button')
    const count = () => ben.window.run<number>(`return [...Services.wm.getEnumerator('navigator:browser')].length`)
    expect(await count()).toBe(2)
    for (const _ of [1, 2]) {
      await ben.window.run('window.focus()')
      await tab.press('Show window', 'button')
      await until('it to come forward', () =>
        ben.window.run<boolean>(
          `return Services.focus.activeWindow?.gBrowser?.currentURI.spec.endsWith('${HUDDLE}') ?? false`,
        ),
      )
    }
    expect(await count()).toBe(2)
  })
})
