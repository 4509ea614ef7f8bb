import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { createSpace, highlight, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { type Surface, until } from './kit/surface.ts'

const WORDS = 'Water does not plan'

/** Ada gets a second browser: by a code, with a number to compare; then the first one forgets her. */
describe('a second browser of one person', () => {
  const { relay, site, chromium } = stage()
  let desk: ChromiumBrowser
  let laptop: ChromiumBrowser
  let deskTab: ChromiumTab
  let laptopTab: ChromiumTab
  let article: string

  beforeAll(async () => {
    const { address } = await relay()
    const { origin } = await site()
    article = `${origin}/article`
    desk = await chromium()
    laptop = await chromium()
    deskTab = await desk.open(article)
    await createSpace(desk, deskTab, { name: 'Ada', space: 'Design team', relay: address })
    await show(desk, deskTab)
    await highlight(deskTab, WORDS)
  })

  const settingsOf = async (browser: ChromiumBrowser): Promise<Surface> => (await browser.settings()).surface
  const numberIn = (surface: Surface, role: string): Promise<string> =>
    until('a number', async () => (await surface.names(role)).join(' ').match(/\d{3} \d{3}/)?.[0])

  it('DV7 is linked by a code that is shown and pasted, when both show the same number', async () => {
    const settings = await settingsOf(desk)
    await settings.press('Show a code')
    await settings.see('Link code')
    const code = await settings.value('Link code')
    laptopTab = await laptop.open(article)
    const popup = await laptop.popup(laptopTab)
    await popup.press('I use Huddlemark elsewhere')
    await popup.type('Link code', code)
    await popup.press('Link this browser')
    const number = await numberIn(popup, 'status')
    expect(await numberIn(settings, 'alert')).toBe(number)
    await settings.press('It is the same')
    await popup.see('Switch space')
    await popup.reads('Design team')
    await laptop.closePopup()
    await show(laptop, laptopTab)
    await until('what was marked elsewhere', async () => (await laptopTab.painted('yellow')) === 1)
  })

  it('DV11 what one browser marks for its person alone comes to the other while both are here', async () => {
    await deskTab.select('The shortcut')
    await deskTab.see('Annotate selection', 'toolbar')
    await deskTab.press('Only me', 'button')
    await deskTab.press('Highlight', 'button')
    await deskTab.gone('Annotate selection', 'toolbar')
    await until('both marks here', async () => (await deskTab.painted('yellow')) === 2)
    await until('and there', async () => (await laptopTab.painted('yellow')) === 2, 30_000)
  })

  it('Z3 and the first one forgets everything when it is told to', async () => {
    const settings = await settingsOf(desk)
    await settings.press('Forget everything now')
    await settings.press('Forget everything')
    await settings.see('Your name')
    await until('nobody to be known', async () => (await settings.value('Your name')) === '')
    const popup = await desk.popup(deskTab)
    await popup.see('Try alone')
    await desk.closePopup()
  })
})
