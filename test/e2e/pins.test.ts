import { beforeAll, describe, expect, it } from 'vitest'
import type { ChromiumBrowser, ChromiumTab } from './kit/chromium.ts'
import { boxesOf } from './kit/inside.ts'
import { createSpace, invite, join, show } from './kit/people.ts'
import { stage } from './kit/stage.ts'
import { until } from './kit/surface.ts'

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Pins and drawings: what two people see of them, in windows of different width, while the page changes. */
describe('pins and drawings', () => {
  const { relay, site, chromium } = stage()
  let ada: ChromiumBrowser
  let ben: ChromiumBrowser
  let adaTab: ChromiumTab
  let benTab: ChromiumTab

  const boxOf = (tab: ChromiumTab, selector: string): Promise<Box> =>
    tab.inPage(
      `(() => { const { left, top, width, height } = document.querySelector('${selector}').getBoundingClientRect(); return { left: left + scrollX, top: top + scrollY, width, height } })()`,
    )
  /** The lower left corner of a pin, as a share of an element's box. */
  const pinIn = async (tab: ChromiumTab, selector: string) => {
    const [pin] = await boxesOf(tab.page, 'pin')
    const box = await boxOf(tab, selector)
    return pin && { x: (pin.left - box.left) / box.width, y: (pin.top + pin.height - box.top) / box.height }
  }
  const near = (is: number, should: number, by = 0.03): boolean => Math.abs(is - should) < by
  const inkOver = (tab: ChromiumTab, selector: string, least = 1) =>
    until(`ink over ${selector}`, async () => {
      const box = await boxOf(tab, selector)
      const ink = (await boxesOf(tab.page, 'pen')).concat(await boxesOf(tab.page, 'line'))
      const inside = ink.filter(
        ({ left, top, width, height }) =>
          left > box.left - 12 &&
          top > box.top - 12 &&
          left + width < box.left + box.width + 12 &&
          top + height < box.top + box.height + 12,
      )
      return inside.length >= least && inside.length === ink.length
    })

  beforeAll(async () => {
    const { address } = await relay()
    const { origin } = await site()
    ada = await chromium()
    ben = await chromium({ viewport: { width: 620, height: 760 } })
    adaTab = await ada.open(`${origin}/studio`)
    benTab = await ben.open(`${origin}/studio`)
    await createSpace(ada, adaTab, { name: 'Ada', space: 'Design team', relay: address })
    await join(ben, benTab, { name: 'Ben', invite: await invite(ada, adaTab) })
    await show(ada, adaTab)
    await show(ben, benTab)
  })

  it('Ada pins the lamp and writes; Ben sees the pin on the lamp in his narrower window', async () => {
    const { left, top, width, height } = await boxOf(adaTab, '#hero')
    await adaTab.press('Pin', 'button')
    await adaTab.page.mouse.move(left + width * 0.5, top + height * 0.4)
    await adaTab.page.mouse.click(left + width * 0.5, top + height * 0.4)
    await adaTab.card().type('Write a comment', 'Can the shade be wider?')
    await adaTab.card().press('Post')
    await benTab.see('Pin by Ada, 1 comment', 'button')
    await until('the pin where Ada put it', async () => {
      const at = await pinIn(benTab, '#hero')
      return at && near(at.x, 0.5) && near(at.y, 0.4)
    })
    await benTab.press('Pin by Ada, 1 comment', 'button')
    await benTab.card().reads('Can the shade be wider?')
    await benTab.key('Escape')
    await benTab.cardGone()
    await adaTab.key('Escape')
    await adaTab.cardGone()
  })

  it('a pin on a button does not press it; Escape leaves without one', async () => {
    await benTab.press('Pin', 'button')
    const { left, top, width, height } = await boxOf(benTab, '#lamps li:nth-child(2) button')
    const scrolled = await benTab.inPage<number>('scrollY')
    await benTab.page.mouse.click(left + width / 2, top + height / 2 - scrolled)
    await benTab.card().see('Thread', 'dialog')
    expect(await benTab.inPage('pressed')).toBe(0)
    await benTab.key('Escape')
    await benTab.cardGone()
    await benTab.press('Pin', 'button')
    await benTab.key('Escape')
    await benTab.page.mouse.click(left + width / 2, top + height / 2 - scrolled)
    await until('the page to have its button back', () => benTab.inPage<boolean>('pressed === 1'))
  })

  it('a pen’s drawing looks after its release as while it was drawn, and each tool says what to do', async () => {
    const { left, top, width } = await boxOf(adaTab, '#hero')
    await adaTab.press('Draw', 'button')
    expect(await adaTab.dockWords()).toContain('Drag to draw.')
    const mouse = adaTab.page.mouse
    await mouse.move(left + width * 0.3, top + 20)
    await mouse.down()
    await mouse.move(left + width * 0.35, top + 160, { steps: 12 })
    await mouse.move(left + width * 0.4, top + 20, { steps: 12 })
    const ink = async () => (await boxesOf(adaTab.page, 'pen')).filter(({ width }) => width > 0)
    const [wet] = await until('the wet ink', async () => {
      const all = await ink()
      return (all[0]?.height ?? 0) > 138 && all
    })
    await mouse.up()
    await inkOver(benTab, '#hero')
    const [dry] = await ink()
    for (const side of ['left', 'top', 'width', 'height'] as const)
      expect(Math.abs((wet?.[side] ?? 0) - (dry?.[side] ?? 99))).toBeLessThan(2)
    await adaTab.press('Undo', 'button')
    await adaTab.press('Done', 'button')
    await until('no ink', async () => (await boxesOf(benTab.page, 'pen')).length === 0)
    await adaTab.press('Pin', 'button')
    expect(await adaTab.dockWords()).toContain('Click, or choose with Tab and press Enter.')
    await adaTab.key('Escape')
    await until('no hint', async () => (await boxesOf(adaTab.page, 'how-to')).length === 0)
  })

  it('Ada draws a line and a rectangle on the lamp, takes one back, and Ben sees the ink over it', async () => {
    const { left, top, width, height } = await boxOf(adaTab, '#hero')
    const drag = async (from: readonly [number, number], to: readonly [number, number]) => {
      await adaTab.page.mouse.move(left + width * from[0], top + height * from[1])
      await adaTab.page.mouse.down()
      await adaTab.page.mouse.move(left + width * to[0], top + height * to[1], { steps: 8 })
      await adaTab.page.mouse.up()
    }
    await adaTab.press('Draw', 'button')
    await adaTab.see('Draw', 'toolbar')
    await drag([0.2, 0.2], [0.35, 0.5])
    await inkOver(benTab, '#hero')
    await adaTab.press('Rectangle', 'button')
    await drag([0.4, 0.3], [0.7, 0.6])
    await inkOver(benTab, '#hero', 2)
    await adaTab.press('Arrow', 'button')
    await drag([0.9, 0.2], [0.7, 0.4])
    await inkOver(benTab, '#hero', 3)
    await adaTab.press('Undo', 'button')
    await until('one shape less at Ben', async () => (await boxesOf(benTab.page, 'line')).length === 1)
    await adaTab.press('Done', 'button')
    await adaTab.gone('Draw', 'toolbar')
    await inkOver(adaTab, '#hero', 2)
  })

  it('a click on ink opens its thread; beside it the page is the page', async () => {
    const { left, top, width, height } = await boxOf(benTab, '#hero')
    await benTab.inPage('scrollTo(0, 0)')
    await benTab.page.mouse.click(left + width * 0.55, top + height * 0.3)
    await benTab.card().see('Thread', 'dialog')
    await benTab.key('Escape')
    await benTab.cardGone()
  })

  it('moved and wrapped by the page, the lamp keeps its pin and its ink', async () => {
    await benTab.inPage(`(() => {
      const wrap = document.createElement('section'), hero = document.querySelector('#hero')
      hero.removeAttribute('id')
      hero.className = 'hero-new'
      wrap.style.padding = '30px 60px'
      wrap.append(hero.cloneNode())
      hero.remove()
      document.querySelector('#map').before(wrap)
    })()`)
    await inkOver(benTab, '.hero-new', 2)
    await until('the pin to have gone along', async () => {
      const at = await pinIn(benTab, '.hero-new')
      return at && near(at.x, 0.5) && near(at.y, 0.4)
    })
  })

  it('by keyboard alone: a pin in the middle of an element, and a rectangle around one', async () => {
    const keys = async (letter: 'x' | 'd') => {
      for (const one of ['Alt', 'Shift'] as const) await adaTab.page.keyboard.down(one)
      await adaTab.page.keyboard.press(letter)
      for (const one of ['Shift', 'Alt'] as const) await adaTab.page.keyboard.up(one)
    }
    await adaTab.inPage('scrollTo(0, 0)')
    await adaTab.page.mouse.move(5, 5)
    const before = (await boxesOf(benTab.page, 'line')).length
    await keys('d')
    await adaTab.see('Draw', 'toolbar')
    await adaTab.key('ArrowDown')
    await adaTab.key('Enter')
    await until('a rectangle more at Ben', async () => (await boxesOf(benTab.page, 'line')).length === before + 1)
    await adaTab.key('Escape')
    await adaTab.gone('Draw', 'toolbar')
    await keys('x')
    await adaTab.key('Tab')
    await until('the first element to be said', async () => (await adaTab.dockWords()).includes('heading The studio'))
    await adaTab.key('Enter')
    await adaTab.card().see('Thread', 'dialog')
    await adaTab.key('Escape')
    await adaTab.cardGone()
  })

  it('taken away, both are lost, and the panel says so', async () => {
    await benTab.inPage(`document.querySelector('.hero-new').remove()`)
    await benTab.gone('Pin by Ada, 1 comment', 'button')
    await until('no ink', async () => (await boxesOf(benTab.page, 'pen')).length === 0)
    await benTab.press('Open panel', 'button')
    const panel = ben.surface(await ben.extensionPage('/sidepanel.html'))
    await panel.reads('What it stood on is not on the page now')
  })
})
