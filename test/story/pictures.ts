/**
 * `npm run pictures`: the README's pictures, taken of the running product by playing the story in two browsers.
 * Into docs/pictures, so that what the README shows is what the product looks like.
 */
import { mkdirSync } from 'node:fs'
import { type ChromiumBrowser, type ChromiumTab, launchChromium } from '../e2e/kit/chromium.ts'
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
  await ben.tab.moveTo('A sample article')
  await ada.tab.shot(`${FOLDER}/together.png`)
  await picturePopup(ada, 'popup')
  await ada.tab.key('Escape')
  await ada.tab.select('where it has fallen once')
  await ada.tab.see('Annotate selection', 'toolbar')
  await ada.tab.shot(`${FOLDER}/selection.png`)
  await ada.tab.key('Escape')
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
  const browser = await launchChromium({ viewport: SIZE })
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
