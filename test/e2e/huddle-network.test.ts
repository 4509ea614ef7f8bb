import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CameraLine, cameraLine, connectionsMade, hearsTone, iceUser } from './kit/call-probe.ts'
import { type CallWindows, callWindow, GOOD, OUTAGE, watchCallWindows } from './kit/call-window.ts'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { fakeMedia, framesShown, restlessCamera } from './kit/media.ts'
import { cannotNetlab, type Netlab, netlab } from './kit/netlab.ts'
import { createSpace, invite, join, show } from './kit/people.ts'
import type { RelayProcess } from './kit/relay.ts'
import { stage } from './kit/stage.ts'
import { type Surface, until } from './kit/surface.ts'

const TONE = { ada: 440, ben: 700 } as const
/** States of a network that is bad take longer to come than those of a person's own deeds. */
const SLOW_MS = 60_000

const RETRIES = /Reconnecting…|Retrying…/

const why = cannotNetlab()
if (why !== undefined) console.log(`No change of address is tried: ${why}.`)

describe('a huddle on a bad network', { timeout: 3 * SLOW_MS }, () => {
  const { relay, site, chromium } = stage()
  let lab: Netlab | undefined
  let server: RelayProcess
  let calls: CallWindows
  let ada: ChromiumBrowser
  let ben: ChromiumBrowser
  let adaTab: ChromiumTab
  let benTab: ChromiumTab
  let adaPage: Page
  let benPage: Page
  let adaCall: Surface
  let benCall: Surface

  const bothHeard = async (): Promise<void> => {
    await until('Ben’s tone at Ada', () => hearsTone(adaPage, TONE.ben), SLOW_MS)
    await until('Ada’s tone at Ben', () => hearsTone(benPage, TONE.ada), SLOW_MS)
  }
  const silence = (page: Page, hertz: number) =>
    until(
      `silence at ${hertz} Hz`,
      async () => {
        for (let look = 0; look < 10; look++) if (await hearsTone(page, hertz)) return false
        return true
      },
      SLOW_MS,
    )
  const listed = (page: Page): Promise<readonly string[]> =>
    page.$$eval('::-p-aria([name="In this huddle"][role="list"]) li', (items) =>
      items.map((item) => item.textContent ?? ''),
    )
  /** What Ada's or Ben's window says of the other. */
  const saysOf = (page: Page, name: string, words: RegExp) =>
    until(
      `${words} beside ${name}`,
      async () => (await listed(page)).some((item) => item.includes(name) && words.test(item)),
      SLOW_MS,
    )
  const quiet = (page: Page, name: string) =>
    until(
      `nothing to say of ${name}'s connection`,
      async () => (await listed(page)).some((item) => item.includes(name) && !/…/.test(item)),
      SLOW_MS,
    )
  const pictureMoves = (page: Page) =>
    until(
      'a moving picture',
      async () => {
        const before = await framesShown(page)
        await new Promise((resolve) => setTimeout(resolve, 500))
        const after = await framesShown(page)
        return after.some((frames, index) => frames > (before[index] ?? 0))
      },
      SLOW_MS,
    )
  const camera = (what: string, fits: (line: CameraLine) => boolean) =>
    until(
      what,
      async () => {
        const line = await cameraLine(adaPage)
        return line && fits(line) ? line : undefined
      },
      SLOW_MS,
    )

  beforeAll(async () => {
    server = await relay()
    const [{ address }, { origin }] = [server, await site()]
    if (why === undefined) {
      lab = netlab()
      for (const served of [address, origin]) await lab.serve(Number(new URL(served).port))
    }
    ada = await chromium({
      flags: [...fakeMedia(TONE.ada), ...restlessCamera()],
      ...(lab === undefined ? {} : { executable: lab.chromium }),
    })
    ben = await chromium({ flags: fakeMedia(TONE.ben) })
    adaTab = await ada.open(`${origin}/article`)
    benTab = await ben.open(`${origin}/article`)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: address })
    calls = await watchCallWindows(ada)
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, adaTab) })
    await watchCallWindows(ben)
    await show(ada, adaTab)
    await show(ben, benTab)
    await adaTab.see('Ben')
    await adaTab.press('Start huddle')
    adaPage = await callWindow(ada)
    adaCall = ada.surface(adaPage)
    await adaCall.see('Leave')
    await benTab.press('Join huddle')
    benPage = await callWindow(ben)
    benCall = ben.surface(benPage)
    await bothHeard()
  })

  afterAll(() => lab?.close())

  it('300 kbit/s with cameras on: video gives way, the voice goes on, and video comes back by itself', async () => {
    await adaCall.press('Start video')
    await benCall.press('Start video')
    await pictureMoves(benPage)
    const free = await camera('a picture that is sent', ({ active, kbps }) => active && kbps > 200)
    await calls.network({ delayMs: 20, lossPercent: 0, kbps: 300 })
    const narrow = await camera('a smaller picture, or none', (line) => !line.active || line.kbps < free.kbps)
    await bothHeard()
    await calls.network(GOOD)
    await camera('a larger picture again', (line) => line.active && (!narrow.active || line.kbps > narrow.kbps))
    await pictureMoves(benPage)
    await bothHeard()
    await adaCall.press('Stop video')
    await benCall.press('Stop video')
  })

  it('5 % loss and a way of 300 ms: both are heard', async () => {
    await calls.network({ delayMs: 150, lossPercent: 5, kbps: 0 })
    await bothHeard()
  })

  it('20 % loss: both are heard, and the windows say how it is', async () => {
    await calls.network({ delayMs: 150, lossPercent: 20, kbps: 0 })
    await saysOf(adaPage, 'Ben', /(Fair|Poor) connection/)
    await saysOf(benPage, 'Ada', /(Fair|Poor) connection/)
    await bothHeard()
    await calls.network(GOOD)
  })

  /** It is out for at least so long, and until what must be seen meanwhile was seen. */
  const outage = async (seconds: number, meanwhile: () => Promise<void>): Promise<void> => {
    const lasts = new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
    await calls.network(OUTAGE)
    try {
      await meanwhile()
      await lasts
    } finally {
      await calls.network(GOOD)
    }
  }
  /** Nothing else that is Ada's has a network, either: the links of her engine, and the relay. */
  const alone = async (meanwhile: () => Promise<void>): Promise<void> => {
    await calls.network(OUTAGE, '/engine.html')
    server.freeze()
    try {
      await meanwhile()
    } finally {
      server.thaw()
      await calls.network(GOOD, '/engine.html')
    }
  }

  it('an outage of 8 s is said, and heals', async () => {
    await outage(8, async () => {
      await saysOf(adaPage, 'Ben', RETRIES)
      await saysOf(benPage, 'Ada', RETRIES)
      await silence(adaPage, TONE.ben)
      await silence(benPage, TONE.ada)
    })
    await bothHeard()
    await quiet(adaPage, 'Ben')
    await quiet(benPage, 'Ada')
  })

  it('an outage of 20 s is said all the while, and the same connection comes back by an ICE restart', async () => {
    const [user, made] = [await iceUser(adaPage), await connectionsMade(adaPage)]
    await outage(20, async () => {
      await saysOf(adaPage, 'Ben', RETRIES)
      await saysOf(benPage, 'Ada', RETRIES)
    })
    await bothHeard()
    await quiet(adaPage, 'Ben')
    expect(await iceUser(adaPage)).not.toBe(user)
    expect(await connectionsMade(adaPage)).toBe(made)
  })

  it('without any network nobody is listed for long who cannot be reached; with it both are back', async () => {
    await alone(() =>
      outage(0, async () => {
        for (const page of [adaPage, benPage])
          await until('nobody else to be listed', async () => (await listed(page)).length === 1, SLOW_MS)
      }),
    )
    await bothHeard()
    for (const page of [adaPage, benPage])
      await until('both to be listed again', async () => (await listed(page)).length === 2, SLOW_MS)
  })

  if (why === undefined)
    it('another address in mid-call is survived', async () => {
      const made = await connectionsMade(adaPage)
      lab?.changeAddress()
      await silence(benPage, TONE.ada)
      await bothHeard()
      await quiet(adaPage, 'Ben')
      expect(await connectionsMade(adaPage)).toBe(made)
    })
})
