import { readFileSync } from 'node:fs'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from './kit/browsers.ts'
import './marks-lab.ts'

const CSS_RULES = readFileSync('entrypoints/highlights.css', 'utf8')

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: 'test/e2e/marks-lab.ts', formats: ['iife'], name: 'marksLab', fileName: 'lab' },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  for (const output of outputs) if ('output' in output && output.output[0]) return output.output[0].code
  throw new Error('nothing built')
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Marks</title>
<style>body { font: 17px/1.6 Georgia, serif; margin: 24px; width: 560px } .off { visibility: hidden } .on { visibility: visible }
  .flat { display: contents } #pane { height: 120px; overflow: auto } #pane p { margin: 0 0 160px }</style>
<script>var secret = 'words of a script'</script>
<h1>On   tides</h1>
<p id="first">The sea comes in twice a day, and <em>twice</em> a day it
   leaves\u00a0again. Nobody has ever asked it to.</p><p id="second">Fishermen know the hour by the smell of the
   mud&shy;flats.</p>
<div hidden>not rendered</div><p class="off">unseen <span class="on">but this is seen</span></p>
<div class="flat"><span>flat </span>boxes</div>
<ul><li>rope</li><li>rope</li><li>rope</li></ul>
<p id="field" contenteditable>my own draft</p><input id="input" value="typed text">
<div id="pane"><p>far above</p><p>between</p><p id="deep">deep inside the pane</p></div>
<div style="height: 1400px"></div><p id="last">The last line of the page.</p><div id="late"></div></html>`

let code = ''
beforeAll(async () => {
  code = await bundle()
})

const LAUNCH = {
  chromium: { args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] },
  firefox: { browser: 'firefox' as const },
}

describe.each(['chromium', 'firefox'] as const)('marks in %s', (name) => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const executablePath = findBrowser(name)
    if (!executablePath) throw new Error(`${name} is not installed`)
    browser = await launch({ executablePath, headless: true, ...LAUNCH[name] })
    page = await browser.newPage()
    await page.setViewport({ width: 700, height: 700 })
  })
  afterAll(() => browser?.close())

  async function fresh(html = PAGE): Promise<void> {
    await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(html)}`)
    await page.addStyleTag({ content: CSS_RULES })
    await page.addScriptTag({ content: code })
    await page.evaluate(() => {
      globalThis.lab = startLab()
    })
  }

  it('reads what is seen, folded, and nothing else', async () => {
    await fresh()
    const text = await page.evaluate(() => lab.text())
    expect(text).toBe(
      [
        'On tides',
        'The sea comes in twice a day, and twice a day it leaves again. Nobody has ever asked it to.',
        'Fishermen know the hour by the smell of the mudflats.',
        'but this is seen',
        'flat boxes',
        'rope',
        'rope',
        'rope',
        'far above',
        'between',
        'deep inside the pane',
        'The last line of the page.',
      ].join('\n'),
    )
  })

  it('turns a selection into selectors, across elements and from a triple click', async () => {
    await fresh()
    const selected = await page.evaluate(() => {
      const second = document.querySelector('#second') as Element
      const em = document.querySelector('em') as Element
      getSelection()?.setBaseAndExtent(em.firstChild as Text, 2, second, 0)
      const read = lab.select()
      if (!read.ok) throw new Error('nothing read')
      const { selectors, rects, focus, backwards } = read.value
      return { selectors, lines: rects.length, last: rects.at(-1)?.top === focus.top, backwards }
    })
    expect(selected.selectors[0]).toMatchObject({
      exact: 'ice a day it leaves again. Nobody has ever asked it to.',
      prefix: 'On tides\nThe sea comes in twice a day, and tw',
    })
    expect(selected).toMatchObject({ last: true, backwards: false })
    expect(selected.lines).toBeGreaterThanOrEqual(2)
  })

  it('reads a selection made backwards, and offers its first line', async () => {
    await fresh()
    const read = await page.evaluate(() => {
      const text = document.querySelector('#second')?.firstChild as Text
      getSelection()?.setBaseAndExtent(text, 40, text, 10)
      const read = lab.select()
      return read.ok && { backwards: read.value.backwards, first: read.value.focus.top === read.value.rects[0]?.top }
    })
    expect(read).toEqual({ backwards: true, first: true })
  })

  it('offers nothing for a collapsed selection, a field, or our own host', async () => {
    await fresh()
    const whys = await page.evaluate(() => {
      const why = (node: Node | null | undefined, from: number, to: number) => {
        if (node) getSelection()?.setBaseAndExtent(node, from, node, to)
        const read = lab.select()
        return read.ok ? 'offered' : read.error.why
      }
      const collapsed = why(document.querySelector('#second')?.firstChild, 3, 3)
      const field = why(document.querySelector('#field')?.firstChild, 0, 5)
      const host = document.createElement('div')
      host.append('ours')
      document.documentElement.append(host)
      lab.end()
      globalThis.lab = startLab(() => host)
      return [collapsed, field, why(host.firstChild, 0, 3)]
    })
    expect(whys).toEqual(['none', 'none', 'none'])
  })

  it('paints the words in their colour and look, and takes its paint away at the end', async () => {
    await fresh()
    const painted = await page.evaluate(async () => {
      lab.marks.set([
        lab.mark('a', 'yellow', 'twice a day it leaves again'),
        lab.mark('b', 'blue', 'rope', 1),
        { ...lab.mark('c', 'pink', 'hour'), resolved: true },
      ])
      await lab.until(() => lab.marks.outcomes().length === 3)
      lab.marks.emphasise('hover', 'a')
      const names = ['yellow-rest', 'yellow-hover', 'blue-rest', 'pink-resolved', 'pink-rest']
      const before = names.map((name) => lab.painted(`huddlemark-${name}`))
      const nodes = [...(CSS.highlights.get('huddlemark-blue-rest') ?? [])].map((range) =>
        [...document.querySelectorAll('li')].findIndex((li) => li.contains(range.startContainer)),
      )
      lab.end()
      return { before, nodes, after: CSS.highlights.size, html: document.body.innerHTML.includes('huddlemark') }
    })
    expect(painted).toEqual({
      before: [['twice a day it leaves again'], ['twice a day it leaves again'], ['rope'], ['hour'], []],
      nodes: [1],
      after: 0,
      html: false,
    })
  })

  it('hits a mark on its words only, the shorter of two first', async () => {
    await fresh()
    const hits = await page.evaluate(async () => {
      lab.marks.set([lab.mark('long', 'green', 'Nobody has ever asked'), lab.mark('short', 'pink', 'ever')])
      await lab.until(() => lab.marks.outcomes().length === 2)
      const middle = (id: string) => {
        const box = lab.marks.rects(id)[0]
        if (!box) throw new Error('no box')
        return {
          x: box.left + box.width / 2,
          y: box.top + box.height / 2,
          left: box.left,
          right: box.right,
          top: box.top,
        }
      }
      const short = middle('short')
      const long = middle('long')
      return [
        lab.marks.hit(short.x, short.y),
        lab.marks.hit(long.left + 3, long.y),
        lab.marks.hit(long.right + 300, long.y),
        lab.marks.hit(long.x, long.top - 12),
      ]
    })
    expect(hits).toEqual([['short', 'long'], ['long'], [], []])
  })

  it('keeps up with a page that changes: text before, the same text in new nodes, words edited, words gone and back', async () => {
    await fresh()
    const seen = await page.evaluate(async () => {
      const out: unknown[] = []
      lab.marks.set([lab.mark('a', 'yellow', 'Fishermen know the hour by the smell')])
      await lab.until(() => lab.state('a') === 'exact')
      const at = () => lab.marks.outcomes()[0]?.at ?? -1
      const before = at()
      document.querySelector('h1')?.insertAdjacentHTML('afterend', '<p>A paragraph came in above.</p>')
      await lab.until(() => at() > before)
      out.push(lab.painted('huddlemark-yellow-rest'))
      const second = document.querySelector('#second') as Element
      const renewed = lab.index.changed
      await new Promise<void>((resolve) => {
        renewed.listen(() => resolve())
        second.innerHTML = String(second.innerHTML)
      })
      await lab.until(() => lab.painted('huddlemark-yellow-rest').length === 1)
      out.push(lab.painted('huddlemark-yellow-rest'))
      const html = second.innerHTML
      second.innerHTML = html.replace('know the hour', 'always know the time')
      await lab.until(() => lab.state('a') === 'changed')
      out.push(lab.painted('huddlemark-yellow-changed'), lab.painted('huddlemark-yellow-rest'))
      second.textContent = ''
      await lab.until(() => lab.state('a') === 'lost')
      out.push(lab.painted('huddlemark-yellow-changed'), lab.marks.rects('a').length)
      second.innerHTML = html
      await lab.until(() => lab.state('a') === 'exact')
      out.push(lab.painted('huddlemark-yellow-rest'))
      return out
    })
    const words = 'Fishermen know the hour by the smell'
    expect(seen).toEqual([[words], [words], ['Fishermen always know the time by the smell'], [], [], 0, [words]])
  })

  it('finds text that comes late, and text that is shown later', async () => {
    await fresh()
    const states = await page.evaluate(async () => {
      const quote = (exact: string, prefix: string) => [
        { type: 'TextQuoteSelector' as const, exact, prefix, suffix: '' },
      ]
      lab.marks.set([
        {
          id: 'late',
          colour: 'green',
          selectors: quote('arrived with the evening post', 'A letter '),
          resolved: false,
        },
        { id: 'shown', colour: 'blue', selectors: quote('rendered', 'not '), resolved: false },
      ])
      await lab.until(() => lab.marks.outcomes().length === 2)
      const first = [lab.state('late'), lab.state('shown')]
      const late = document.querySelector('#late') as Element
      late.textContent = 'A letter arrived with the evening post.'
      document.querySelector('[hidden]')?.removeAttribute('hidden')
      await lab.until(() => lab.state('late') === 'exact' && lab.state('shown') === 'exact')
      return [...first, lab.painted('huddlemark-green-rest')[0], lab.painted('huddlemark-blue-rest')[0]]
    })
    expect(states).toEqual(['lost', 'lost', 'arrived with the evening post', 'rendered'])
  })

  it('paints again after the page has cleared the registry, and survives a replaced body', async () => {
    await fresh()
    const seen = await page.evaluate(async () => {
      lab.marks.set([lab.mark('a', 'yellow', 'Nobody has ever asked it')])
      await lab.until(() => lab.state('a') === 'exact')
      CSS.highlights.clear()
      lab.marks.emphasise('active', 'a')
      const back = lab.painted('huddlemark-yellow-rest')
      const body = document.createElement('body')
      body.innerHTML = '<p>Quite another page, but nobody asked: Nobody has ever asked it to.</p>'
      document.body.replaceWith(body)
      await lab.until(() => lab.marks.rect('a') !== undefined && body.contains(document.body.firstChild))
      return [back, lab.painted('huddlemark-yellow-rest').length + lab.painted('huddlemark-yellow-changed').length]
    })
    expect(seen).toEqual([['Nobody has ever asked it'], 1])
  })

  it('anchors on a page that never rests, and reads one nested two thousand deep', async () => {
    await fresh()
    const seen = await page.evaluate(async () => {
      let deepest: Element = document.querySelector('#late') as Element
      for (let i = 0; i < 2_000; i++) {
        const inner = document.createElement('span')
        deepest.append(inner)
        deepest = inner
      }
      deepest.textContent = 'at the bottom of the well\ud800'
      const ticker = document.querySelector('h1') as Element
      let count = 0
      const timer = setInterval(() => {
        ticker.textContent = `tick ${count++}`
      }, 5)
      const selectors = lab.selectorsFor('bottom of the well')
      lab.marks.set([
        { id: 'deep', colour: 'green', selectors, resolved: false },
        lab.mark('a', 'blue', 'twice a day it'),
      ])
      await lab.until(() => lab.state('deep') === 'exact' && lab.state('a') === 'exact' && count > 40)
      clearInterval(timer)
      const painted = [lab.painted('huddlemark-green-rest'), lab.painted('huddlemark-blue-rest')]
      document.querySelector('#late')?.remove()
      return [...painted, lab.text().isWellFormed()]
    })
    expect(seen).toEqual([['bottom of the well'], ['twice a day it'], true])
  })

  it('scrolls a mark into the middle, through the pane it stands in, and lights it up', async () => {
    await fresh()
    const seen = await page.evaluate(async () => {
      lab.marks.set([lab.mark('deep', 'pink', 'deep inside the pane'), lab.mark('last', 'green', 'last line')])
      await lab.until(() => lab.marks.outcomes().length === 2)
      const inView = (id: string) => {
        const box = lab.marks.rect(id)
        return box !== undefined && box.top >= 0 && box.bottom <= innerHeight
      }
      const settled = (id: string) =>
        new Promise<void>((resolve) => {
          const look = () => (inView(id) ? resolve() : requestAnimationFrame(look))
          look()
        })
      const went = lab.marks.scrollTo('last')
      await settled('last')
      lab.marks.scrollTo('deep')
      await settled('deep')
      const pane = document.querySelector('#pane') as Element
      const frame = pane.getBoundingClientRect()
      const inPane = () => {
        const box = lab.marks.rect('deep')
        return box !== undefined && box.top >= frame.top - innerHeight && pane.scrollTop > 0
      }
      lab.marks.flash('deep')
      return [went, inPane(), lab.painted('huddlemark-pink-flash'), lab.marks.scrollTo('nobody')]
    })
    expect(seen).toEqual([true, true, ['deep inside the pane'], false])
  })
})
