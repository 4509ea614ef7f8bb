import type { Page } from 'puppeteer-core'

/**
 * How far a page's `performance.timeOrigin + performance.now()` is ahead of the machine's clock, in milliseconds: each browser process
 * reads the offset between the two clocks once, and they drift apart. Subtract it before comparing times of two browsers.
 */
export function clockError(page: Pick<Page, 'evaluate'>): Promise<number> {
  return page.evaluate(() => {
    // The moment at which the machine's clock turns to a new millisecond is known better than to a millisecond.
    const errors = Array.from({ length: 9 }, () => {
      const before = Date.now()
      let now = before
      while (now === before) now = Date.now()
      return performance.timeOrigin + performance.now() - now
    })
    return errors.sort((a, b) => a - b)[4] ?? 0
  })
}
