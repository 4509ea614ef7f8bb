import type { Page } from 'puppeteer-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import type { FirefoxBrowser, FirefoxTab } from './kit/firefox.ts'
import { focusedInside } from './kit/inside.ts'
import { comment, createSpace, highlight, invite, join, show } from './kit/people.ts'
import type { Site } from './kit/site.ts'
import { stage } from './kit/stage.ts'
import { type Surface, until } from './kit/surface.ts'

const EARLY = 'Water does not plan'
const MIDDLE = 'the shape feeds itself'
const LATE = 'A detour that has grown over a long time'

/** The page's script changes its own text, as sites do. */
const rewrite = (from: string, to: string): string => `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode()); ) node.data = node.data.replace(${JSON.stringify(from)}, ${JSON.stringify(to)})
})()`

/** Notes whether a mark lights up from now on. */
const WATCH_FLASH = `window.flashed = false; (function look() {
  if ([...CSS.highlights].some(([name, one]) => name.includes('flash') && one.size > 0)) window.flashed = true
  else requestAnimationFrame(look)
})()`

/** The side panel of a Chromium, and in a Firefox, which opens no sidebar from a page, the same panel as a drawer in the page. */
describe('the panel', () => {
  const { relay, site: startSite, chromium, firefox } = stage()
  let site: Site
  let ada: ChromiumBrowser
  let tab: ChromiumTab
  let ben: FirefoxBrowser
  let benTab: FirefoxTab
  let panel: Surface
  let panelPage: Page

  beforeAll(async () => {
    const { address } = await relay()
    site = await startSite()
    // A window of its real size: beside a panel an emulated one swallows clicks into frames.
    const window = { viewport: null, flags: ['--window-size=1500,900'] }
    ;[ada, ben] = await Promise.all([chromium(window), firefox()])
    tab = await ada.open(`${site.origin}/article`)
    benTab = await ben.open(`${site.origin}/article`)
    await createSpace(ada, tab, { name: 'Ada', space: 'Design team', relay: address })
    await show(ada, tab)
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, tab) })
    await show(ben, benTab)
  })

  const items = (): Promise<string[]> =>
    panelPage.$$eval('ol[aria-label="Annotations"] > li', (all) => all.map((item) => item.textContent ?? ''))
  const inOrder = (...words: string[]) =>
    until(`the items ${words.join(', ')}`, async () => {
      const seen = await items()
      const right = seen.length === words.length && words.every((one, index) => seen[index]?.includes(one))
      if (!right) throw new Error(`it lists ${seen.join(' | ')}`)
      return true
    })

  /** The page is narrower than before, and its width does not change from frame to frame. */
  const atRest = () =>
    tab.inPage<boolean>(`new Promise((resolve) => {
      const widths = []
      const look = () => {
        widths.push(innerWidth)
        if (widths.length < 12) requestAnimationFrame(look)
        else resolve(widths.every((width) => width === innerWidth) && innerWidth < outerWidth - 100)
      }
      look()
    })`)

  it('who comes is announced by name', async () => {
    const said = await until('news of Ben', async () => {
      const words = await tab.dockWords()
      return words.includes('Ben joined') && words
    })
    expect(said).not.toContain('Someone')
  })

  it('opens from the dock, says who is here and how the connection is, and how to begin', async () => {
    await tab.press('Open panel', 'button')
    panelPage = await ada.extensionPage('/sidepanel.html')
    panel = ada.surface(panelPage)
    await panel.reads('Select words to begin')
    await panel.reads('How a river finds its bed')
    await panel.reads('Ada (you)')
    await panel.reads('Ben')
    await panel.reads('Connected')
    await until('the page beside the panel at rest', atRest)
  })

  it('lists in reading order, whatever was marked first', async () => {
    await highlight(tab, LATE)
    await highlight(tab, EARLY)
    await comment(tab, MIDDLE, 'Is this true of habits, too?')
    await tab.key('Escape')
    await inOrder(EARLY, MIDDLE, LATE)
    await panel.reads('Is this true of habits, too?')
  })

  it('an item leads to its words, and lights them up', async () => {
    await tab.inPage(`scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }), ${WATCH_FLASH}`)
    await panel.press(EARLY, 'button')
    await until('the words in view', () => tab.inPage<boolean>('scrollY < 300'))
    await until('the light', () => tab.inPage<boolean>('window.flashed'))
  })

  it('arrow keys walk through the items, Enter leads to the words', async () => {
    await panelPage.focus('.reveal')
    await panelPage.keyboard.press('End')
    await panelPage.keyboard.press('Enter')
    await until('the last words in view', () => tab.inPage<boolean>('scrollY > 300'))
  })

  it('a thread opens inside the panel, and the keyboard comes back to where it was opened', async () => {
    await panel.press('1 comment', 'button')
    const card = await until('the card in the panel', async () =>
      panelPage.frames().find((frame) => frame.url().includes('/card.html')),
    )
    await until('the keyboard in its field', async () => (await focusedInside(card)) === 'Reply')
    await panelPage.keyboard.type('Of paths as well.')
    await panelPage.keyboard.down('Control')
    await panelPage.keyboard.press('Enter')
    await panelPage.keyboard.up('Control')
    await until('the comment', () => card.evaluate(() => document.body.innerText.includes('Of paths as well.')))
    await panelPage.keyboard.press('Escape')
    await panel.see('2 comments', 'button')
    await until('the keyboard on the item', async () => (await focusedInside(panelPage.mainFrame())) === MIDDLE)
  })

  it('a comment on the page, from the dock and from the panel, stands first', async () => {
    await tab.press('Comment on page', 'button')
    await tab.card().type('Write a comment', 'A fine article.')
    await tab.card().press('Post')
    await tab.card().see('Reply')
    await tab.key('Escape')
    await inOrder('A fine article.', EARLY, MIDDLE, LATE)
    await panel.press('Comment on page', 'button')
    const inPanel = await until('the card in the panel', async () =>
      panelPage.frames().find((frame) => frame.url().includes('/card.html')),
    )
    await until('the keyboard in its field', async () => (await focusedInside(inPanel)) === 'Write a comment')
    await panelPage.keyboard.type('And a long one.')
    await panelPage.keyboard.down('Control')
    await panelPage.keyboard.press('Enter')
    await panelPage.keyboard.up('Control')
    await until('the comment', () => inPanel.evaluate(() => document.body.innerText.includes('And a long one.')))
    await panel.press('All on this page', 'button')
    await inOrder('A fine article.', 'And a long one.', EARLY, MIDDLE, LATE)
  })

  it('in Firefox the drawer shows the same, leads to the words, and holds threads', async () => {
    await benTab.press('Open panel', 'button')
    await benTab.see('Close panel', 'button')
    await benTab.reads('Ben (you)')
    await benTab.reads('Connected')
    await benTab.reads('And a long one.')
    await benTab.inPage(`scrollTo({ top: 0, behavior: 'instant' }), ${WATCH_FLASH}`)
    await benTab.press(LATE, 'button')
    await until('the words in view', () => benTab.inPage<boolean>('scrollY > 300'))
    await until('the light', () => benTab.inPage<boolean>('window.flashed'))
    await benTab.press('2 comments', 'button')
    const card = benTab.card()
    await card.reads('Of paths as well.')
    await card.type('Reply', 'And of rivers.')
    await card.press('Post')
    await panel.see('3 comments', 'button')
    await until('news of the commenter', async () =>
      (await tab.dockWords()).includes('Ben commented on your highlight'),
    )
    await benTab.press('All on this page', 'button')
    await benTab.see('3 comments', 'button')
  })

  it('marks whose words changed or went are named so, here and there', async () => {
    for (const one of [tab, benTab]) {
      await one.inPage(
        rewrite('A detour that has grown over a long time', 'A detour that has grown for a very long time'),
      )
      await one.inPage(rewrite('Water does not plan.', ''))
    }
    await until('the changed one', async () => (await items()).at(-1)?.includes('The page has changed here since'))
    await until('the lost one', async () =>
      (await items()).some((item) => item.includes(EARLY) && item.includes('These words are not on the page now')),
    )
    await benTab.reads('The page has changed here since')
    await benTab.reads('These words are not on the page now')
    await panel.press(EARLY, 'button')
    await until('a word about it in the page', async () =>
      (await tab.dockWords()).includes('These words are not on the page now'),
    )
  })

  it('the drawer closes, and the keyboard returns to the dock', async () => {
    await benTab.press('Close panel', 'button')
    await benTab.gone('Close panel', 'button')
    await benTab.see('Open panel', 'button')
  })

  it('follows the page: inside a single-page site, to another site, to another tab and back', async () => {
    await panel.press('3 comments', 'button')
    await tab.goto(`${site.origin}/spa/one`)
    await panel.reads('Chapter one')
    await panel.reads('Select words to begin')
    await highlight(tab, 'lighthouses')
    await inOrder('lighthouses')
    await tab.press('Two', 'link')
    await panel.reads('Select words to begin')
    const other = await ada.open(`${site.origin}/hostile`)
    await panel.reads('Hostile')
    await tab.page.bringToFront()
    await panel.reads('Chapter two')
    await other.close()
  })
})
