/**
 * `npm run pictures`: the README's pictures, taken of the running product by playing the story in two browsers.
 * Into docs/pictures, so that what the README shows is what the product looks like.
 */
import { mkdirSync } from 'node:fs'
import { type ChromiumBrowser, type ChromiumTab, launchChromium } from '../e2e/kit/chromium.ts'
import { cursorsIn } from '../e2e/kit/inside.ts'
import { fakeMedia, framesShown } from '../e2e/kit/media.ts'
import { comment, createSpace, highlight, invite, join, show } from '../e2e/kit/people.ts'
import { startRelay } from '../e2e/kit/relay.ts'
import { serveSite } from '../e2e/kit/site.ts'
import { until } from '../e2e/kit/surface.ts'

const FOLDER = 'docs/pictures'
const SIZE = { width: 1100, height: 720 }
const RIVER = 'A river is the memory of a million such small decisions'
const SHAPE = 'Nobody has to push: the shape feeds itself.'

interface Person {
  readonly browser: ChromiumBrowser
  readonly tab: ChromiumTab
}

async function picturePopup({ browser, tab }: Person, name: string): Promise<void> {
  const popup = await browser.popup(tab)
  await popup.see('Settings')
  await until('the popup to be drawn', async () => (await popup.has('Your name')) || (await popup.has('Switch space')))
  await browser.shotPopup(`${FOLDER}/${name}.png`)
  await browser.closePopup()
}

async function pictureHuddle(ada: Person, ben: Person): Promise<void> {
  await ada.tab.press('Start huddle')
  const page = await ada.browser.extensionPage('/huddle.html')
  const call = ada.browser.surface(page)
  await call.see('Leave')
  await ben.tab.press('Join huddle')
  const benPage = await ben.browser.extensionPage('/huddle.html')
  const bens = ben.browser.surface(benPage)
  await bens.reads('Verified')
  await bens.press('Start video')
  await page.setViewport({ width: 560, height: 460 })
  await until('Ben’s picture', async () => (await framesShown(page)).some((frames) => frames > 20))
  await page.screenshot({ path: `${FOLDER}/huddle.png` })
  await call.press('Share screen')
  await call.see('Stop sharing')
  const box = await until('the shared screen', async () => {
    const video = await benPage.$('.share-picture video')
    return (await video?.boundingBox()) ?? undefined
  })
  await benPage.mouse.move(box.x + box.width / 3, box.y + box.height / 2)
  await benPage.mouse.down()
  await benPage.mouse.move(box.x + box.width / 2, box.y + box.height / 3, { steps: 12 })
  await benPage.mouse.move(box.x + box.width / 1.6, box.y + box.height / 1.9, { steps: 12 })
  await page.setViewport({ width: 760, height: 560 })
  await page.screenshot({ path: `${FOLDER}/huddle-screen.png` })
  await benPage.mouse.up()
  await call.press('Stop sharing')
  await bens.press('Leave')
  await call.press('Leave')
  await ada.tab.see('Start huddle')
}

async function play(ada: Person, ben: Person, relay: { address: string; stop: () => Promise<void> }): Promise<void> {
  await picturePopup(ada, 'popup-first')
  await createSpace(ada.browser, ada.tab, { name: 'Ada', space: 'Design team', relay: relay.address })
  await join(ben.browser, ben.tab, { name: 'Ben', invite: await invite(ada.browser, ada.tab) })
  await show(ada.browser, ada.tab)
  await show(ben.browser, ben.tab)
  await ben.tab.see('Ada')
  await highlight(ada.tab, RIVER)
  await comment(ada.tab, SHAPE, 'Is this true of habits, too?')
  await ben.tab.press('Thread by Ada, 1 comment', 'button')
  await ben.tab.card().type('Reply', 'Mine, certainly.')
  await ben.tab.card().press('Post')
  await ada.tab.card().reads('Mine, certainly.')
  await ben.tab.moveTo('cuts down faster than it can wander')
  await until("Ben's cursor", async () => (await cursorsIn(ada.tab.page)).some(({ name }) => name === 'Ben'))
  await ada.tab.shot(`${FOLDER}/together.png`)
  await picturePopup(ada, 'popup')
  await ada.tab.key('Escape')
  await ada.tab.select('where it has fallen once')
  await ada.tab.see('Annotate selection', 'toolbar')
  await ada.tab.shot(`${FOLDER}/selection.png`)
  await ada.tab.key('Escape')
  await pictureHuddle(ada, ben)
  await relay.stop()
  await until('the dock to say it', async () => (await ada.tab.dockWords()).includes('Offline'))
  await highlight(ada.tab, 'short and straight')
  await ada.tab.shot(`${FOLDER}/offline.png`)
}

mkdirSync(FOLDER, { recursive: true })
const relay = await startRelay()
const site = await serveSite()
const browsers: ChromiumBrowser[] = []
const person = async (): Promise<Person> => {
  const browser = await launchChromium({ viewport: SIZE, flags: fakeMedia(440) })
  browsers.push(browser)
  return { browser, tab: await browser.open(`${site.origin}/article`) }
}
try {
  await play(await person(), await person(), relay)
} finally {
  for (const browser of browsers) await browser.close()
  await site.close()
  await relay.dispose()
}
