import type { Page } from 'puppeteer-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { fakeMedia, framesShown, hears } from './kit/media.ts'
import { createSpace, invite, join, show } from './kit/people.ts'
import type { RelayProcess } from './kit/relay.ts'
import { stage } from './kit/stage.ts'
import { type Surface, until } from './kit/surface.ts'

/** Each has a microphone that hums its own tone, so that who hears whom is measured, not read off the interface. */
const TONE = { ada: 440, ben: 700, cleo: 1_000 } as const

describe('a huddle', () => {
  const { relay: startRelay, site, chromium } = stage()
  let relay: RelayProcess
  let article: string
  let link: string
  let ada: ChromiumBrowser
  let ben: ChromiumBrowser
  let cleo: ChromiumBrowser
  let adaTab: ChromiumTab
  let benTab: ChromiumTab
  let cleoTab: ChromiumTab
  let adaPage: Page
  let benPage: Page
  let cleoPage: Page

  const call = (browser: ChromiumBrowser, page: Page): Surface => browser.surface(page)
  const windowOf = (browser: ChromiumBrowser): Promise<Page> => browser.extensionPage('/huddle.html')
  const hearsTone = (page: Page, hertz: number) => until(`the tone of ${hertz} Hz`, () => hears(page, hertz))
  const silentAt = (page: Page, hertz: number) =>
    until(`silence at ${hertz} Hz`, async () => {
      for (let look = 0; look < 8; look++) if (await hears(page, hertz)) return false
      return true
    })
  const moving = (page: Page, videos: number) =>
    until(`${videos} moving pictures`, async () => {
      const before = await framesShown(page)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const after = await framesShown(page)
      const moved = after.filter((frames, index) => frames > (before[index] ?? 0)).length
      if (moved !== videos) throw new Error(`${moved} of ${after.length} move`)
      return true
    })
  /** Pixels drawn over the shared picture. */
  const inked = (page: Page): Promise<number> =>
    page.evaluate(() => {
      const [canvas] = document.querySelectorAll<HTMLCanvasElement>('.share-picture canvas')
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
      return pixels.filter((value, index) => index % 4 === 3 && value > 0).length
    })
  const inHuddle = (page: Page, names: readonly string[]) =>
    until(`${names.join(', ')} in the list`, async () => {
      const items = await page.$$eval('::-p-aria([name="In this huddle"][role="list"]) li', (found) =>
        found.map((item) => item.textContent ?? ''),
      )
      if (items.length !== names.length) throw new Error(`it has ${JSON.stringify(items)}`)
      return names.every((name) => items.some((item) => item.includes(name)))
    })

  beforeAll(async () => {
    relay = await startRelay()
    article = `${(await site()).origin}/article`
    ada = await chromium({ flags: fakeMedia(TONE.ada) })
    ben = await chromium({ flags: fakeMedia(TONE.ben) })
    adaTab = await ada.open(article)
    benTab = await ben.open(article)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: relay.address })
    link = await invite(ada, adaTab)
    await join(ben, benTab, { name: 'Ben', invite: link })
    await show(ada, adaTab)
    await show(ben, benTab)
    await adaTab.see('Ben')
  })

  it('one click starts it, one click joins it, and both hear each other', async () => {
    await adaTab.press('Start huddle')
    adaPage = await windowOf(ada)
    await call(ada, adaPage).see('Leave')
    await benTab.press('Join huddle')
    benPage = await windowOf(ben)
    await hearsTone(benPage, TONE.ada)
    await hearsTone(adaPage, TONE.ben)
    await inHuddle(adaPage, ['Ada', 'Ben'])
    await inHuddle(benPage, ['Ada', 'Ben'])
    await call(ada, adaPage).reads('Verified')
  })

  it('mute is silence, from the window, by key and from the dock', async () => {
    await call(ada, adaPage).press('Mute')
    await silentAt(benPage, TONE.ada)
    await adaTab.press('Unmute')
    await hearsTone(benPage, TONE.ada)
    await adaPage.bringToFront()
    await adaPage.keyboard.press('m')
    await call(ada, adaPage).see('Unmute')
    await silentAt(benPage, TONE.ada)
    await adaPage.keyboard.down('Space')
    await hearsTone(benPage, TONE.ada)
    await adaPage.keyboard.up('Space')
    await silentAt(benPage, TONE.ada)
    await call(ada, adaPage).press('Unmute')
    await hearsTone(benPage, TONE.ada)
  })

  it('a camera is seen, and its end', async () => {
    await call(ben, benPage).press('Start video')
    await moving(adaPage, 1)
    await call(ben, benPage).press('Stop video')
    await moving(adaPage, 0)
  })

  it('two screens are shared at once, and each is chosen to be seen large', async () => {
    await call(ada, adaPage).press('Share screen')
    await call(ada, adaPage).reads('You are sharing')
    await moving(benPage, 1)
    await call(ben, benPage).press('Share screen')
    await call(ben, benPage).reads('You are sharing')
    await call(ada, adaPage).press('Ben’s screen')
    await moving(adaPage, 1)
    await call(ada, adaPage).press('Your screen')
    await call(ada, adaPage).press('Ben’s screen')
    await moving(adaPage, 1)
  })

  it('who draws on a shared screen is seen by the one who shares it, and it fades', async () => {
    await call(ben, benPage).press('Your screen')
    const box = await (await adaPage.$('.share-picture video'))?.boundingBox()
    if (!box) throw new Error('no shared picture')
    const draw = async () => {
      await adaPage.mouse.move(box.x + box.width / 3, box.y + box.height / 3)
      await adaPage.mouse.down()
      await adaPage.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 8 })
      await adaPage.mouse.up()
    }
    await until('ink on Ben’s screen', async () => {
      await draw()
      return (await inked(benPage)) > 20
    })
    await adaPage.mouse.move(2, 2)
    await until('the ink to fade', async () => (await inked(benPage)) === 0)
    await call(ada, adaPage).press('Stop sharing')
    await call(ben, benPage).press('Stop sharing')
    await moving(adaPage, 0)
  })

  it('a third comes, and everybody hears everybody', async () => {
    cleo = await chromium({ flags: fakeMedia(TONE.cleo) })
    cleoTab = await cleo.open(article)
    await join(cleo, cleoTab, { name: 'Cleo', invite: link })
    await show(cleo, cleoTab)
    await cleoTab.press('Join huddle')
    cleoPage = await windowOf(cleo)
    for (const page of [adaPage, benPage]) await hearsTone(page, TONE.cleo)
    for (const hertz of [TONE.ada, TONE.ben]) await hearsTone(cleoPage, hertz)
    await inHuddle(cleoPage, ['Ada', 'Ben', 'Cleo'])
  })

  it('a window that is reloaded comes back by itself', async () => {
    await benPage.reload({ waitUntil: 'domcontentloaded' })
    await hearsTone(benPage, TONE.ada)
    await hearsTone(adaPage, TONE.ben)
    await inHuddle(adaPage, ['Ada', 'Ben', 'Cleo'])
  })

  it('a browser that dies is gone from the list', async () => {
    cleo.puppet.process()?.kill('SIGKILL')
    await inHuddle(adaPage, ['Ada', 'Ben'])
    await inHuddle(benPage, ['Ada', 'Ben'])
  })

  it('nobody notices that the relay is gone', async () => {
    await relay.stop()
    await until('the dock to say it', async () => (await adaTab.dockWords()).includes('Offline'))
    await call(ada, adaPage).press('Mute')
    await silentAt(benPage, TONE.ada)
    await call(ada, adaPage).press('Unmute')
    await hearsTone(benPage, TONE.ada)
    await call(ben, benPage).press('Start video')
    await moving(adaPage, 1)
    await inHuddle(adaPage, ['Ada', 'Ben'])
    await relay.start()
    await until('the dock to be quiet', async () => !(await adaTab.dockWords()).includes('Offline'), 30_000)
    await hearsTone(adaPage, TONE.ben)
  })

  it('Leave leaves, and closing the window leaves', async () => {
    await call(ben, benPage).press('Leave')
    await inHuddle(adaPage, ['Ada'])
    await until('Ben’s window to close', async () => !(await ben.puppet.pages()).includes(benPage))
    await adaPage.close()
    await benTab.see('Start huddle')
    await adaTab.see('Start huddle')
    expect((await ada.puppet.pages()).some((page) => page.url().includes('/huddle.html'))).toBe(false)
  })
})
