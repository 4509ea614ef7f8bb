import type { Frame } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EverywhereSite, serveEverywhere } from './everywhere-site.ts'
import { type ChromiumBrowser, type ChromiumTab, launchChromium } from './kit/chromium.ts'
import { rectOfWords, type WordsRect } from './kit/page-scripts.ts'
import { beginAlone, highlight } from './kit/people.ts'
import { until } from './kit/surface.ts'

const WORDS = 'does not plan'

let site: EverywhereSite
let browser: ChromiumBrowser
let tab: ChromiumTab

beforeAll(async () => {
  site = await serveEverywhere()
  browser = await launchChromium({ viewport: { width: 1200, height: 1000 } })
  tab = await browser.open(`${site.origin}/plain`)
  await beginAlone(browser, tab, 'Ada')
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

async function visit(path: string): Promise<void> {
  await tab.goto(`${site.origin}${path}`)
  await tab.see('Huddlemark', 'region')
}

/** Looked at by people: a folder for pictures of some of these states. */
const shots = process.env['HUDDLEMARK_SHOTS']
const shot = async (name: string) => {
  if (shots) await tab.shot(`${shots}/${name}.png`)
}

const marked = (place: Frame | undefined = tab.page.mainFrame()) =>
  until('the mark', () => place.evaluate(`[...CSS.highlights].some(([, one]) => one.size > 0)`))

const frameAt = (address: string): Promise<Frame> =>
  until(`a frame at ${address}`, async () => tab.page.frames().find((one) => one.url() === address))

/** The two ends of the words' line, where lines run downwards. */
const downTheLine = (words: string): string => `(() => {
  const range = document.createRange()
  const node = [...document.querySelectorAll('p')].map((p) => p.firstChild).find((text) => text.data.includes(${JSON.stringify(words)}))
  const at = node.data.indexOf(${JSON.stringify(words)})
  range.setStart(node, at)
  range.setEnd(node, at + ${words.length})
  const { left, right, top, bottom } = range.getBoundingClientRect()
  return { x1: (left + right) / 2, y1: top + 1, x2: (left + right) / 2, y2: bottom - 1 }
})()`

/** Marks words in a frame with the mouse. */
async function selectIn(frame: Frame, words: string, where: (words: string) => string = rectOfWords): Promise<void> {
  const rect = (await until(`the words "${words}"`, () => frame.evaluate(where(words)))) as WordsRect
  const inset = frame.parentFrame() ? await insetOf(frame) : { x: 0, y: 0 }
  const { mouse } = tab.page
  const [x, y] = [inset.x + rect.x1 + 0.5, inset.y + rect.y1]
  await mouse.move(x, y)
  await mouse.down()
  await mouse.move(inset.x + rect.x2 - 0.5, inset.y + rect.y2, { steps: 4 })
  await mouse.up()
}

/** Where a frame's own window begins, in the tab's. */
async function insetOf(frame: Frame): Promise<{ x: number; y: number }> {
  const model = await (await frame.frameElement())?.boxModel()
  return model?.content[0] ?? { x: 0, y: 0 }
}

async function commentIn(frame: Frame, words: string, text: string): Promise<void> {
  await selectIn(frame, words)
  const bar = browser.surface(frame)
  await bar.see('Annotate selection', 'toolbar')
  await bar.press('Comment', 'button')
  // These frames are too low for a card.
  const window = await browser.extensionPage('/card.html')
  const card = browser.surface(window)
  await card.type('Write a comment', text)
  await card.press('Post')
  await card.see('Reply')
  await window.close()
}

describe('kinds of pages', () => {
  it.each([
    ['XHTML', '/xhtml'],
    ['plain text', '/text'],
    ['an SVG document', '/svg'],
    ['a page in quirks mode', '/quirks'],
    ['a page whose links and addresses have another base', '/base'],
    ['a page under zoom and a transform', '/zoom'],
    ['a page that keeps keys and the focus to itself', '/thief'],
  ])('words are marked in %s', async (_kind, path) => {
    await visit(path)
    await highlight(tab, WORDS)
    await marked()
  })

  it('words are marked, and discussed, where text runs from right to left, or downwards', async () => {
    await visit('/rtl')
    await highlight(tab, 'لا يخطط')
    await marked()
    await visit('/vertical')
    await selectIn(tab.page.mainFrame(), '道を計画', downTheLine)
    await tab.press('Comment', 'button')
    await tab.card().type('Write a comment', '川')
    await tab.card().press('Post')
    await tab.card().see('Reply')
    await marked()
    await shot('vertical')
  })

  it('a picture can be commented on as a whole', async () => {
    await visit('/image')
    await tab.press('Comment on page', 'button')
    await tab.card().see('Thread', 'dialog')
  })

  it('a PDF takes pins, which are there again when it is opened anew', async () => {
    await visit('/pdf')
    await tab.press('Pin', 'button')
    await tab.page.mouse.click(700, 200)
    await tab.card().type('Write a comment', 'What does this word mean?')
    await tab.card().press('Post')
    await tab.card().see('Reply')
    await shot('pdf-pin')
    await visit('/pdf')
    await tab.see('Pin by Ada, 1 comment', 'button')
  })

  it('a page that lets no frame of ours load gets its card in a window', async () => {
    await visit('/locked')
    await highlight(tab, WORDS)
    await marked()
    await tab.press('Comment on page', 'button')
    const window = await until('the window', async () =>
      (await browser.puppet.pages()).find((page) => page.url().includes('/card.html')),
    )
    await browser.surface(window).see('Thread', 'dialog')
    await window.close()
  })

  it('words are marked in a popover and in a modal dialog, and the card opens inside it', async () => {
    await visit('/dialogs')
    await tab.inPage('pop.showPopover()')
    await highlight(tab, 'holds these words')
    await marked()
    expect(await tab.inPage(`pop.matches(':popover-open')`)).toBe(true)
    await tab.inPage('pop.hidePopover(), modal.showModal()')
    await tab.select('the terms of this river')
    await tab.press('Comment', 'button')
    await tab.card().see('Thread', 'dialog')
    expect(await tab.inPage('modal.contains(document.activeElement)')).toBe(true)
    await shot('dialog')
  })

  it('marks are printed, what surrounds them is not', async () => {
    await visit('/plain')
    await highlight(tab, WORDS)
    await marked()
    await tab.page.emulateMediaType('print')
    await tab.gone('Huddlemark', 'region')
    await shot('print')
    expect(await tab.inPage('CSS.highlights.size')).toBeGreaterThan(0)
    await tab.page.emulateMediaType('screen')
  })
})

describe('frames inside a page', () => {
  it('have annotations of their own, which the panel lists under their names', async () => {
    await visit('/frames')
    const [same, other] = [await frameAt(`${site.origin}/inner`), await frameAt(`${site.other}/inner`)]
    await commentIn(same, 'Inside a frame', 'The tide at home')
    await commentIn(other, 'twice a day', 'The tide abroad')
    await marked(same)
    await marked(other)
    await tab.page.bringToFront()
    await shot('frames')
    await tab.press('Open panel', 'button')
    const panel = browser.surface(await browser.extensionPage('/sidepanel.html'))
    await panel.reads('The tide at home')
    await panel.reads('The tide abroad')
    expect(await panel.names('heading')).toContain('In a frame: Tides')
  })

  it('are left alone while tiny, hidden, without an origin, or somebody’s scratch paper', async () => {
    await visit('/frames')
    const hosts = (frame: Frame) => frame.evaluate(`document.querySelectorAll('html > [popover=manual]').length`)
    await until('the frame’s own overlay', async () => (await hosts(await frameAt(`${site.other}/inner`))) === 1)
    for (const name of ['ad', 'hidden', 'opaque']) {
      const frame = await until(name, async () => tab.page.frames().find((one) => one.url().endsWith(`?${name}`)))
      expect([name, await hosts(frame)]).toEqual([name, 0])
    }
    expect(await hosts(await frameAt('about:srcdoc'))).toBe(0)
    await tab.inPage(`document.getElementById('hidden').style.display = 'inline'`)
    await until(
      'the overlay in a frame that is shown',
      async () => (await hosts(await frameAt(`${site.origin}/plain?hidden`))) === 1,
    )
    await tab.press('Hide overlay', 'button')
    await until('the frames to be bare', async () => (await hosts(await frameAt(`${site.other}/inner`))) === 0)
  })

  it('a frameset’s frames are marked each for itself', async () => {
    await visit('/frameset')
    const left = await frameAt(`${site.origin}/plain?left`)
    await selectIn(left, WORDS)
    await browser.surface(left).press('Highlight', 'button')
    await marked(left)
  })
})

describe('where no overlay can be', () => {
  it('the popup says so', async () => {
    await tab.goto('chrome://version')
    const popup = await browser.popup(tab)
    await popup.reads('Your spaces, invites and calls work from here.')
    if (shots) await browser.shotPopup(`${shots}/popup.png`)
    await browser.closePopup()
  })
})
