import { readFileSync } from 'node:fs'
import type { AxeResults } from 'axe-core'
import type { Frame, Page } from 'puppeteer-core'
import { expect } from 'vitest'

const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
const EVERYTHING = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const COLOURS = ['color-contrast']

interface WithAxe {
  readonly axe: { run(what: unknown, how: unknown): Promise<AxeResults> }
}

/** What axe objects to in a page as it stands now: the rule, and the parts that break it. */
export const objections = (place: Page | Frame): Promise<string[]> => run(place, EVERYTHING)

/** The same for what day and night change: the colours. */
export const colourObjections = (place: Page | Frame): Promise<string[]> => run(place, COLOURS)

async function run(place: Page | Frame, rules: readonly string[]): Promise<string[]> {
  if (!(await place.evaluate(() => 'axe' in globalThis))) await place.evaluate(AXE)
  const results = await place.evaluate(
    (runOnly) =>
      (globalThis as unknown as WithAxe).axe.run(document, { runOnly, resultTypes: ['violations', 'passes'] }),
    rules,
  )
  // Nothing looked at is nothing proven. A strip may hold no text at all: then there is nothing to say of its colours.
  if (rules === EVERYTHING) expect(results.passes.length).toBeGreaterThan(5)
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)
}

/** The same page by night, once its colours rest: they change over a moment, and axe would read one in between. */
export async function nightFalls(page: Page): Promise<void> {
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: 'dark' },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ])
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
}
