/** How soon the overlay is seen and the engine answers: `node test/bench/start-up.ts`, or as part of `npm run bench`. */
import type { Page, WebWorker } from 'puppeteer-core'
import type { HomeView, OverlayView } from '../../shared/contract/views.ts'
import { type ChromiumBrowser, launchChromium } from '../e2e/kit/chromium.ts'
import { beginAlone } from '../e2e/kit/people.ts'
import { serveSite } from '../e2e/kit/site.ts'
import { type Figure, figure, printFigures } from './figures.ts'
import { clockError } from './page-clock.ts'

const RUNS = 20
/** Highlights on the document that the engine answers with. */
const HIGHLIGHTS = 100

interface Line {
  postMessage(message: unknown): void
  disconnect(): void
  readonly onMessage: { addListener(listener: (message: never) => void): void }
}

/** The little that is asked of the extension's own API, from its pages and its worker. */
declare const chrome: {
  readonly runtime: { sendMessage(message: unknown): Promise<unknown>; connect(about: { name: string }): Line }
  readonly offscreen: { closeDocument(): Promise<void> }
  readonly tabs: { query(about: { active: boolean; url: string }): Promise<{ id: number }[]> }
  readonly scripting: {
    unregisterContentScripts(): Promise<void>
    insertCSS(what: { target: { tabId: number }; files: string[] }): Promise<void>
    executeScript(what: { target: { tabId: number }; files: string[] }): Promise<unknown>
  }
}

interface Bench {
  benchDock?: Promise<{ mounted: number; painted: number }>
}

/**
 * Looks out for the overlay's host under <html>. It is put there in the task that draws the dock, so the frame after has the dock; what is
 * noted is the end of that frame on the main thread.
 */
function watchDock(): void {
  const { promise, resolve } = Promise.withResolvers<{ mounted: number; painted: number }>()
  const now = (): number => performance.timeOrigin + performance.now()
  const observer = new MutationObserver((records) => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes])
    if (!added.some((node) => node instanceof HTMLElement && node.popover === 'manual')) return
    observer.disconnect()
    const mounted = now()
    const after = new MessageChannel()
    after.port1.onmessage = () => resolve({ mounted, painted: now() })
    requestAnimationFrame(() => after.port2.postMessage(0))
  })
  observer.observe(document, { childList: true, subtree: true })
  Object.assign(globalThis, { benchDock: promise })
}

const dockIn = (page: Page): Promise<number> =>
  page.evaluate(async () => (await (globalThis as Bench).benchDock)?.painted ?? Number.NaN)

async function worker(browser: ChromiumBrowser): Promise<WebWorker> {
  const target = await browser.puppet.waitForTarget(
    (candidate) => candidate.type() === 'service_worker' && candidate.url().endsWith('/background.js'),
  )
  const found = await target.worker()
  if (found === null) throw new Error('the background is not there')
  return found
}

/** The background puts the overlay into a page at rest, as the toolbar click does. The engine runs. */
async function injections(browser: ChromiumBrowser, article: string): Promise<readonly number[]> {
  const background = await worker(browser)
  await background.evaluate(() => chrome.scripting.unregisterContentScripts())
  const tab = await browser.open(article)
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await tab.page.goto(article, { waitUntil: 'load' })
    await tab.page.evaluate(watchDock)
    const error = (await clockError(tab.page)) - (await clockError(background))
    const asked = await background.evaluate(
      async (url) => {
        const [tab] = await chrome.tabs.query({ active: true, url })
        if (tab === undefined) throw new Error('the page is not in front')
        const target = { tabId: tab.id }
        const now = performance.timeOrigin + performance.now()
        await chrome.scripting.insertCSS({ target, files: ['assets/highlights.css'] })
        await chrome.scripting.executeScript({ target, files: ['/overlay.js'] })
        return now
      },
      `${new URL(article).origin}/*`,
    )
    times.push((await dockIn(tab.page)) - asked - error)
  }
  await tab.close()
  return times
}

/** The overlay comes by itself while a page loads: from the browser's switch to the new page. */
async function loads(browser: ChromiumBrowser, article: string): Promise<readonly number[]> {
  const tab = await browser.open(article)
  await tab.page.evaluateOnNewDocument(watchDock)
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) {
    await tab.page.goto(article, { waitUntil: 'load' })
    const painted = await dockIn(tab.page)
    const began = await tab.page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      return performance.timeOrigin + (entry?.responseStart ?? Number.NaN)
    })
    times.push(painted - began)
  }
  await tab.close()
  return times
}

/** A page of the extension that can speak to the engine on any port, itself silent: its own script is kept from running. */
async function silentPage(browser: ChromiumBrowser): Promise<Page> {
  const page = await browser.puppet.newPage()
  await page.setJavaScriptEnabled(false)
  await page.goto(new URL('/welcome.html', (await worker(browser)).url()).href)
  await page.setJavaScriptEnabled(true)
  return page
}

/** Puts highlights on the practice page's document, as its overlay would. */
const fill = (page: Page, count: number): Promise<void> =>
  page.evaluate(async (count) => {
    await chrome.runtime.sendMessage({ ask: 'engine' })
    const line = chrome.runtime.connect({ name: 'overlay' })
    const ask = (n: number, intent: unknown): Promise<void> =>
      new Promise((resolve, reject) => {
        line.onMessage.addListener((message: { reply?: number; ok?: boolean; words?: string }) => {
          if (message.reply === n) message.ok ? resolve() : reject(new Error(message.words))
        })
        line.postMessage({ n, intent })
      })
    await ask(1, { do: 'page-at', address: 'https://practice.huddlemark.invalid/welcome', title: 'Practice' })
    for (let n = 0; n < count; n++) {
      const exact = `the words that stand at number ${n} of this page`
      const quote = { type: 'TextQuoteSelector', exact, prefix: 'before them ', suffix: ' and after' }
      const position = { type: 'TextPositionSelector', start: 60 * n, end: 60 * n + exact.length }
      await ask(n + 2, { do: 'highlight', selectors: [quote, position], colour: 'yellow' })
    }
    line.disconnect()
  }, count)

const endEngine = (page: Page): Promise<void> => page.evaluate(() => chrome.offscreen.closeDocument())

/** Milliseconds until the first home view, as a popup asks for it. */
const firstHome = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const began = performance.now()
    await chrome.runtime.sendMessage({ ask: 'engine' })
    const line = chrome.runtime.connect({ name: 'home' })
    await new Promise<HomeView>((resolve) => line.onMessage.addListener((view: HomeView) => resolve(view)))
    line.disconnect()
    return performance.now() - began
  })

/** Milliseconds until the engine has answered with the document, as an overlay asks for it. */
const firstDocument = (page: Page, expected: number): Promise<number> =>
  page.evaluate(async (expected) => {
    const began = performance.now()
    await chrome.runtime.sendMessage({ ask: 'engine' })
    const line = chrome.runtime.connect({ name: 'overlay' })
    const answered = new Promise<OverlayView>((resolve) =>
      line.onMessage.addListener((view: OverlayView) => {
        if ('see' in view && view.see === 'page') resolve(view)
      }),
    )
    const address = 'https://practice.huddlemark.invalid/welcome'
    line.postMessage({ n: 1, intent: { do: 'page-at', address, title: 'Practice' } })
    const view = await answered
    line.disconnect()
    if (view.see !== 'page' || view.annotations.length < expected) throw new Error('the document is not whole')
    return performance.now() - began
  }, expected)

interface Marks {
  readonly start: number
  readonly ready: number
}

async function engineMarks(browser: ChromiumBrowser): Promise<Marks> {
  const engine = await browser.extensionPage('/engine.html')
  return engine.evaluate(() => {
    const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN
    return { start: at('engine:start'), ready: at('engine:ready') }
  })
}

async function engineStarts(browser: ChromiumBrowser): Promise<readonly Figure[]> {
  const page = await silentPage(browser)
  await fill(page, HIGHLIGHTS)
  const marks: Marks[] = []
  const cold = { home: [] as number[], document: [] as number[] }
  const warm = { home: [] as number[], document: [] as number[] }
  for (let run = 0; run < RUNS; run++) {
    await endEngine(page)
    cold.document.push(await firstDocument(page, HIGHLIGHTS))
    marks.push(await engineMarks(browser))
    warm.document.push(await firstDocument(page, HIGHLIGHTS))
    warm.home.push(await firstHome(page))
    await endEngine(page)
    cold.home.push(await firstHome(page))
  }
  await page.close()
  const note = `a page with ${HIGHLIGHTS} highlights`
  return [
    figure(
      'engine page opened to its script',
      marks.map(({ start }) => start),
      'with Loro compiled',
    ),
    figure(
      'engine script to ready',
      marks.map(({ start, ready }) => ready - start),
      'store and spaces open',
    ),
    figure('no engine: asked to first document answered', cold.document, note),
    figure('no engine: popup asks to first home view', cold.home),
    figure('engine runs: asked to first document answered', warm.document, note),
    figure('engine runs: popup asks to first home view', warm.home),
  ]
}

export async function startUpFigures(): Promise<readonly Figure[]> {
  const site = await serveSite()
  const browser = await launchChromium()
  try {
    const tab = await browser.open(`${site.origin}/article`)
    await beginAlone(browser, tab, 'Ada')
    await tab.close()
    for (const page of await browser.puppet.pages()) if (page.url().endsWith('/welcome.html')) await page.close()
    const loaded = await loads(browser, `${site.origin}/article`)
    const injected = await injections(browser, `${site.origin}/article`)
    return [
      figure('overlay injected to dock painted', injected, 'page at rest, engine runs'),
      figure('first byte of a page to dock painted', loaded, 'the page loads, the overlay comes by itself'),
      ...(await engineStarts(browser)),
    ]
  } finally {
    await browser.close()
    await site.close()
  }
}

if (import.meta.main) printFigures(await startUpFigures())
