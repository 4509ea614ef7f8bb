import type { Page } from 'puppeteer-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { focusedIn } from './kit/inside.ts'
import { beginAlone, comment, highlight, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { type Surface, until } from './kit/surface.ts'

const EARLY = 'Water does not plan'
const MIDDLE = 'the shape feeds itself'
const LATE = 'A detour that has grown over a long time'
const ELSEWHERE = 'kept in gravel and clay'

/** The page's script changes its own text, as sites do. */
const rewrite = (from: string, to: string): string => `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node; (node = walker.nextNode()); ) node.data = node.data.replace(${JSON.stringify(from)}, ${JSON.stringify(to)})
})()`
const paintedAs = (look: string): string => `[...CSS.highlights].reduce((sum, [name, one]) =>
  sum + (name.endsWith(${JSON.stringify(`-${look}`)}) ? one.size : 0), 0)`

describe('what became of a place', () => {
  const { site: startSite, chromium } = stage()
  let tab: ChromiumTab
  let page: Page
  let panel: Surface
  let panelPage: Page

  beforeAll(async () => {
    const site = await startSite()
    const ada: ChromiumBrowser = await chromium({ viewport: null, flags: ['--window-size=1500,900'] })
    tab = await ada.open(`${site.origin}/article`)
    page = tab.page
    // Words that still scroll towards the middle would be missed by the mouse.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }])
    await beginAlone(ada, tab, 'Ada')
    await show(ada, tab)
    await highlight(tab, EARLY)
    await highlight(tab, MIDDLE)
    await comment(tab, LATE, 'Is it so?')
    await tab.key('Escape')
    await tab.press('Open panel', 'button')
    panelPage = await ada.extensionPage('/sidepanel.html')
    panel = ada.surface(panelPage)
    await panel.reads('3 in the page')
  })

  const items = (): Promise<string[]> =>
    panelPage.$$eval('ol[aria-label="Annotations"] > li', (all) => all.map((item) => item.textContent ?? ''))
  const listed = (...wanted: readonly string[][]) =>
    until(`the items ${JSON.stringify(wanted)}`, async () => {
      const seen = await items()
      const fits = wanted.every((words, at) => words.every((one) => seen[at]?.includes(one)))
      if (!fits || seen.length !== wanted.length) throw new Error(`it lists ${seen.join(' | ')}`)
      return true
    })
  const looks = (look: string, count: number) =>
    until(`${count} painted as ${look}`, async () => (await tab.inPage<number>(paintedAs(look))) === count)
  const said = (words: string) => until(`"${words}" to be said`, async () => (await tab.dockWords()).includes(words))
  const keys = async (letter: 'm' | 'n' | 'p') => {
    for (const one of ['Alt', 'Shift'] as const) await page.keyboard.down(one)
    await page.keyboard.press(letter)
    for (const one of ['Shift', 'Alt'] as const) await page.keyboard.up(one)
  }

  it('changed words are marked so; the card shows then and now, word by word, and keeps it there at one press', async () => {
    await tab.inPage(rewrite('grown over a long time', 'grown for a very long time'))
    await listed([EARLY], [MIDDLE], [LATE, 'The page has changed here since'])
    await looks('changed', 1)
    await tab.press('Thread by Ada, 1 comment, changed', 'button')
    await tab.card().reads('The page has changed here since.')
    const frame = await until('the card', async () => page.frames().find((one) => one.url().includes('/card.html')))
    expect(
      await frame.$$eval('del, ins', (all) => all.map((one) => one.lastChild?.previousSibling?.textContent)),
    ).toEqual(['over a ', 'for a very '])
    await tab.card().press('Keep it here')
    await looks('changed', 0)
    await tab.card().reads('Placed again by Ada.')
    await tab.card().reads(`Ada marked ${LATE}`)
    await tab.key('Escape')
    await listed([EARLY], [MIDDLE], ['for a very long time', 'Placed again by Ada'])
  })

  it('lost words stay in the list at their place, and are placed again on others, by mouse or keys', async () => {
    await tab.inPage(rewrite('the shape feeds itself', ''))
    await listed([EARLY], [MIDDLE, 'These words are not on the page now'], ['for a very'])
    await panel.reads('2 in the page, 1 not on it now')
    await tab.see('1 not on the page now', 'button')
    await panel.press('Place it again', 'button')
    await said('Select the words where it belongs')
    await tab.select(ELSEWHERE)
    await tab.see('Place it again', 'toolbar')
    expect(await tab.has('Highlight', 'button')).toBe(false)
    await keys('m')
    await until('the keyboard on the one action', async () => (await focusedIn(page)) === 'button Place here')
    await page.keyboard.press('Enter')
    await listed([EARLY], [ELSEWHERE, 'Placed again by Ada'], ['for a very'])
    await looks('rest', 3)
    await said('Placed again')
    await tab.press('Undo', 'button')
    await listed([EARLY], [MIDDLE, 'These words are not on the page now'], ['for a very'])
  })

  it('Escape ends the placing: the next selection is an ordinary one', async () => {
    await panel.press('Place it again', 'button')
    await tab.see('Cancel', 'button')
    await page.bringToFront()
    await tab.key('Escape')
    await tab.gone('Cancel', 'button')
    await tab.select(ELSEWHERE)
    await tab.see('Highlight', 'button')
    await tab.key('Escape')
  })

  it('keys lead from one to the next and back, also to what is lost, and say each; from there into its thread', async () => {
    await tab.inPage(`scrollTo({ top: 0, behavior: 'instant' }), getSelection().empty()`)
    await keys('n')
    await said(`1 of 3: You: “${EARLY}”`)
    await keys('n')
    await said(`2 of 3: You: “${MIDDLE}”, not on the page now`)
    await said('Alt Shift M opens it, to place it again')
    await keys('m')
    await tab.card().see('Place it again', 'button')
    await tab.key('Escape')
    await tab.gone('Thread', 'iframe')
    await keys('n')
    await said('3 of 3: You: “A detour that has grown for a very long time”')
    await until('its words in view', () => tab.inPage<boolean>('scrollY > 300'))
    await keys('p')
    await keys('p')
    await said(`1 of 3: You: “${EARLY}”`)
    await keys('m')
    await until('the keyboard at it', async () => (await focusedIn(page)) === 'button Thread by Ada, no comments yet')
    await page.keyboard.press('Enter')
    await tab.card().see('Write a comment')
    await tab.key('Escape')
  })

  it('in a field of the page the same keys write the letter that they write elsewhere', async () => {
    await tab.inPage(`document.querySelector('h1').insertAdjacentHTML('afterend', '<input aria-label="Field">')`)
    await page.focus('input')
    const session = await page.createCDPSession()
    const key = { key: 'Ń', code: 'KeyN', modifiers: 1 + 8, windowsVirtualKeyCode: 78 }
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: 'Ń', ...key })
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    await session.detach()
    await until('the letter', async () => (await tab.inPage<string>(`document.querySelector('input').value`)) === 'Ń')
  })

  it('the panel’s buttons lead the same way', async () => {
    await panel.press('Next annotation', 'button')
    await panel.reads('1 of 3 in the page')
    await panel.press('Next annotation', 'button')
    await panel.reads('2 of 3, not on the page now')
    await panel.press('Next annotation', 'button')
    await panel.reads('3 of 3 in the page')
    await until('the last words in view', () => tab.inPage<boolean>('scrollY > 300'))
    const current = await panelPage.$eval('[aria-current="true"]', (one) => one.textContent)
    expect(current).toContain('for a very long time')
  })
})
