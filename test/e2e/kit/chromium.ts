import { type ElementHandle, type Frame, launch, type Page, type Browser as Puppet } from 'puppeteer-core'
import { findBrowser } from './browsers.ts'
import { drawn, overlayWords } from './inside.ts'
import { paintedRanges, rectOfWords, type WordsRect } from './page-scripts.ts'
import { type Browser, type Surface, type Tab, until, WAIT_MS, within } from './surface.ts'

export const EXTENSION = '.output/chrome-mv3-e2e'

/** Flags that make two browsers on one machine find each other over WebRTC, and keep Chromium from calling home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
]

type Place = () => Promise<Page | Frame>

const selector = (name: string, role?: string): string =>
  `::-p-aria([name="${name.replaceAll('"', '\\"')}"]${role === undefined ? '' : `[role="${role}"]`})`

/** Whether it stands still: a card that grows or moves would be missed by the mouse, as a person would wait for it. */
async function rests(handle: ElementHandle): Promise<boolean> {
  const place = async () => JSON.stringify(await handle.boundingBox())
  const before = await place()
  await new Promise((resolve) => setTimeout(resolve, 50))
  return before === (await place())
}

class ChromiumSurface implements Surface {
  readonly #place: Place
  constructor(place: Place) {
    this.#place = place
  }

  async #handle(name: string, role?: string): Promise<ElementHandle> {
    return until(`"${name}"`, async () => (await (await this.#place()).$(selector(name, role))) ?? undefined)
  }

  async see(name: string, role?: string): Promise<void> {
    await (await this.#handle(name, role)).dispose()
  }

  async reads(text: string): Promise<void> {
    await until(`the text "${text}"`, async () =>
      (await this.#place()).evaluate((words) => document.body.innerText.includes(words), text),
    )
  }

  gone(name: string, role?: string): Promise<void> {
    return until(`"${name}" to go`, async () => !(await this.has(name, role))).then(() => undefined)
  }

  async has(name: string, role?: string): Promise<boolean> {
    try {
      const look = async () => (await (await this.#place()).$(selector(name, role))) !== null
      return await within(2_000, `"${name}"`, look())
    } catch {
      return false // its place is gone, and it with it
    }
  }

  async names(role: string): Promise<string[]> {
    const handles = await (await this.#place()).$$(`::-p-aria([role="${role}"])`)
    return Promise.all(
      handles.map((handle) =>
        handle.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent ?? ''),
      ),
    )
  }

  async press(name: string, role?: string): Promise<void> {
    await until(`"${name}" to be pressed`, async () => {
      const handle = await (await this.#place()).$(selector(name, role))
      if (handle === null || !(await rests(handle))) return false
      await handle.click()
      return true
    })
  }

  async type(name: string, text: string): Promise<void> {
    const bare = (words: string): string => words.replace(/\s+/g, '')
    // Under load a key may be lost on its way through DevTools; whoever types looks at the field, too.
    for (let attempt = 1; ; attempt++) {
      const handle = await this.#handle(name)
      await within(5_000, `the field "${name}"`, handle.click({ count: 3 }))
      const place = await this.#place()
      const page = 'page' in place ? place.page() : place
      await within(5_000, 'the field to be drawn', drawn(place))
      await page.keyboard.press('Backspace')
      await handle.type(text)
      const typed = await within(5_000, `the field "${name}"`, this.value(name)).catch(() => text)
      if (bare(typed) === bare(text)) return
      if (attempt === 3) throw new Error(`"${name}" holds "${typed}" after "${text}" was typed three times`)
    }
  }

  async value(name: string): Promise<string> {
    return (await this.#handle(name)).evaluate((element) =>
      'value' in element ? String(element.value) : (element.textContent ?? ''),
    )
  }
}

export class ChromiumTab extends ChromiumSurface implements Tab {
  readonly page: Page
  constructor(page: Page) {
    super(async () => page)
    this.page = page
  }

  get url(): string {
    return this.page.url()
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' })
  }

  #words(words: string): Promise<WordsRect> {
    return until(
      `the words "${words}"`,
      async () => ((await this.page.evaluate(rectOfWords(words))) as WordsRect | null) ?? undefined,
    )
  }

  async select(words: string): Promise<void> {
    await this.page.bringToFront()
    const { x1, y1, x2, y2 } = await this.#words(words)
    // Pressing on words that are selected already would drag them away.
    if (await this.inPage<boolean>('!getSelection().isCollapsed')) await this.inPage('getSelection().empty()')
    await this.page.mouse.move(x1 + 0.5, y1)
    await this.page.mouse.down()
    await this.page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2, { steps: 3 })
    await this.page.mouse.move(x2 - 0.5, y2, { steps: 3 })
    await this.page.mouse.up()
  }

  async clickWords(words: string): Promise<void> {
    const { x1, y1 } = await this.#words(words)
    await this.page.mouse.click(x1 + 8, y1)
  }

  async moveTo(words: string): Promise<void> {
    const { x1, y1 } = await this.#words(words)
    await this.page.mouse.move(x1, y1, { steps: 12 })
  }

  async key(key: string): Promise<void> {
    await this.page.keyboard.press(key as 'Escape')
  }

  /** What the dock says about the link, read as DevTools sees it: words are drawn from attributes. */
  dockWords(): Promise<string> {
    return overlayWords(this.page)
  }

  inPage<Value>(script: string): Promise<Value> {
    return this.page.evaluate(script) as Promise<Value>
  }

  painted(colour: string): Promise<number> {
    return this.inPage(paintedRanges(colour))
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: 'domcontentloaded' })
  }

  async back(): Promise<void> {
    await this.page.evaluate('history.back()')
  }

  async forward(): Promise<void> {
    await this.page.evaluate('history.forward()')
  }

  card(): Surface {
    return new ChromiumSurface(async () => {
      // The newest: one that is closing may still be listed.
      const frame = this.page.frames().findLast((one) => one.url().includes('/card.html'))
      if (frame === undefined) throw new Error('no card is open')
      return frame
    })
  }

  /** Waits until no card is open in the page. */
  async cardGone(): Promise<void> {
    await until('the card to close', async () => !this.page.frames().some((one) => one.url().includes('/card.html')))
  }

  async shot(file: string): Promise<void> {
    await this.page.screenshot({ path: file as `${string}.png` })
  }

  async close(): Promise<void> {
    await this.page.close()
  }
}

export class ChromiumBrowser implements Browser {
  readonly kind = 'chromium'
  readonly puppet: Puppet
  #popup: Page | undefined

  constructor(puppet: Puppet) {
    this.puppet = puppet
  }

  async open(url: string): Promise<ChromiumTab> {
    // A tab that the browser lost sight of while it started never answers; another one does.
    return until('a tab that answers', async () => {
      const tab = new ChromiumTab(await this.puppet.newPage())
      await tab.goto(url)
      if (await within(2_000, 'the new tab', tab.page.$('html')).catch(() => null)) return tab
      await tab.close()
      return undefined
    })
  }

  async popup(tab: Tab): Promise<Surface> {
    if (!(tab instanceof ChromiumTab)) throw new Error('a tab of this browser')
    await this.closePopup()
    await tab.page.bringToFront()
    const extension = [...(await this.puppet.extensions()).values()][0]
    if (extension === undefined) throw new Error('the extension is not loaded')
    this.#popup = await until('the popup', async () => {
      const opening = this.puppet.waitForTarget((target) => target.url().endsWith('/popup.html'), { timeout: 3_000 })
      await Promise.all([opening, tab.page.triggerExtensionAction(extension)])
      return (await opening).asPage()
    })
    return new ChromiumSurface(async () => this.#popup as Page)
  }

  /** The settings, in a tab of their own, in front. */
  async settings(): Promise<{ readonly page: Page; readonly surface: Surface }> {
    const extension = [...(await this.puppet.extensions()).values()][0]
    const page = await this.puppet.newPage()
    await page.goto(`chrome-extension://${extension?.id}/options.html`)
    return { page, surface: this.surface(page) }
  }

  /** Any page of the extension by the end of its address: `/sidepanel.html`, `/engine.html`. */
  async extensionPage(ending: string): Promise<Page> {
    const target = await this.puppet.waitForTarget(
      (candidate) => candidate.url().split('#')[0]?.endsWith(ending) ?? false,
      { timeout: WAIT_MS },
    )
    return target.asPage()
  }

  /** Runs in the extension's worker, while no page of the extension need be open. */
  async inBackground<Value>(script: string): Promise<Value> {
    const target = await this.puppet.waitForTarget((one) => one.type() === 'service_worker', { timeout: WAIT_MS })
    return (await (await target.worker())?.evaluate(script)) as Value
  }

  surface(page: Page | Frame): Surface {
    return new ChromiumSurface(async () => page)
  }

  async closePopup(): Promise<void> {
    const popup = this.#popup
    this.#popup = undefined
    if (popup) await within(3_000, 'closing the popup', popup.close()).catch(() => undefined)
  }

  async shotPopup(file: string): Promise<void> {
    await this.#popup?.screenshot({ path: file as `${string}.png`, fullPage: true })
  }

  async close(): Promise<void> {
    await within(10_000, 'closing the browser', this.puppet.close()).catch(() => this.puppet.process()?.kill('SIGKILL'))
  }
}

export interface ChromiumOptions {
  readonly headless?: boolean
  /** Folder of another build than the usual one. */
  readonly extension?: string
  /** The program to start instead of the installed one. */
  readonly executable?: string
  /** Keeps the profile between two runs of the browser. */
  readonly profile?: string
  readonly flags?: readonly string[]
  /** Leaves the welcome page open. */
  readonly welcome?: boolean
  readonly viewport?: { readonly width: number; readonly height: number } | null
}

export async function launchChromium(options: ChromiumOptions = {}): Promise<ChromiumBrowser> {
  const executablePath = options.executable ?? findBrowser('chromium')
  if (executablePath === undefined) throw new Error('no chromium')
  const puppet = await launch({
    executablePath,
    headless: options.headless ?? true,
    pipe: true,
    protocolTimeout: 30_000,
    // Whoever launches ends: puppeteer would end the whole process before the rest is closed.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    enableExtensions: [options.extension ?? EXTENSION],
    defaultViewport: options.viewport === undefined ? { width: 1100, height: 800 } : options.viewport,
    args: [...FLAGS, ...(options.flags ?? [])],
    ...(options.profile === undefined ? {} : { userDataDir: options.profile }),
  })
  // The welcome page comes to the front by itself (an unpacked extension counts as newly installed at every start): then whoever has a page
  // open is not looking at it, and a popup is closed. Most stories begin after it was closed.
  const welcome = await puppet.waitForTarget((target) => target.url().endsWith('/welcome.html'), { timeout: WAIT_MS })
  if (options.welcome !== true) {
    const close = async () => (await welcome.asPage()).close()
    await within(3_000, 'the welcome page', close()).catch(() => undefined)
  }
  return new ChromiumBrowser(puppet)
}
