import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {} from './files-lab.ts'
import { type Lab, startLab } from './kit/lab.ts'
import { until } from './kit/surface.ts'

const SIZE = 20_000_000
/** Long enough to be caught on its way three times. */
const SHORT = 12_000_000
const BLOCK = 1024 * 1024
/** What arrived is at most four blocks ahead of the disk: at least one is on it by then. */
const SOME = 5 * BLOCK

async function connect(a: Page, b: Page): Promise<void> {
  const offer = await a.evaluate(() => files.call())
  const answer = await b.evaluate((offer) => files.answer(offer), offer)
  await a.evaluate((answer) => files.answered(answer), answer)
}

describe.each(['chromium', 'firefox'] as const)('a file from page to page in %s', (browser) => {
  let lab: Lab
  let a: Page
  let b: Page

  /** A offers, B says yes. */
  async function begin(name: string, size: number, seed: number): Promise<void> {
    await a.evaluate((name, size, seed) => files.offer(name, size, seed), name, size, seed)
    await b.evaluate((name) => files.until(name, 'in', 'offered').then(() => files.accept(name)), name)
  }
  const both = (name: string, state: string) =>
    Promise.all([
      a.evaluate((name, state) => files.until(name, 'out', state), name, state),
      b.evaluate((name, state) => files.until(name, 'in', state), name, state),
    ])

  beforeAll(async () => {
    lab = await startLab(browser, 'test/e2e/files-lab.ts', 'files')
    ;[a, b] = [await lab.open('sender'), await lab.open('receiver')]
    await connect(a, b)
  })
  afterAll(() => lab?.close())

  it('HF8 HF12 20 MB arrive across a connection that broke, and are saved as they were', async () => {
    await begin('film.mp4', SIZE, 1)
    await b.evaluate((done) => files.hangUpAt('film.mp4', 'in', done), SOME)
    await both('film.mp4', 'paused')
    const kept = await b.evaluate(() => files.disk())
    expect(kept[0]).toBeGreaterThan(0)
    await connect(a, b)
    await both('film.mp4', 'done')
    await b.evaluate(() => files.save('film.mp4'))
    const saved = await until('the saved file', async () => {
      const bytes = await readFile(join(lab.downloads, 'film.mp4')).catch(() => Buffer.alloc(0))
      return bytes.length === SIZE ? bytes : undefined
    })
    const digest = await a.evaluate((size) => files.digestOfMade('film.mp4', size, 1), SIZE)
    expect(createHash('sha256').update(saved).digest('hex')).toBe(digest)
  })

  it('HF14 either end cancels, and nothing stays on disk', async () => {
    const before = (await b.evaluate(() => files.disk())).length
    for (const end of ['out', 'in'] as const) {
      const name = `cancelled-${end}.bin`
      await begin(name, SIZE, end.length)
      await b.evaluate((name, done) => files.until(name, 'in', 'moving', done), name, 2 * BLOCK)
      await (end === 'out' ? a : b).evaluate((name, end) => files.cancel(name, end), name, end)
      await both(name, 'cancelled')
    }
    await until('deleted', async () => (await b.evaluate(() => files.disk())).length === before || undefined)
  })

  it('HF13 either window is reloaded, and the file goes on', async () => {
    const name = 'plan.pdf'
    await begin(name, SHORT, 9)
    await b.evaluate((name, done) => files.hangUpAt(name, 'in', done), name, SOME)
    await b.close()
    b = await lab.open('receiver')
    const left = await b.evaluate((name) => files.until(name, 'in', 'unfinished', 1), name)
    expect(left.done % BLOCK).toBe(0)
    await connect(a, b)
    await b.evaluate((name, done) => files.hangUpAt(name, 'in', done), name, left.done + BLOCK)
    await a.close()
    a = await lab.open('sender')
    await connect(a, b)
    await b.evaluate((name) => files.until(name, 'in', 'unfinished', 1), name)
    await a.evaluate((name, size) => files.offer(name, size, 9), name, SHORT)
    await both(name, 'done')
    // Finished in one window, saved in the next.
    await b.close()
    b = await lab.open('receiver')
    await b.evaluate((name) => files.until(name, 'in', 'done').then(() => files.save(name)), name)
    const saved = await until('the saved file', async () => {
      const bytes = await readFile(join(lab.downloads, name)).catch(() => Buffer.alloc(0))
      return bytes.length === SHORT ? bytes : undefined
    })
    const digest = await a.evaluate((name, size) => files.digestOfMade(name, size, 9), name, SHORT)
    expect(createHash('sha256').update(saved).digest('hex')).toBe(digest)
    await b.evaluate((name) => files.forget(name), name)
    await b.evaluate(() => files.forget('film.mp4'))
    expect(await b.evaluate(() => files.lines())).toBe(0)
  })
})
