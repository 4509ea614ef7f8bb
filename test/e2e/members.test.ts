import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withNotifications } from './kit/allowed.ts'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { comment, createSpace, highlight, join, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

const [FIRST, SHAPE, HIS, PRIVATE, LATER, AGAIN] = [
  'Water does not plan',
  'the shape feeds itself',
  'A detour that has grown over a long time',
  'A river is the memory',
  'Why bends grow',
  'On a steep slope',
]
const READS = 'You can read in this space, but not write.'

/** Ada governs her space: who reads, who writes, who is let in, and who is out. */
describe('members of a space', () => {
  const { relay, site, chromium } = stage()
  let [ada, ben, cleo]: ChromiumBrowser[] = []
  let [adaTab, benTab, cleoTab]: ChromiumTab[] = []
  let article: string
  let oldLink: string
  let folder: string

  beforeAll(async () => {
    const { address } = await relay()
    article = `${(await site()).origin}/article`
    folder = await withNotifications()
    ;[ada, ben] = await Promise.all([chromium({ extension: folder }), chromium()])
    ;[adaTab, benTab] = await Promise.all([ada.open(article), ben.open(article)])
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: address })
    await show(ada, adaTab)
    await highlight(adaTab, FIRST)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const of = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error('not begun yet')
    return thing
  }
  const painted = (who: string, tab: ChromiumTab | undefined, count: number) =>
    until(`${count} painted at ${who}`, async () => (await of(tab).painted('yellow')) === count)
  const dockSays = (tab: ChromiumTab | undefined, words: string) =>
    until(`the overlay to say "${words}"`, async () => (await of(tab).dockWords()).includes(words))

  /** What Ada does in her settings, in a tab that is closed afterwards. */
  const settings = async <Value>(act: (open: Awaited<ReturnType<ChromiumBrowser['settings']>>) => Promise<Value>) => {
    const open = await of(ada).settings()
    try {
      return await act(open)
    } finally {
      await open.page.close()
    }
  }
  const newInvite = (wanted: { role?: string; askFirst?: boolean }) =>
    settings(async ({ page, surface }) => {
      await surface.press('New invite', 'button')
      const role = await page.waitForSelector('::-p-aria([name="Whoever joins by it"])')
      if (wanted.role) await role?.select(wanted.role)
      if (wanted.askFirst) await surface.press('Ask me first', 'checkbox')
      await surface.press('Make invite', 'button')
      await surface.see('New invite link')
      return surface.value('New invite link')
    })

  it('S15 X30 Ben comes by an invite to read: he sees what is marked, and is told that he may not write', async () => {
    oldLink = await newInvite({ role: 'reader' })
    await join(of(ben), of(benTab), { name: 'Ben', invite: oldLink })
    await show(of(ben), of(benTab))
    await painted('Ben', benTab, 1)
    await comment(of(adaTab), SHAPE, 'Is this true of habits, too?')
    // A mark whose card is open is painted twice.
    await of(adaTab).key('Escape')
    await of(adaTab).cardGone()
    await of(benTab).press('Thread by Ada, 1 comment', 'button')
    const card = of(benTab).card()
    await card.reads(READS)
    expect([await card.has('Reply'), await card.has('Resolve'), await card.has('Post')]).toEqual([false, false, false])
    await of(benTab).key('Escape')
    await of(benTab).cardGone()
    expect(await of(benTab).has('Draw', 'button')).toBe(false)
    const { keyboard } = of(benTab).page
    for (const key of ['Alt', 'Shift'] as const) await keyboard.down(key)
    await keyboard.press('KeyD')
    for (const key of ['Shift', 'Alt'] as const) await keyboard.up(key)
    await dockSays(benTab, 'You cannot draw here: you can only read')
  })

  it('X31 what he marks all the same is his alone, and that is said', async () => {
    await of(benTab).select(PRIVATE)
    await dockSays(benTab, 'Only you see it')
    await of(benTab).press('Highlight', 'button')
    await painted('Ben', benTab, 3)
  })

  it('W25 X31 Ada lets him write: what is open at his selection says so, at once he does, and it reaches her', async () => {
    await of(benTab).select(HIS)
    await dockSays(benTab, 'Only you see it')
    await settings(async ({ surface }) => {
      await surface.press('What to do about Ben')
      await surface.press('Can write', 'button')
    })
    await of(benTab).see('Draw', 'button')
    await until('the bar to say no more that it is his alone', async () => {
      return !(await of(benTab).dockWords()).includes('Only you see it')
    })
    await highlight(of(benTab), HIS)
    // His, and not the one that is his alone.
    await painted('Ada', adaTab, 3)
  })

  /** What Ada's browser shows while no page with Huddlemark is open: the toolbar button's count and words, and the desktop. */
  const shown = () =>
    of(ada).inBackground<[string, string, number]>(
      'Promise.all([chrome.action.getBadgeText({}), chrome.action.getTitle({}), chrome.notifications.getAll().then((all) => Object.keys(all).length)])',
    )

  it('S16 S17 who comes by an invite that asks first waits; Ada is told whatever she has open, and lets her in', async () => {
    const link = await newInvite({ askFirst: true })
    await of(adaTab).goto('about:blank')
    expect(await shown()).toEqual(['', 'Huddlemark', 0])
    cleo = await chromium()
    cleoTab = await cleo.open(article)
    await join(cleo, cleoTab, { name: 'Cleo', invite: link, asks: true })
    const popup = await cleo.popup(cleoTab)
    await popup.reads('You asked to be let in')
    await cleo.closePopup()
    const words = 'Cleo asks to be let in to Design team'
    await until('her browser to tell Ada', async () => (await shown())[2] === 1)
    expect(await shown()).toEqual(['1', `Huddlemark: ${words}`, 1])
    const [notice] = await of(ada).inBackground<string[]>('chrome.notifications.getAll().then(Object.keys)')
    await of(ada).inBackground(`chrome.notifications.onClicked.dispatch(${JSON.stringify(notice)})`)
    const settingsTab = await of(ada).extensionPage('/options.html')
    await of(ada).surface(settingsTab).see('Let in', 'button')
    expect(await settingsTab.evaluate('document.activeElement.className')).toBe('knocks')
    await settingsTab.close()
    expect((await shown())[2]).toBe(0)
    await of(adaTab).goto(article)
    await show(of(ada), of(adaTab))
    await dockSays(adaTab, 'Cleo asks to be let in')
    await of(adaTab).see('Answer', 'button')
    const adas = await of(ada).popup(of(adaTab))
    await adas.reads('Cleo asks to join Design team')
    await adas.press('Let in', 'button')
    await adas.reads('Cleo was let in')
    await of(ada).closePopup()
    await of(adaTab).gone('Answer', 'button')
    expect(await shown()).toEqual(['', 'Huddlemark', 0])
    await show(cleo, cleoTab)
    await painted('Cleo', cleoTab, 3)
  })

  it('S12 X31 Ada removes Ben: he is told, and what is new reaches Cleo, not him', async () => {
    await settings(async ({ surface }) => {
      await surface.press('New invite', 'button')
      await surface.press('Make invite', 'button')
      await surface.see('New invite link')
      await surface.press('What to do about Ben')
      await surface.press('Remove from space…')
      await surface.reads('already has stays with them')
      await surface.press('Remove Ben', 'button')
      await surface.reads('Removed')
      // A removal ends all invites (KR4), also the one that has just been made.
      await surface.reads('The invite that you made here is over')
      expect(await surface.has('New invite link')).toBe(false)
    })
    await dockSays(benTab, 'You were removed from this space')
    await highlight(of(adaTab), LATER)
    await painted('Cleo', cleoTab, 4)
    expect(await of(benTab).painted('yellow')).toBe(4)
    const popup = await of(ben).popup(of(benTab))
    await popup.reads('You were removed from this space. What you have stays on this device.')
    expect(await popup.has('Copy invite link')).toBe(false)
  })

  it('KR4 the old link opens nothing any more', async () => {
    const popup = await of(ben).popup(of(benTab))
    await popup.press('Switch space')
    await popup.press('Add a space')
    await popup.type('Invite link or code', oldLink)
    await popup.reads('The relay has no such invite')
    await popup.press('Join space')
    await popup.reads(
      'has no such invite: it was taken back, has expired, or was not brought there yet. Ask for a new one and give this one up',
    )
    await of(ben).closePopup()
    expect(await of(benTab).painted('yellow')).toBe(4)
  })

  it('N20 KR2 Ada and Cleo, who stay, go on seeing each other', async () => {
    // Longer than presence lives unless it is repeated.
    await new Promise((resolve) => setTimeout(resolve, 35_000))
    await dockSays(adaTab, 'Cleo')
    await dockSays(cleoTab, 'Ada')
  })

  it('S12 X30 by a new invite Ben is in again, for everybody, and can be removed again', async () => {
    const link = await newInvite({})
    const popup = await of(ben).popup(of(benTab))
    await popup.press('Switch space')
    await popup.press('Add a space')
    await popup.type('Invite link or code', link)
    await popup.reads('You were removed from Design team. An invite made since then lets you in again.')
    await popup.press('Join space')
    await painted('Ben', benTab, 5)
    await of(ben).closePopup()
    await highlight(of(benTab), AGAIN)
    await painted('Cleo', cleoTab, 5)
    await dockSays(cleoTab, 'Ben')
    await dockSays(benTab, 'Cleo')
    await settings(async ({ surface }) => {
      await surface.press('What to do about Ben')
      await surface.see('Remove from space…')
    })
  })
})
