import { beforeAll, describe, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import type { FirefoxBrowser, FirefoxTab } from './kit/firefox.ts'
import { fakeMedia, framesShown, hearing } from './kit/media.ts'
import { createSpace, invite, join, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { type Surface, until } from './kit/surface.ts'

/** Ben has Firefox, whose fake microphone hums at 440 Hz and whose fake camera changes its colour. */
describe('a huddle of Chromium and Firefox', () => {
  const { relay: startRelay, site, chromium, firefox } = stage()
  let ada: ChromiumBrowser
  let ben: FirefoxBrowser
  let adaTab: ChromiumTab
  let benTab: FirefoxTab
  let benWindow: Surface

  beforeAll(async () => {
    const relay = await startRelay()
    const article = `${(await site()).origin}/article`
    ada = await chromium({ flags: fakeMedia(700) })
    ben = await firefox()
    adaTab = await ada.open(article)
    benTab = await ben.open(article)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: relay.address })
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, adaTab) })
    await show(ada, adaTab)
    await show(ben, benTab)
    await adaTab.see('Ben')
  })

  const windowOfAda = () => ada.extensionPage('/huddle.html')
  const benIsHeard = (loud: boolean) =>
    until(loud ? 'Ben to be heard' : 'Ben to be silent', async () => {
      const page = await windowOfAda()
      for (let look = 0; look < 6; look++) {
        const now = (await hearing(page)).some(({ level }) => level > 0.005)
        if (now) return loud
      }
      return !loud
    })

  it('both are in it, verified, and Ada hears Ben', async () => {
    await adaTab.press('Start huddle')
    await ada.surface(await windowOfAda()).see('Leave')
    await benTab.press('Join huddle')
    benWindow = await ben.otherWindow('/huddle.html')
    await benWindow.see('Leave', 'button')
    await benIsHeard(true)
    await benWindow.reads('Verified')
    await benWindow.reads('Ada')
  })

  it('mute and camera go across', async () => {
    await benWindow.press('Mute')
    await benIsHeard(false)
    await benWindow.press('Unmute')
    await benIsHeard(true)
    await benWindow.press('Start video')
    const page = await windowOfAda()
    await until('Ben’s moving picture', async () => {
      const [before = 0] = await framesShown(page)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const [after = 0] = await framesShown(page)
      return after > before
    })
  })

  it('Leave leaves', async () => {
    await benWindow.press('Leave')
    await until('Ada to be alone', async () => {
      const items = await (await windowOfAda()).$$('::-p-aria([name="In this huddle"][role="list"]) li')
      return items.length === 1
    })
    await benTab.see('Join huddle', 'button')
  })
})
