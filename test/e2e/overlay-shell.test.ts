import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from './kit/chromium.ts'
import { type FirefoxTab, launchFirefox } from './kit/firefox.ts'
import { beginAlone, highlight } from './kit/people.ts'
import { type Site, serveSite } from './kit/site.ts'
import { type Browser, type Tab, until } from './kit/surface.ts'

const WORDS = 'Water does not plan'

/** The overlay's host, as the page finds it. */
const HOST = `[...document.querySelectorAll('[popover=manual], dialog > div:last-child, html > div')].at(-1)`

/** What a page can try to find text that is not its own. */
const hears = (words: string): string =>
  `getSelection().removeAllRanges(), window.find(${JSON.stringify(words)}, false, false, true)`

let site: Site
beforeAll(async () => {
  site = await serveSite()
})
afterAll(() => site?.close())

describe.each([
  ['chromium', launchChromium],
  ['firefox', launchFirefox],
] as const)('the overlay in %s', (kind, launch) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    const tab = await browser.open(`${site.origin}/article`)
    await beginAlone(browser, tab, 'Ada')
    await tab.see('Huddlemark', 'region')
    await tab.close()
  })
  afterAll(() => browser?.close())

  const open = async (path: string): Promise<Tab> => {
    const tab = await browser.open(`${site.origin}${path}`)
    await until('the host', () => tab.inPage(`${HOST} !== undefined`))
    await tab.see('Huddlemark', 'region')
    return tab
  }
  const keyboard = (tab: Tab) => (tab as FirefoxTab).page.keyboard
  const wipedAtLeast = (tab: Tab, times: number) =>
    until(`${times} removals`, async () => (await tab.inPage<number>('removed')) >= times)

  it('comes back when the page removes it, and when the page hides it', async () => {
    const tab = await open('/hostile')
    await tab.inPage('wipe()')
    await wipedAtLeast(tab, 1)
    await tab.see('Comment on page', 'button')
    await tab.inPage(`{
      const host = ${HOST}
      host.hidden = true; host.inert = true; host.style.cssText = 'display: none !important; opacity: 0 !important'
      host.removeAttribute('popover')
    }`)
    await until('the host to be clean', () => tab.inPage(`${HOST}.getAttributeNames().join() === 'popover'`))
    await tab.inPage(`${HOST}.hidePopover()`)
    await until('the host to be in front', () => tab.inPage(`${HOST}.matches(':popover-open')`))
    await tab.press('Comment on page', 'button')
    await tab.card().see('Thread', 'dialog')
    await tab.close()
  })

  it('does not freeze a page that removes it every time, and stays once the page stops', async () => {
    const tab = await open('/hostile')
    await tab.inPage(`{
      window.war = new MutationObserver(() => wipe())
      war.observe(document.documentElement, { childList: true })
      wipe()
    }`)
    await wipedAtLeast(tab, 7)
    expect(await tab.inPage('1 + 1')).toBe(2)
    await tab.inPage('war.disconnect()')
    await tab.see('Huddlemark', 'region')
    await tab.close()
  })

  it('shows the page no words of its own, and no keys typed in a card', async () => {
    const tab = await open('/hostile')
    expect(await tab.inPage(hears('fights back'))).toBe(true)
    await tab.select('Every stranger')
    await tab.see('Annotate selection', 'toolbar')
    for (const words of ['Ada', 'Only you here', 'Invite', 'Comment', 'Not on this site'])
      expect([words, await tab.inPage(hears(words))]).toEqual([words, false])
    await tab.select('Every stranger')
    await tab.press('Comment', 'button')
    const card = tab.card()
    await card.see('Write a comment')
    const written = () => card.value('Write a comment')
    await until('the keyboard to be in the card', async () => {
      await keyboard(tab).press('z')
      return (await written()).includes('z')
    })
    await keyboard(tab).type('sesame')
    await until('the words in the card', async () => (await written()).endsWith('sesame'))
    expect(await tab.inPage(hears('sesame'))).toBe(false)
    expect(await tab.inPage(`keys.filter((key) => 'sesame'.includes(key))`)).toEqual([])
    await tab.close()
  })

  it('is usable inside a modal dialog, and goes back when it closes', async () => {
    const tab = await open('/article')
    await tab.inPage(`{
      document.body.insertAdjacentHTML('beforeend', '<dialog><p>Please agree to the terms of this river.</p></dialog>')
      document.querySelector('dialog').showModal()
    }`)
    await until('the host in the dialog', () => tab.inPage(`document.querySelector('dialog').contains(${HOST})`))
    await highlight(tab, 'agree to the terms')
    await until('the highlight', async () => (await tab.painted('yellow')) > 0)
    await tab.inPage(`document.querySelector('dialog').close()`)
    await until('the host under <html>', () => tab.inPage(`${HOST}.parentNode === document.documentElement`))
    await tab.press('Comment on page', 'button')
    await tab.card().see('Thread', 'dialog')
    await tab.close()
  })

  it('is usable in fullscreen', async () => {
    const tab = await open('/article')
    await tab.inPage(`document.body.insertAdjacentHTML('afterbegin',
      '<section id=full style="background: white"><button onclick="full.requestFullscreen()">Full screen</button><p>Words in full screen.</p></section>')`)
    await tab.press('Full screen', 'button')
    await until('the host in the fullscreen element', () =>
      tab.inPage(`document.fullscreenElement?.contains(${HOST}) ?? false`),
    )
    await tab.press('Comment on page', 'button')
    await tab.card().see('Thread', 'dialog')
    await tab.inPage('document.exitFullscreen()')
    await until('the host under <html>', () => tab.inPage(`${HOST}.parentNode === document.documentElement`))
    await tab.close()
  })

  it('works under the strictest content policy', async () => {
    const tab = await open('/strict/article')
    await highlight(tab, WORDS)
    await until('the highlight', async () => (await tab.painted('yellow')) > 0)
    await tab.press('Comment on page', 'button')
    await tab.card().see('Thread', 'dialog')
    await tab.close()
  })

  it('follows addresses inside a single-page site', async () => {
    const tab = await open('/spa/one')
    await highlight(tab, 'speaks of lighthouses')
    await until('the highlight', async () => (await tab.painted('yellow')) === 1)
    await tab.press('Two', 'link')
    await until('a page without highlights', async () => (await tab.painted('yellow')) === 0)
    await highlight(tab, 'ropes and tar')
    await until('its own highlight', async () => (await tab.painted('yellow')) === 1)
    await tab.back()
    await until('the first page', () => tab.inPage(`document.title === 'Chapter one'`))
    await until('the highlight again', async () => (await tab.painted('yellow')) === 1)
    await tab.close()
  })

  it('goes on after the back-forward cache', async () => {
    const tab = await open('/article')
    await tab.inPage(`addEventListener('pageshow', (event) => { window.persisted = event.persisted })`)
    await tab.goto(`${site.origin}/spa/one`)
    await tab.see('Huddlemark', 'region')
    await tab.back()
    await until('the article', () =>
      tab.inPage(`location.pathname === '/article' && document.readyState === 'complete'`),
    )
    expect(await tab.inPage('window.persisted')).toBe(true)
    await highlight(tab, 'On a steep slope')
    await until('the highlight', async () => (await tab.painted('yellow')) > 0)
    await tab.close()
  })

  it('outlives document.open', async () => {
    const tab = await open('/hostile')
    await tab.inPage(
      `document.open(), document.write('<title>New</title><p>Everything here was written anew by the page.</p>'), document.close()`,
    )
    await tab.see('Huddlemark', 'region')
    await highlight(tab, 'written anew')
    await until('the highlight', async () => (await tab.painted('yellow')) > 0)
    await tab.close()
  })

  it('is hidden by its button and shown again by the popup', async () => {
    const tab = await open('/article')
    await tab.press('Hide overlay', 'button')
    await tab.gone('Huddlemark', 'region')
    const popup = await browser.popup(tab)
    await popup.press('Show on this page')
    await tab.see('Huddlemark', 'region')
    await browser.closePopup()
    await tab.close()
  })

  it.runIf(kind === 'chromium')('is not printed', async () => {
    const tab = await open('/article')
    const { page } = tab as FirefoxTab
    await page.emulateMediaType('print')
    await tab.gone('Huddlemark', 'region')
    await page.emulateMediaType('screen')
    await tab.see('Huddlemark', 'region')
    await tab.close()
  })
})
