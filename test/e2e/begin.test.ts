import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { beginAlone, createSpace, highlight, invite, join, show } from './kit/people.ts'
import type { RelayProcess } from './kit/relay.ts'
import type { Site } from './kit/site.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

/** Lines 1, 2 and 8 of the first story: beginning, alone or with others, with and without a relay. */
describe('beginning', () => {
  const { relay: startRelay, site: startSite, chromium } = stage()
  let relay: RelayProcess
  let site: Site

  beforeAll(async () => {
    relay = await startRelay()
    site = await startSite()
  })

  describe('alone', () => {
    let ada: ChromiumBrowser
    let tab: ChromiumTab
    beforeAll(async () => {
      ada = await chromium({ welcome: true })
      tab = await ada.open(`${site.origin}/article`)
    })

    it('a welcome page to practise on opens once', async () => {
      const welcome = await ada.extensionPage('/welcome.html')
      expect(await welcome.evaluate(() => document.body.innerText)).toContain('Select any words')
    })

    it('a name is all that is needed; what is marked stays over a reload', async () => {
      await beginAlone(ada, tab, 'Ada')
      await until('the dock to say that she is alone', async () => (await tab.dockWords()).includes('Only you here'))
      await tab.see('Invite', 'button')
      await highlight(tab, 'Water does not plan')
      await until('it to be painted', async () => (await tab.painted('yellow')) === 1)
      await tab.reload()
      await show(ada, tab)
      await until('it to be painted again', async () => (await tab.painted('yellow')) === 1)
    })

    it('on the welcome page, too', async () => {
      const welcome = await ada.extensionPage('/welcome.html')
      await welcome.bringToFront()
      await welcome.reload()
      await ada.surface(welcome).see('Huddlemark', 'region')
    })
  })

  describe('with others', () => {
    let ada: ChromiumBrowser
    let tab: ChromiumTab
    beforeAll(async () => {
      ada = await chromium()
      tab = await ada.open(`${site.origin}/article`)
    })

    it('an address that is no relay is refused in words, and what was typed stays', async () => {
      const popup = await ada.popup(tab)
      await popup.type('Your name', 'Ada')
      await popup.type('Space name', 'Design team')
      await popup.type('Relay address', site.origin)
      await popup.press('Create space')
      await popup.reads('it is not a Huddlemark relay')
      await popup.type('Relay address', 'http://127.0.0.1:9')
      await popup.press('Create space')
      await popup.reads('Nothing answers at this address')
      expect(await popup.value('Space name')).toBe('Design team')
      await popup.type('Relay address', relay.address)
      await popup.press('Create space')
      await popup.see('Copy invite link')
      await ada.closePopup()
    })

    it('the invite of a loopback relay says that it works on this computer only', async () => {
      const popup = await ada.popup(tab)
      await popup.press('Copy invite link')
      await popup.reads('this computer')
      expect(await popup.value('Invite link')).toMatch(new RegExp(`^${relay.address}/join#[A-Za-z0-9_-]+$`))
      await ada.closePopup()
    })

    it('a broken invite is refused with its reason', async () => {
      const link = await invite(ada, tab)
      const ben = await chromium()
      const benTab = await ben.open(`${site.origin}/article`)
      const popup = await ben.popup(benTab)
      await popup.type('Your name', 'Ben')
      await popup.type('Invite link or code', `${link.slice(0, -4)}AAAA`)
      await popup.press('Join space')
      await popup.reads('invite')
      expect(await popup.has('Switch space')).toBe(false)
      await ben.close()
    })

    it('without the relay, creating, marking and inviting go on; who joins waits, is told why, and arrives', async () => {
      await relay.stop()
      const popup = await ada.popup(tab)
      await popup.press('Switch space')
      await popup.press('Add a space')
      await popup.type('Space name', 'Book club')
      await popup.press('Create space')
      await popup.reads('Book club')
      await ada.closePopup()
      await show(ada, tab)
      await highlight(tab, 'A river is the memory')
      const link = await invite(ada, tab)

      const ben = await chromium()
      const benTab = await ben.open(`${site.origin}/article`)
      const joining = await ben.popup(benTab)
      await joining.type('Your name', 'Ben')
      await joining.type('Invite link or code', link)
      await joining.press('Join space')
      await joining.reads('does not answer')
      await relay.start()
      await ben.closePopup()
      await show(ben, benTab)
      await until("Ada's work at Ben", async () => (await benTab.painted('yellow')) === 1, 60_000)
    })
  })

  it('an invite to a page: the join page has no script, the popup shows who invites, and joining leads to the page', async () => {
    const ada = await chromium()
    const tab = await ada.open(`${site.origin}/article`)
    await createSpace(ada, tab, { name: 'Ada', space: 'Reading group', relay: relay.address })
    await highlight(tab, 'Water does not plan')
    const link = await invite(ada, tab, true)

    const ben = await chromium()
    const benTab = await ben.open(link)
    expect(await benTab.inPage<number>('document.scripts.length')).toBe(0)
    expect(await benTab.inPage<string>('document.body.innerText')).toMatch(/no account/i)
    const popup = await ben.popup(benTab)
    await popup.reads('Reading group')
    await popup.reads('says they are Ada')
    await popup.reads('read and write')
    await popup.type('Your name', 'Ben')
    await popup.press('Join space')
    await until('the page to open', async () =>
      (await ben.puppet.pages()).some((page) => page.url().startsWith(`${site.origin}/article`)),
    )
    const arrived = (await ben.puppet.pages()).find((page) => page.url().startsWith(`${site.origin}/article`))
    if (arrived === undefined) throw new Error('no page')
    await ben.closePopup()
    await ben.surface(arrived).see('Huddlemark', 'region')
    await ben.surface(arrived).see('Ada')
  })

  it('a pasted code does as well as the link', async () => {
    const ada = await chromium()
    const tab = await ada.open(`${site.origin}/article`)
    await createSpace(ada, tab, { name: 'Ada', space: 'By code', relay: relay.address })
    const popup = await ada.popup(tab)
    await popup.press('Copy code')
    await popup.see('Invite code')
    const code = await popup.value('Invite code')
    await ada.closePopup()
    const ben = await chromium()
    const benTab = await ben.open(`${site.origin}/article`)
    await join(ben, benTab, { name: 'Ben', invite: ` ${code.slice(0, 40)}\n${code.slice(40)} ` })
    await tab.see('Ben')
  })
})
