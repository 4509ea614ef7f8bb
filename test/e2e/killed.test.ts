import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChromiumBrowser, type ChromiumTab, launchChromium } from './kit/chromium.ts'
import { beginAlone, highlight, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

/** After how many milliseconds of a write the browser is killed: before it is stored, about then, and after. */
const INTO_THE_WRITE = [0, 8, 40]
const SENTENCES = ['It undercuts the bank', 'sand settles', 'the shape feeds itself']

/** The whole browser is killed while it writes, as by a crash or an empty battery; its profile is opened again. */
describe('a browser that is killed in the middle of writes', () => {
  const { site } = stage()
  let profile: string
  let article: string
  let browser: ChromiumBrowser
  let tab: ChromiumTab

  const open = async (): Promise<void> => {
    browser = await launchChromium({ profile })
    tab = await browser.open(article)
  }
  const kill = async (): Promise<void> => {
    const running = browser.puppet.process()
    const ended = new Promise((resolve) => running?.once('exit', resolve))
    running?.kill('SIGKILL')
    await ended
  }
  const painted = (): Promise<number> => tab.painted('yellow')

  beforeAll(async () => {
    profile = await mkdtemp(path(tmpdir(), 'huddlemark-killed-'))
    article = `${(await site()).origin}/article`
    await open()
    await beginAlone(browser, tab, 'Ada')
    await show(browser, tab)
  })
  afterAll(async () => {
    await browser?.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  })

  it('D9 has every mark that it had shown, whole or not at all the one under way, and goes on', async () => {
    await highlight(tab, 'Water does not plan')
    let shown = 1
    await until('the first mark', async () => (await painted()) === shown)
    for (const [n, ms] of INTO_THE_WRITE.entries()) {
      await tab.select(SENTENCES[n] ?? '')
      await tab.see('Annotate selection', 'toolbar')
      void tab.press('Highlight', 'button').catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, ms))
      await kill()
      await open()
      await show(browser, tab)
      await until('what was shown', async () => (await painted()) >= shown)
      shown = await painted()
      expect(shown).toBeLessThanOrEqual(n + 2)
    }
    await highlight(tab, 'kept in gravel and clay')
    await until('one more', async () => (await painted()) > shown)
  }, 120_000)
})
