import { type ChromiumBrowser, type ChromiumTab, launchChromium } from '../e2e/kit/chromium.ts'

export interface CastOptions {
  readonly headless: boolean
  readonly relay: string
  readonly article: string
  readonly shots: string
}

const WIDTH = 960
const HEIGHT = 860

/** Ada and Ben, each in a browser of their own, side by side. */
export class Cast {
  readonly options: CastOptions
  readonly ada: ChromiumBrowser
  readonly ben: ChromiumBrowser
  readonly adaTab: ChromiumTab
  readonly benTab: ChromiumTab
  #picture = 0

  private constructor(
    options: CastOptions,
    ada: ChromiumBrowser,
    ben: ChromiumBrowser,
    adaTab: ChromiumTab,
    benTab: ChromiumTab,
  ) {
    this.options = options
    this.ada = ada
    this.ben = ben
    this.adaTab = adaTab
    this.benTab = benTab
  }

  static async open(options: CastOptions): Promise<Cast> {
    const launch = (x: number): Promise<ChromiumBrowser> =>
      launchChromium({
        headless: options.headless,
        viewport: options.headless ? { width: WIDTH, height: HEIGHT } : null,
        flags: [`--window-position=${x},0`, `--window-size=${WIDTH},${HEIGHT}`],
      })
    const ada = await launch(0)
    const ben = await launch(WIDTH)
    return new Cast(options, ada, ben, await ada.open(options.article), await ben.open(options.article))
  }

  /** A picture of both windows, numbered in the order of the story. */
  async picture(name: string): Promise<void> {
    const number = String(++this.#picture).padStart(2, '0')
    await this.adaTab.shot(`${this.options.shots}/${number}-${name}-ada.png`)
    await this.benTab.shot(`${this.options.shots}/${number}-${name}-ben.png`)
  }

  async close(): Promise<void> {
    await Promise.all([this.ada.close(), this.ben.close()])
  }
}
