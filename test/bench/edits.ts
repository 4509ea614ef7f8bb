/**
 * From Ada's gesture to Ben's screen, in two real browsers: `node test/bench/edits.ts`, or as part of `npm run bench`. Begins at the trusted
 * `pointerup` on "Highlight" as Ada's page sees it, by the time the browser received it. Ends when the frame in which Ben's page finds
 * one more painted range has left his main thread.
 */
import type { Page } from 'puppeteer-core'
import { type ChromiumBrowser, type ChromiumTab, launchChromium } from '../e2e/kit/chromium.ts'
import { createSpace, highlight, invite, join, reachesDirectly, show } from '../e2e/kit/people.ts'
import { startRelay } from '../e2e/kit/relay.ts'
import { serveSite } from '../e2e/kit/site.ts'
import { until } from '../e2e/kit/surface.ts'
import { type Figure, figure, printFigures } from './figures.ts'
import { clockError } from './page-clock.ts'

const EDITS = 32
/** The first ones, not counted: code is compiled, the page is entered in the space. */
const WARM_UP = 3
const WAIT_MS = 15_000
const RELAY_ONLY = 'relay only'
interface Bench {
  benchPressed?: number
  benchPainted?: Promise<number>
}

/** Notes when the person's pointer was last released over the overlay (anything else is the selection being made). */
const noteGestures = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const release = (event: PointerEvent): void => {
      const onOverlay = event.target instanceof HTMLElement && event.target.popover === 'manual'
      if (event.isTrusted && onOverlay) (globalThis as Bench).benchPressed = performance.timeOrigin + event.timeStamp
    }
    addEventListener('pointerup', release, { capture: true })
  })

/** Starts to look in every frame for one more painted range; `benchPainted` resolves after the frame that has it. */
const watchPaint = (page: Page): Promise<void> =>
  page.evaluate((ms) => {
    const count = (): number => [...CSS.highlights.values()].reduce((sum, { size }) => sum + size, 0)
    const before = count()
    const end = performance.now() + ms
    const painted = new Promise<number>((resolve, reject) => {
      const after = new MessageChannel()
      after.port1.onmessage = () => resolve(performance.timeOrigin + performance.now())
      const look = (): void => {
        // The message is handled once this frame's style, layout and paint are done.
        if (count() > before) after.port2.postMessage(0)
        else if (performance.now() > end) reject(new Error('nothing was painted'))
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    painted.catch(() => undefined)
    Object.assign(globalThis, { benchPainted: painted })
  }, WAIT_MS)

/** Six words each, so that no two overlap. */
const quotesOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('main p')].flatMap((paragraph) => {
      const words = (paragraph.textContent ?? '').trim().split(' ')
      return Array.from({ length: Math.floor(words.length / 6) }, (_, i) => words.slice(6 * i, 6 * i + 6).join(' '))
    }),
  )

interface Pair {
  readonly ada: ChromiumBrowser
  readonly ben: ChromiumBrowser
  readonly adaTab: ChromiumTab
  readonly benTab: ChromiumTab
}

async function edits({ adaTab, benTab }: Pair): Promise<readonly number[]> {
  await noteGestures(adaTab.page)
  const error = (await clockError(benTab.page)) - (await clockError(adaTab.page))
  const quotes = (await quotesOf(adaTab.page)).slice(0, EDITS + WARM_UP)
  if (quotes.length < EDITS + WARM_UP) throw new Error('the article is too short')
  const times: number[] = []
  for (const words of quotes) {
    await watchPaint(benTab.page)
    await highlight(adaTab, words)
    const painted = await benTab.page.evaluate(() => (globalThis as Bench).benchPainted ?? Number.NaN)
    const pressed = await adaTab.page.evaluate(() => (globalThis as Bench).benchPressed ?? Number.NaN)
    times.push(painted - pressed - error)
  }
  return times.slice(WARM_UP)
}

/**
 * Keeps this browser from reaching anyone directly, as a firewall would: no address of another is ever tried. (Chromium's policy
 * flags for WebRTC hold for web pages and not for extensions.)
 */
async function bar(browser: ChromiumBrowser, tab: ChromiumTab): Promise<void> {
  // The engine begins with the first who asks it something.
  await browser.popup(tab)
  await browser.closePopup()
  const engine = await browser.extensionPage('/engine.html')
  await engine.evaluate(() => {
    RTCPeerConnection.prototype.addIceCandidate = () => Promise.resolve()
  })
}

/** Both go to a page that nobody has marked yet. */
async function turnTo(pair: Pair, page: string): Promise<void> {
  for (const tab of [pair.adaTab, pair.benTab]) {
    await tab.goto(page)
    await tab.see('Huddlemark', 'region')
  }
  await pair.adaTab.see('Ben')
  await pair.benTab.see('Ada')
}

async function withPair<Value>(
  start: { readonly relay: string; readonly page: string; readonly direct: boolean },
  use: (pair: Pair) => Promise<Value>,
): Promise<Value> {
  const browsers: ChromiumBrowser[] = []
  const open = async (): Promise<ChromiumBrowser> => {
    const browser = await launchChromium()
    browsers.push(browser)
    return browser
  }
  try {
    const [ada, ben] = [await open(), await open()]
    const [adaTab, benTab] = [await ada.open(start.page), await ben.open(start.page)]
    if (!start.direct)
      for (const [browser, tab] of [
        [ada, adaTab],
        [ben, benTab],
      ] as const)
        await bar(browser, tab)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Bench', relay: start.relay })
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, adaTab) })
    await show(ada, adaTab)
    await show(ben, benTab)
    return await use({ ada, ben, adaTab, benTab })
  } finally {
    for (const browser of browsers) await browser.close().catch(() => undefined)
  }
}

/** What Ada's popup says of the link, such as "Connected · 1 reached directly". */
async function linkWords({ ada, adaTab }: Pair): Promise<string> {
  const popup = await ada.popup(adaTab)
  const words = await until('the state of the link', async () =>
    (await popup.names('status')).find((text) => /^(Connect|Offline|\d)|reached|wait/.test(text)),
  )
  await ada.closePopup()
  return words
}

/** Edits are measured with both ways open (as people have it), over the data channel alone, and over the relay alone. */
export async function editFigures(): Promise<readonly Figure[]> {
  const relay = await startRelay()
  const site = await serveSite()
  const page = (name: string): string => `${site.origin}/article/${name}`
  const figures: Figure[] = []
  const measure = async (pair: Pair, name: string, note: string): Promise<void> => {
    const times = await edits(pair)
    const reach = /\d+ reached directly/.exec(await linkWords(pair))?.[0] ?? 'nobody reached directly'
    figures.push(figure(`edit at Ada to painted at Ben, ${name}`, times, `${note}; her popup: ${reach}`))
    if (reach.startsWith('nobody') !== (name === RELAY_ONLY)) throw new Error(`not as named: ${name}, ${reach}`)
  }
  try {
    await withPair({ relay: relay.address, page: page('relay'), direct: false }, async (pair) => {
      await measure(pair, RELAY_ONLY, 'aim: under 100 ms')
    })
    await withPair({ relay: relay.address, page: page('both'), direct: true }, async (pair) => {
      await reachesDirectly(pair.ada, pair.adaTab, 1)
      await measure(pair, 'data channel', 'aim: under 50 ms')
      await turnTo(pair, page('channel'))
      await reachesDirectly(pair.ada, pair.adaTab, 1)
      await relay.stop()
      await measure(pair, 'data channel, relay stopped', 'aim: under 50 ms')
    })
  } finally {
    await site.close()
    await relay.dispose()
  }
  return figures
}

if (import.meta.main) printFigures(await editFigures())
