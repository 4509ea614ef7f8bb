import { resolve } from 'node:path'
import { launch, type Page, type Browser as Puppet } from 'puppeteer-core'
import { findBrowser } from './browsers.ts'
import { type FirefoxWindow, firefoxWindow } from './firefox-chrome.ts'
import { paintedRanges, rectOfWords, type WordsRect } from './page-scripts.ts'
import { type Browser, type Surface, type Tab, until } from './surface.ts'

const EXTENSION = '.output/firefox-mv2-e2e'

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'accessibility.force_disabled': -1,
  'extensions.webextOptionalPermissionPrompts': false,
  'ui.prefersReducedMotion': 0,
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Finds by role and name in the whole window: page, overlay, card, popup and panel are one tree, as for a screen reader. */
class FirefoxSurface implements Surface {
  protected readonly window: FirefoxWindow
  constructor(window: FirefoxWindow) {
    this.window = window
  }

  protected query(name: string | null, role?: string): string {
    return `things(${JSON.stringify(role ?? null)}, ${JSON.stringify(name)})`
  }

  has(name: string, role?: string): Promise<boolean> {
    return this.window.run(`return ${this.query(name, role)}.some(visible)`)
  }

  async see(name: string, role?: string): Promise<void> {
    await until(`"${name}"`, () => this.has(name, role))
  }

  async reads(text: string): Promise<void> {
    await until(`the text "${text}"`, () =>
      this.window.run<boolean>(
        `return all(service.getAccessibleFor(document)).some((thing) => { try { return visible(thing) && (thing.name ?? '').includes(${JSON.stringify(text)}) } catch { return false } })`,
      ),
    )
  }

  async gone(name: string, role?: string): Promise<void> {
    await until(`"${name}" to go`, async () => !(await this.has(name, role)))
  }

  names(role: string): Promise<string[]> {
    return this.window.run(`return ${this.query(null, role)}.filter(visible).map((thing) => thing.name ?? '')`)
  }

  async press(name: string, role = 'button'): Promise<void> {
    await until(`"${name}" to be pressed`, () =>
      this.window.run<boolean>(
        `const thing = ${this.query(name, role)}.find(visible); if (!thing) return false; thing.doAction(0); return true`,
      ),
    )
  }

  async type(name: string, text: string): Promise<void> {
    await until(`the field "${name}"`, () =>
      this.window.run<boolean>(`
        const field = ${this.query(name, 'entry')}.find(visible)
        if (!field) return false
        field.takeFocus()
        field.QueryInterface(Ci.nsIAccessibleEditableText).setTextContents(${JSON.stringify(text)})
        return true`),
    )
    await until(`"${text}" in "${name}"`, async () => (await this.value(name)) === text)
  }

  value(name: string): Promise<string> {
    return this.window.run(`
      const field = ${this.query(name, 'entry')}.find(visible)
      return field ? field.value || field.QueryInterface(Ci.nsIAccessibleText).getText(0, -1) : ''`)
  }
}

export class FirefoxTab extends FirefoxSurface implements Tab {
  readonly page: Page
  constructor(window: FirefoxWindow, page: Page) {
    super(window)
    this.page = page
  }

  get url(): string {
    return this.page.url()
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' })
  }

  /** In the page a real mouse is used, at the place where the thing is. What is out of view is brought into it first. */
  override async press(name: string, role = 'button'): Promise<void> {
    const box = await until(`"${name}"`, async () => {
      const found = await this.window.run<Box | null>(`
        const thing = ${this.query(name, role)}.find(visible)
        if (!thing) return null
        const box = inContent(bounds(thing))
        if (box.y >= 0 && box.y + box.height <= gBrowser.selectedBrowser.clientHeight) return box
        thing.scrollTo(Ci.nsIAccessibleScrollType.SCROLL_TYPE_ANYWHERE)
        return null`)
      return found !== null && found.width > 0 ? found : undefined
    })
    await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  }

  #words(words: string): Promise<WordsRect> {
    return until(
      `the words "${words}"`,
      async () => ((await this.page.evaluate(rectOfWords(words))) as WordsRect | null) ?? undefined,
    )
  }

  async select(words: string): Promise<void> {
    const { x1, y1, x2, y2 } = await this.#words(words)
    // Pressing on words that are selected already would drag them away.
    if (await this.inPage<boolean>('!getSelection().isCollapsed')) await this.inPage('getSelection().empty()')
    await this.page.mouse.move(x1 + 0.5, y1)
    await this.page.mouse.down()
    await this.page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
    await this.page.mouse.move(x2, y2)
    await this.page.mouse.up()
  }

  async clickWords(words: string): Promise<void> {
    const { x1, y1 } = await this.#words(words)
    await this.page.mouse.click(x1 + 8, y1)
  }

  async moveTo(words: string): Promise<void> {
    const { x1, y1 } = await this.#words(words)
    for (let step = 1; step <= 6; step++) await this.page.mouse.move((x1 * step) / 6, (y1 * step) / 6)
  }

  async key(key: string): Promise<void> {
    await this.page.keyboard.press(key as 'Escape')
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
    return new FirefoxSurface(this.window)
  }

  async shot(file: string): Promise<void> {
    await this.page.screenshot({ path: file as `${string}.png` })
  }

  async close(): Promise<void> {
    await this.page.close()
  }
}

export class FirefoxBrowser implements Browser {
  readonly kind = 'firefox'
  readonly puppet: Puppet
  readonly window: FirefoxWindow
  constructor(puppet: Puppet, window: FirefoxWindow) {
    this.puppet = puppet
    this.window = window
  }

  async open(url: string): Promise<FirefoxTab> {
    const page = await this.puppet.newPage()
    await page.setViewport({ width: 1100, height: 700 })
    const tab = new FirefoxTab(this.window, page)
    await tab.goto(url)
    return tab
  }

  async popup(tab: Tab): Promise<Surface> {
    if (!(tab instanceof FirefoxTab)) throw new Error('a tab of this browser')
    await tab.page.bringToFront()
    await until('the toolbar button', () =>
      this.window.run<boolean>(`
        const button = document.querySelector('toolbaritem[id$="-browser-action"] .unified-extensions-item-action-button')
        if (!button) return false
        button.click()
        return true`),
    )
    return new FirefoxSurface(this.window)
  }

  /** Another window of the extension, by the end of its address: `/huddle.html`. */
  async otherWindow(ending: string): Promise<Surface> {
    return new FirefoxSurface(await until(`a window with ${ending}`, () => firefoxWindow(this.puppet, ending)))
  }

  async closePopup(): Promise<void> {
    await this.window.run(`for (const panel of document.querySelectorAll('panel')) panel.hidePopup?.()`)
  }

  /** Privileged screenshots of the window are not offered; popups are pictured as pages elsewhere. */
  async shotPopup(_file: string): Promise<void> {}

  async close(): Promise<void> {
    await this.puppet.close()
  }
}

export async function launchFirefox(): Promise<FirefoxBrowser> {
  const executablePath = findBrowser('firefox')
  if (executablePath === undefined) throw new Error('no firefox')
  const puppet = await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    args: ['--remote-allow-system-access', '--width=1200', '--height=900'],
    extraPrefsFirefox: PREFERENCES,
  })
  await puppet.installExtension(resolve(EXTENSION))
  return new FirefoxBrowser(puppet, await firefoxWindow(puppet))
}
