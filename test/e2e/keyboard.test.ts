import type { Frame, Page } from 'puppeteer-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { drawn, focusedIn, focusedInside } from './kit/inside.ts'
import { beginAlone, show } from './kit/people.ts'
import type { Site } from './kit/site.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'
import { objections } from './pages/axe.ts'

/** The first letter is selected, as a search in the page leaves it. (Arrow keys extend a bare caret in caret browsing only.) */
const caretAt = (words: string): string => `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode()); ) {
    const at = node.data.indexOf(${JSON.stringify(words)})
    if (at >= 0 && node.parentElement.localName !== 'script') return getSelection().setBaseAndExtent(node, at, node, at + 1)
  }
})()`

/** Ada has no mouse. */
describe('with the keyboard alone', () => {
  const { site: startSite, chromium } = stage()
  let site: Site
  let ada: ChromiumBrowser
  let tab: ChromiumTab
  let page: Page

  beforeAll(async () => {
    site = await startSite()
    ada = await chromium()
    tab = await ada.open(`${site.origin}/spa/one`)
    page = tab.page
    await beginAlone(ada, tab, 'Ada')
    await show(ada, tab)
    await page.bringToFront()
  })

  const hold = async (keys: readonly ('Shift' | 'Alt' | 'Control')[], key: 'ArrowRight' | 'm' | 'Enter' | 'Tab') => {
    for (const one of keys) await page.keyboard.down(one)
    await page.keyboard.press(key)
    for (const one of keys.toReversed()) await page.keyboard.up(one)
  }
  const reach = () => hold(['Alt', 'Shift'], 'm')
  const onto = (what: string) =>
    until(`the keyboard on ${what}`, async () => {
      const at = await focusedIn(page)
      if (at !== what) throw new Error(`it is on ${at}`)
      return true
    })
  const select = async (words: string) => {
    await page.evaluate(`document.activeElement?.blur(), ${caretAt(words)}`)
    for (const _ of words.slice(1)) await hold(['Shift'], 'ArrowRight')
    expect(await page.evaluate('getSelection().toString()')).toBe(words)
    await tab.see('Annotate selection', 'toolbar')
  }
  const cardFrame = (): Promise<Frame> =>
    until('the card', async () => page.frames().find((frame) => frame.url().includes('/card.html')))
  const cardGone = () =>
    until('the card to go', async () => !page.frames().some((frame) => frame.url().includes('/card.html')))
  const ontoInCard = async (what: string) => {
    const card = await cardFrame()
    await until(`the keyboard on ${what} in the card`, async () => {
      const at = await focusedInside(card)
      if (at !== what) throw new Error(`it is on ${at}`)
      return true
    })
    await drawn(card)
  }
  /** Walks backwards until the keyboard is there, as a person does. */
  const backTo = async (what: string) => {
    const card = await cardFrame()
    for (let step = 0; step < 12; step++) {
      if ((await focusedInside(card)) === what) return
      await hold(['Shift'], 'Tab')
    }
    throw new Error(`no way back to ${what}`)
  }
  it('words are selected, the bar is told of and reached, Escape leads back to where one was', async () => {
    await select('lighthouses')
    await until('a word about the bar', async () =>
      (await tab.dockWords()).includes('Alt Shift M to highlight or comment'),
    )
    await reach()
    await onto('button Highlight')
    await page.keyboard.press('Escape')
    await tab.gone('Annotate selection', 'toolbar')
    await onto('RootWebArea Chapter one')
  })

  it('Highlight', async () => {
    await select('lighthouses')
    await reach()
    await onto('button Highlight')
    await page.keyboard.press('Enter')
    await until('the mark', async () => (await tab.painted('yellow')) === 1)
    await onto('RootWebArea Chapter one')
  })

  it('Comment, typed and sent by Ctrl+Enter; Escape closes the card and leads back', async () => {
    await select('keepers')
    await reach()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await onto('button Comment')
    await page.keyboard.press('Enter')
    await ontoInCard('Write a comment')
    await page.keyboard.type('Who paid them?')
    await hold(['Control'], 'Enter')
    await tab.card().see('Reply')
    await tab.card().reads('Who paid them?')
    await page.keyboard.press('Escape')
    await cardGone()
    await onto('RootWebArea Chapter one')
  })

  it('the dock, from there the threads, and Escape back again', async () => {
    await page.focus('nav a:last-child')
    await reach()
    await onto('button Comment on page')
    await page.keyboard.press('Tab')
    await onto('button Open panel')
    await reach()
    await onto('button Thread by Ada, 1 comment')
    await reach()
    await onto('button Comment on page')
    await page.keyboard.press('Escape')
    await onto('link Two')
  })

  it('in the thread: delete and undo, resolve, and back to the marker', async () => {
    await reach()
    await reach()
    await onto('button Thread by Ada, 1 comment')
    await page.keyboard.press('Enter')
    await ontoInCard('Reply')
    await backTo('Delete')
    await page.keyboard.press('Enter')
    await ontoInCard('Undo')
    await tab.card().reads('Hidden for everyone')
    await page.keyboard.press('Enter')
    await tab.card().reads('Who paid them?')
    await ontoInCard('Reply')
    await backTo('Resolve')
    await page.keyboard.press('Enter')
    await ontoInCard('Reopen')
    await page.keyboard.press('Escape')
    await onto('button Thread by Ada, 1 comment, resolved')
    await page.keyboard.press('Escape')
    await onto('link Two')
  })

  it('a thread that was removed from its card comes back by Undo', async () => {
    await reach()
    await reach()
    await page.keyboard.press('Enter')
    await ontoInCard('Reply')
    await backTo('Remove highlight')
    await page.keyboard.press('Enter')
    await tab.card().reads('You removed this')
    await ontoInCard('Undo')
    await until('the mark to go', async () => (await tab.painted('yellow')) === 1)
    await page.keyboard.press('Enter')
    await tab.card().reads('Who paid them?')
    expect(await tab.card().has('Undo')).toBe(false)
    await until('the mark to be back', async () => (await tab.painted('yellow')) > 1)
  })

  it('the card, open on a real thread, has nothing that axe objects to', async () => {
    expect(await objections(await cardFrame())).toEqual([])
    await page.keyboard.press('Escape')
    await cardGone()
  })

  it('the panel opens by key, and has nothing that axe objects to', async () => {
    await reach()
    await page.keyboard.press('Tab')
    await onto('button Open panel')
    await page.keyboard.press('Enter')
    const panel = await ada.extensionPage('/sidepanel.html')
    await ada.surface(panel).reads('Who paid them?')
    expect(await objections(panel)).toEqual([])
  })

  it.each(['/popup.html', '/options.html', '/welcome.html'])('%s has nothing that axe objects to', async (path) => {
    const open = await ada.open(new URL(path, (await ada.extensionPage('/sidepanel.html')).url()).href)
    await until('something to read', () => open.inPage<boolean>(`document.querySelector('h1') !== null`))
    if (path === '/options.html') await open.see('Your name')
    expect(await objections(open.page)).toEqual([])
    await open.close()
  })

  it('nothing moves for those who prefer stillness', async () => {
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }])
    // Whatever had begun to move before is over.
    await page.bringToFront()
    await page.evaluate('document.activeElement?.blur()')
    await until('stillness', () =>
      page.evaluate(
        () =>
          new Promise<boolean>((resolve) =>
            requestAnimationFrame(() =>
              requestAnimationFrame(() => resolve(matchMedia('(prefers-reduced-motion: reduce)').matches)),
            ),
          ),
      ),
    )
    const session = await page.createCDPSession()
    const moved: string[] = []
    session.on('Animation.animationStarted', ({ animation }) => {
      if ((animation.source?.duration ?? 0) > 1)
        moved.push(JSON.stringify([animation.type, animation.name, animation.source]))
    })
    await session.send('Animation.enable')
    await select('winters')
    await reach()
    await page.keyboard.press('Escape')
    await reach()
    await reach()
    await page.keyboard.press('Enter')
    await ontoInCard('Reply')
    await page.keyboard.press('Escape')
    await cardGone()
    expect(moved).toEqual([])
    // The same with motion does move: the watch works.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'no-preference' }])
    await select('winters')
    await until('something to move', async () => moved.length > 0)
    await session.detach()
  })

  it('in a page sandboxed by its own policy words can be marked, and threads open in a window of their own', async () => {
    const other = await ada.open(`${site.origin}/sandbox/article`)
    await show(ada, other)
    await other.select('Water does not plan')
    await other.press('Highlight', 'button')
    await until('the mark', async () => (await other.painted('yellow')) === 1)
    await other.press('Comment on page', 'button')
    // Not the frame that the page would not let load.
    const target = await ada.puppet.waitForTarget((one) => one.type() === 'page' && one.url().includes('/card.html#'))
    const window = await target.asPage()
    await ada.surface(window).type('Write a comment', 'Even here.')
    await ada.surface(window).press('Post')
    await ada.surface(window).reads('Even here.')
    await window.close()
    await other.close()
  })
})
