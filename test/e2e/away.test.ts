import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type ChromiumBrowser, type ChromiumTab, launchChromium } from './kit/chromium.ts'
import { createSpace, highlight, invite, join, reachesDirectly, show } from './kit/people.ts'
import type { RelayProcess } from './kit/relay.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

/** Line 6 of the first story: people leave and come back, the relay goes and comes back, and nothing is lost. */
describe('away and back', () => {
  const { relay: startRelay, site, chromium } = stage()
  let profile: string
  let relay: RelayProcess
  let article: string
  let ada: ChromiumBrowser
  let ben: ChromiumBrowser
  let late: ChromiumBrowser
  let adaTab: ChromiumTab
  let benTab: ChromiumTab
  let lateTab: ChromiumTab
  let link: string

  const openBen = async (): Promise<void> => {
    ben = await launchChromium({ profile })
    benTab = await ben.open(article)
  }
  const painted = (tab: ChromiumTab, count: number): Promise<unknown> =>
    until(`${count} painted places`, async () => (await tab.painted('yellow')) === count)

  beforeAll(async () => {
    profile = await mkdtemp(path(tmpdir(), 'huddlemark-ben-'))
    relay = await startRelay()
    article = `${(await site()).origin}/article`
    ada = await chromium()
    adaTab = await ada.open(article)
    await openBen()
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: relay.address })
    link = await invite(ada, adaTab)
    await join(ben, benTab, { name: 'Ben', invite: link })
    await show(ada, adaTab)
    await show(ben, benTab)
    await adaTab.see('Ben')
  })
  afterAll(async () => {
    await ben.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  })

  it('Ben closes his browser, Ada goes on, and Ben finds everything when he comes back', async () => {
    await highlight(adaTab, 'Water does not plan')
    await painted(benTab, 1)
    await ben.close()
    await adaTab.gone('Ben')
    await highlight(adaTab, 'kept in gravel and clay')
    await highlight(adaTab, 'short and straight')
    await openBen()
    await show(ben, benTab)
    await painted(benTab, 3)
    await adaTab.see('Ben')
  })

  it('without the relay the dock says so, and the two still see each other’s work', async () => {
    await reachesDirectly(ada, adaTab, 1)
    await relay.stop()
    await until('the dock to say it', async () => (await adaTab.dockWords()).includes('Offline'))
    await highlight(adaTab, 'In every bend')
    await painted(benTab, 4)
    await highlight(benTab, 'Nobody has to push')
    await painted(adaTab, 5)
  })

  it('when the relay is back, its log catches up by itself, for people who were away', async () => {
    await relay.start()
    await until('what became of it', async () => (await adaTab.dockWords()).includes('Connected again: 1 sent'), 45_000)
    await until('the dock to be quiet again', async () => !(await adaTab.dockWords()).includes('Offline'), 30_000)
    await ben.close()
    late = await chromium()
    lateTab = await late.open(article)
    await join(late, lateTab, { name: 'Cleo', invite: link })
    await show(late, lateTab)
    await painted(lateTab, 5)
  })

  it('an act is undone by key after its page was loaded again, for everybody, and done again', async () => {
    const hold = async (key: 'KeyZ' | 'KeyY') => {
      for (const one of ['Alt', 'Shift'] as const) await adaTab.page.keyboard.down(one)
      await adaTab.page.keyboard.press(key)
      for (const one of ['Shift', 'Alt'] as const) await adaTab.page.keyboard.up(one)
    }
    await adaTab.reload()
    await show(ada, adaTab)
    await painted(adaTab, 5)
    await hold('KeyZ')
    await until('it to be said', async () => (await adaTab.dockWords()).includes('Undone: highlight added'))
    await painted(adaTab, 4)
    await painted(lateTab, 4)
    await hold('KeyY')
    await painted(adaTab, 5)
  })

  it('work done alone and offline reaches the others after the browser was closed and opened again', async () => {
    await openBen()
    await show(ben, benTab)
    await painted(benTab, 5)
    await relay.stop()
    await adaTab.close()
    await ada.close()
    await late.close()
    await highlight(benTab, 'The shortcut')
    await ben.close()
    await relay.start()
    await openBen()
    late = await chromium()
    lateTab = await late.open(article)
    await join(late, lateTab, { name: 'Cleo', invite: link })
    await show(late, lateTab)
    await painted(lateTab, 6)
  })
})
