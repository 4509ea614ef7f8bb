import { rm } from 'node:fs/promises'
import type { CDPSession } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withNotifications } from './kit/allowed.ts'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { createSpace, invite, join, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

/** Keeps what the engine page plays where a look finds it. Without a gesture, as in life: browsers let few pages sound by themselves. */
const LISTEN = `(() => {
  const play = HTMLMediaElement.prototype.play
  HTMLMediaElement.prototype.play = function () { globalThis.played = this; return play.call(this) }
})()`
const SOUNDS = 'globalThis.played !== undefined && !played.paused && played.currentTime > 0 && played.loop'

describe('a ring', () => {
  const { relay: startRelay, site, chromium } = stage()
  let ada: ChromiumBrowser
  let ben: ChromiumBrowser
  let adaTab: ChromiumTab
  let benTab: ChromiumTab
  let folder: string
  let engine: CDPSession
  let article: string

  beforeAll(async () => {
    const relay = await startRelay()
    article = `${(await site()).origin}/article`
    folder = await withNotifications()
    ;[ada, ben] = await Promise.all([chromium(), chromium({ extension: folder })])
    adaTab = await ada.open(article)
    benTab = await ben.open(article)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: relay.address })
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, adaTab) })
    await show(ada, adaTab)
    await show(ben, benTab)
    await adaTab.see('Ben')
    engine = await (
      await ben.puppet.waitForTarget((target) => target.url().endsWith('/engine.html'))
    ).createCDPSession()
    await engine.send('Runtime.evaluate', { expression: LISTEN, userGesture: false })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const sounds = async () =>
    (await engine.send('Runtime.evaluate', { expression: SOUNDS, userGesture: false })).result.value === true
  const inBackground = <Value>(script: string): Promise<Value> => ben.inBackground(script)
  /** Ids of the notifications on Ben's desktop. */
  const notifications = () => inBackground<string[]>('chrome.notifications.getAll().then((all) => Object.keys(all))')
  /** A button of the one that is there: 0 Join, 1 Not now. */
  const pressOnDesktop = async (button: number) => {
    const [id] = await until('the notification', async () =>
      (await notifications()).length === 1 ? notifications() : undefined,
    )
    await inBackground(`chrome.notifications.onButtonClicked.dispatch(${JSON.stringify(id)}, ${button})`)
  }
  const windows = async (browser: ChromiumBrowser) =>
    browser.puppet.targets().filter((target) => target.url().includes('/huddle.html')).length
  const adaCalls = async () => {
    await adaTab.press('Start huddle')
    await ada.surface(await ada.extensionPage('/huddle.html')).see('Leave', 'button')
  }
  const adaLeaves = async () => {
    await ada.surface(await ada.extensionPage('/huddle.html')).press('Leave', 'button')
    await benTab.gone('Join huddle', 'button')
    await until('her window to close', async () => (await windows(ada)) === 0)
  }

  it('is a card in the page, a sound and a notification; "Not now" ends all three, and the caller sees it', async () => {
    await adaCalls()
    await benTab.see('Not now', 'button')
    await until('a sound', sounds)
    await until('a notification', async () => (await notifications()).length === 1)
    await benTab.press('Not now', 'button')
    await benTab.gone('Not now', 'button')
    await until('silence', async () => !(await sounds()))
    await until('no notification', async () => (await notifications()).length === 0)
    await ada.surface(await ada.extensionPage('/huddle.html')).reads('Not now')
    expect(await windows(ben)).toBe(0)
    await adaLeaves()
  })

  it('"Not now" on the desktop ends it in the page', async () => {
    await adaCalls()
    await benTab.see('Not now', 'button')
    await pressOnDesktop(1)
    await benTab.gone('Not now', 'button')
    await until('silence', async () => !(await sounds()))
    await adaLeaves()
  })

  it('ends when the caller leaves', async () => {
    await adaCalls()
    await benTab.see('Not now', 'button')
    await adaLeaves()
    await benTab.gone('Not now', 'button')
    await until('silence', async () => !(await sounds()) && (await notifications()).length === 0)
  })

  it('reaches somebody with no page open, who joins from the desktop', async () => {
    await benTab.goto('about:blank')
    await adaTab.gone('Ben')
    await adaCalls()
    await until('a sound', sounds)
    await pressOnDesktop(0)
    const window = ben.surface(await ben.extensionPage('/huddle.html'))
    await window.see('Leave', 'button')
    await window.reads('Ada')
    await until('silence', async () => !(await sounds()))
    expect(await windows(ben)).toBe(1)
    await window.press('Leave', 'button')
    await adaLeaves()
  })
})
