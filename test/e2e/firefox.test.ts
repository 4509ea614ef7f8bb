import { beforeAll, describe, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import type { FirefoxBrowser, FirefoxTab } from './kit/firefox.ts'
import { cursorsIn } from './kit/inside.ts'
import { comment, createSpace, highlight, invite, join, reachesDirectly, show } from './kit/people.ts'
import type { RelayProcess } from './kit/relay.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

/** Line 7 of the first story: Firefox does all of it, and together with Chromium. Ada has Firefox. */
describe('Firefox and Chromium', () => {
  const { relay: startRelay, site, chromium, firefox } = stage()
  let relay: RelayProcess
  let ada: FirefoxBrowser
  let ben: ChromiumBrowser
  let adaTab: FirefoxTab
  let benTab: ChromiumTab

  beforeAll(async () => {
    relay = await startRelay()
    const { origin } = await site()
    ada = await firefox()
    ben = await chromium()
    adaTab = await ada.open(`${origin}/article`)
    benTab = await ben.open(`${origin}/article`)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: relay.address })
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, adaTab) })
    await show(ada, adaTab)
    await show(ben, benTab)
  })

  it('highlights go both ways', async () => {
    await highlight(adaTab, 'A river is the memory')
    await until('it at Ben', async () => (await benTab.painted('yellow')) === 1)
    await highlight(benTab, 'Water does not plan')
    await until('it at Ada', async () => (await adaTab.painted('yellow')) === 2)
  })

  it('threads go both ways', async () => {
    await comment(benTab, 'Nobody has to push', 'Is it so?')
    await adaTab.press('Thread by Ben, 1 comment', 'button')
    const card = adaTab.card()
    await card.see('Thread', 'dialog')
    await card.reads('Is it so?')
    await card.type('Reply', 'It is.')
    await card.press('Post')
    await benTab.card().reads('It is.')
    await card.press('Resolve')
    await benTab.card().see('Reopen')
  })

  it("Chromium sees Firefox's cursor, and Firefox is told who is here", async () => {
    await adaTab.key('Escape')
    await adaTab.gone('Thread', 'dialog')
    await adaTab.moveTo('The shortcut')
    await until("Ada's cursor", async () => (await cursorsIn(benTab.page)).some(({ name }) => name === 'Ada'))
    await until('Ben among the people', async () =>
      (await adaTab.names('graphic')).some((name) => name.includes('Ben')),
    )
  })

  it('a reload keeps it right', async () => {
    await adaTab.reload()
    await until('three painted places', async () => (await adaTab.painted('yellow')) === 3)
  })

  it('peer to peer they go on without the relay', async () => {
    await reachesDirectly(ben, benTab, 1)
    await relay.stop()
    await highlight(adaTab, 'kept in gravel and clay')
    await until('it at Ben', async () => (await benTab.painted('yellow')) >= 4)
    await relay.start()
  })
})
