import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { boxesOf, type SeenBox } from './kit/inside.ts'
import { createSpace, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

const WORDS = 'Water does not plan'

/** A window as narrow as a telephone. */
describe('in a narrow window', () => {
  const { site: startSite, relay, chromium } = stage()
  let ada: ChromiumBrowser
  let tab: ChromiumTab

  beforeAll(async () => {
    const [site, { address }] = await Promise.all([startSite(), relay()])
    ada = await chromium({ viewport: { width: 380, height: 700 } })
    tab = await ada.open(`${site.origin}/article`)
    await createSpace(ada, tab, { name: 'Ada', space: 'Design team', relay: address })
    await show(ada, tab)
    await tab.see('Invite', 'button')
  })

  const inside = (outer: SeenBox, by: number) => (box: SeenBox) =>
    box.left >= outer.left + by &&
    box.left + box.width <= outer.left + outer.width - by &&
    box.top >= outer.top &&
    box.top + box.height <= outer.top + outer.height
  const fits = async (surface: string, within: readonly string[], width: number) => {
    const [outer] = await boxesOf(tab.page, surface)
    const boxes = (await Promise.all(within.map((name) => boxesOf(tab.page, name)))).flat()
    if (!outer || boxes.length < 6) throw new Error(`of ${surface} there are ${boxes.length} parts`)
    expect(outer.left).toBeGreaterThanOrEqual(4)
    expect(outer.left + outer.width).toBeLessThanOrEqual(width - 4)
    expect(boxes.filter((box) => !inside(outer, 2)(box))).toEqual([])
    return true
  }
  const settled = (width: number) => async () => (await tab.inPage<number>('innerWidth')) === width

  it.each([380, 320])('all of the dock is in it, with its invite (%i px)', async (width) => {
    await tab.page.setViewport({ width, height: 700 })
    await until('the window', settled(width))
    await until('the dock to fit', () => fits('dock', ['press', 'invite', 'avatar'], width))
  })

  it.each([380, 320])('the bar of a selection has room around its last button (%i px)', async (width) => {
    await tab.page.setViewport({ width, height: 700 })
    await until('the window', settled(width))
    await tab.select(WORDS)
    await tab.see('Not on this site', 'button')
    await until('the bar to fit', () => fits('bar', ['tool', 'swatch'], width))
    await tab.key('Escape')
    await tab.gone('Not on this site', 'button')
  })
})
