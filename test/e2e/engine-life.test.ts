import { readdirSync, readFileSync } from 'node:fs'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HomeView } from '../../shared/contract/views.ts'
import { type ChromiumBrowser, launchChromium } from './kit/chromium.ts'
import { serveSite } from './kit/site.ts'

const BUILD = '.output/chrome-mv3-e2e'

describe('what is built', () => {
  const scripts = readdirSync(BUILD, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|wasm|map)$/.test(name),
  )
  const holding = (mark: RegExp) =>
    scripts.filter((name) => name.endsWith('.js') && mark.test(readFileSync(`${BUILD}/${name}`, 'utf8')))

  it('has no source maps, and Loro in the engine alone', () => {
    expect(scripts.filter((name) => name.endsWith('.map'))).toEqual([])
    expect(scripts.filter((name) => name.endsWith('.wasm')).length).toBe(1)
    expect(holding(/loro_wasm_bg|lorodoc_/).every((name) => /chunks\/engine-/.test(name))).toBe(true)
    expect(holding(/lorodoc_/).length).toBe(1)
  })

  it('has no polyfill and no parser in the overlay', () => {
    expect(holding(/message port closed before a response/)).not.toContain('overlay.js')
    expect(holding(/message port closed before a response/)).toContain('background.js')
    expect(holding(/strict_object/)).not.toContain('overlay.js')
  })
})

type Reply = { reply: number; ok: boolean; words?: string }

/** Speaks to the engine from a page of the extension. */
const ask = (page: Page, port: string, intent: unknown): Promise<Reply> =>
  page.evaluate(
    async (port, intent) => {
      await chrome.runtime.sendMessage({ ask: 'engine' })
      const line = chrome.runtime.connect({ name: port })
      return new Promise<Reply>((resolve) => {
        line.onMessage.addListener((message: Reply) => {
          if ('reply' in message) resolve(message)
        })
        line.postMessage({ n: 1, intent })
      })
    },
    port,
    intent,
  )

const homeView = (page: Page): Promise<HomeView> =>
  page.evaluate(async () => {
    await chrome.runtime.sendMessage({ ask: 'engine' })
    const line = chrome.runtime.connect({ name: 'home' })
    return new Promise<HomeView>((resolve) => line.onMessage.addListener((view: HomeView) => resolve(view)))
  })

declare const chrome: {
  runtime: {
    sendMessage(message: unknown): Promise<unknown>
    connect(about: { name: string }): {
      onMessage: { addListener(listener: (message: never) => void): void }
      onDisconnect: { addListener(listener: () => void): void }
      postMessage(message: unknown): void
    }
    getContexts(filter: { contextTypes: string[] }): Promise<unknown[]>
  }
  offscreen: { closeDocument(): Promise<void> }
}

describe('the life of the engine', () => {
  let browser: ChromiumBrowser
  let page: Page
  let id: string

  beforeAll(async () => {
    browser = await launchChromium()
    id = new URL((await worker()).url()).host
    page = await browser.puppet.newPage()
    await page.goto(`chrome-extension://${id}/popup.html`)
  })
  afterAll(() => browser?.close())

  const worker = () =>
    browser.puppet.waitForTarget(
      (target) => target.type() === 'service_worker' && target.url().endsWith('/background.js'),
    )
  const engines = () =>
    page.evaluate(async () => (await chrome.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] })).length)

  it('many ask for it at once and get one', async () => {
    const answers = await page.evaluate(() =>
      Promise.all(Array.from({ length: 20 }, () => chrome.runtime.sendMessage({ ask: 'engine' }))),
    )
    expect(new Set(answers)).toEqual(new Set([true]))
    expect(await engines()).toBe(1)
  })

  it('what is kept is there again after the engine was ended', async () => {
    const reply = await ask(page, 'home', { do: 'profile', name: 'Ada', colour: 'teal' })
    expect(reply).toEqual({ reply: 1, ok: true })
    await page.evaluate(() => chrome.offscreen.closeDocument())
    expect(await engines()).toBe(0)
    const view = await homeView(page)
    expect(view.profile).toEqual({ name: 'Ada', colour: 'teal' })
    expect(view.spaces.map(({ private: own }) => own)).toEqual([true])
  })

  it('another engine page, opened by hand, waits in silence: two would write over each other’s work', async () => {
    const second = await browser.puppet.newPage()
    await second.goto(`chrome-extension://${id}/engine.html`)
    await second.waitForFunction(async () => (await navigator.locks.query()).pending?.length === 1)
    expect(await second.evaluate(() => performance.getEntriesByName('engine:ready').length)).toBe(0)
    expect(await ask(page, 'home', { do: 'profile', name: 'Ada', colour: 'teal' })).toEqual({ reply: 1, ok: true })
    await second.close()
  })

  it('a line stays while the background is stopped, and the background wakes for the next request', async () => {
    await page.evaluate(async () => {
      const line = chrome.runtime.connect({ name: 'home' })
      Object.assign(globalThis, { line })
      await new Promise<void>((resolve) => line.onMessage.addListener(() => resolve()))
    })
    await (await (await worker()).worker())?.close()
    const reply = await page.evaluate(() => {
      const { line } = globalThis as unknown as { line: ReturnType<typeof chrome.runtime.connect> }
      return new Promise<Reply>((resolve) => {
        line.onMessage.addListener((message: Reply) => {
          if ('reply' in message) resolve(message)
        })
        line.postMessage({ n: 5, intent: { do: 'check-relay', relay: 'ftp://nowhere' } })
      })
    })
    expect(reply).toMatchObject({ reply: 5, ok: false })
    expect(await page.evaluate(() => chrome.runtime.sendMessage({ ask: 'engine' }))).toBe(true)
    expect(await engines()).toBe(1)
  })

  it('garbage on every port is answered in words and harms nothing', async () => {
    for (const port of ['card', 'panel', 'home']) {
      expect(await ask(page, port, { do: 'format-disk' })).toMatchObject({ ok: false })
    }
    const cut = await page.evaluate(() => {
      const line = chrome.runtime.connect({ name: 'no-such-port' })
      return new Promise((resolve) => line.onDisconnect.addListener(() => resolve('cut')))
    })
    expect(cut).toBe('cut')
    expect((await homeView(page)).profile?.name).toBe('Ada')
  })

  it('a web page can neither speak to it nor find the extension by its files', async () => {
    const site = await serveSite()
    try {
      const { page: tab } = await browser.open(`${site.origin}/article`)
      const found = await tab.evaluate(async (id) => {
        const reach = (name: string) =>
          fetch(`chrome-extension://${id}/${name}`).then(
            ({ status }) => status,
            () => 'refused',
          )
        const { chrome: own } = globalThis as { chrome?: { runtime?: unknown } }
        return [typeof own?.runtime, await reach('card.html'), await reach('engine.html'), await reach('overlay.js')]
      }, id)
      expect(found).toEqual(['undefined', 'refused', 'refused', 'refused'])
    } finally {
      await site.close()
    }
  })
})
