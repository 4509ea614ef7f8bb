import { type Browser, launch, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from './kit/browsers.ts'
import './elements-lab.ts'

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Elements</title>
<style>* { margin: 0 } body { font: 16px/20px monospace; width: 600px } svg, canvas { display: block }</style>
<h1 id="top">On <em id="em">tides</em></h1>
<form><label>Your name <input name="who"></label><input aria-labelledby="top" type="search"><button><b>Send</b> it</button></form>
<p>One line of <b>words</b> here.</p>
<svg id="chart" width="100" height="40"><title>Chart of tides</title><g><rect id="bar" width="100" height="40" fill="red"/></g></svg>
<img alt="  A   heron " src="/pictures/birds/heron.jpg?size=2#x"><a href="https://example.org/a/b/c/">More</a>
<div id="shadowed"><i>light</i></div>
<ul><li>same</li><li>same</li><li>same</li></ul></html>`

describe('elements of a real page', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const built = await build({
      configFile: false,
      logLevel: 'error',
      build: {
        write: false,
        minify: false,
        lib: { entry: 'test/e2e/elements-lab.ts', formats: ['iife'], name: 'elements', fileName: 'lab' },
      },
    })
    const [first] = Array.isArray(built) ? built : [built]
    const code = first && 'output' in first ? first.output[0].code : ''
    const executablePath = findBrowser('chromium')
    if (!executablePath) throw new Error('chromium is not installed')
    browser = await launch({
      executablePath,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
    })
    page = await browser.newPage()
    await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(PAGE)}`)
    await page.addScriptTag({ content: code })
    await page.evaluate(() => {
      const host = document.querySelector('#shadowed') as Element
      const root = host.attachShadow({ mode: 'open' })
      root.innerHTML = '<p>inside <button name="deep">Deep</button></p><slot></slot>'
      globalThis.elementsLab = startElementsLab()
    })
  })
  afterAll(() => browser?.close())

  const describeAt = (selector: string) =>
    page.evaluate((css) => elementsLab.describe(document.querySelector(css) as Element), selector)

  it('AE1 are named as people hear them', async () => {
    expect(await describeAt('input[name]')).toMatchObject({ role: 'textbox', name: 'Your name', handle: 'who' })
    expect(await describeAt('[type=search]')).toMatchObject({ name: 'On tides' })
    expect(await describeAt('form button')).toMatchObject({ role: 'button', text: 'Send it' })
    expect(await describeAt('#chart')).toMatchObject({ name: 'Chart of tides' })
    expect(await describeAt('img')).toMatchObject({ name: 'A heron', source: 'birds/heron.jpg', role: 'img' })
    expect(await describeAt('a')).toMatchObject({ source: 'b/c', text: 'More', role: 'link' })
    expect(await describeAt('li:nth-child(2)')).toMatchObject({ alike: 2, before: expect.stringMatching(/same$/) })
  })

  it('AE1 each is at the end of its own path, in open shadow roots too, and each is read once', async () => {
    const { strayed, count, distinct, deep } = await page.evaluate(() => {
      const all = elementsLab.all()
      const root = document.querySelector('#shadowed')?.shadowRoot
      const deep = elementsLab.describe(root?.querySelector('button') as Element)
      return { strayed: elementsLab.strayed(), count: all.length, distinct: new Set(all).size, deep }
    })
    expect({ strayed, count }).toEqual({ strayed: 0, count: distinct })
    expect(deep.path).toEqual(['div:1', '#shadow', 'p:1', 'button:1'])
    expect(deep).toMatchObject({ handle: 'deep', text: 'Deep', before: expect.stringMatching(/inside$/) })
  })

  it('under the pointer are whole drawings, blocks instead of phrases, and what stands in shadow roots', async () => {
    const under = await page.evaluate(() => {
      const at = (element: Element | null | undefined) => {
        const box = element?.getBoundingClientRect()
        return box && elementsLab.under(box.left + box.width / 2, box.top + box.height / 2)
      }
      const root = document.querySelector('#shadowed')?.shadowRoot
      return [
        at(document.querySelector('#bar')),
        at(document.querySelector('#em')),
        at(root?.querySelector('button')),
        elementsLab.under(900, 560),
      ].map((one) => one?.localName)
    })
    expect(under).toEqual(['svg', 'h1', 'button', 'body'])
  })

  it('AE10 AE12 are found in the page as it is then, or not at all', async () => {
    const seen = await page.evaluate(() => {
      const state = (found: ReturnType<typeof elementsLab.find>['found']) =>
        found && found.state !== 'lost' ? `${found.state} ${found.element.localName}` : 'lost'
      const image = elementsLab.describe(document.querySelector('img') as Element)
      const before = state(elementsLab.find(image).found)
      const wrap = document.createElement('section')
      document.querySelector('ul')?.after(wrap)
      wrap.append(document.querySelector('img') as Element)
      const moved = state(elementsLab.find(image).found)
      document.querySelector('img')?.remove()
      return [before, moved, state(elementsLab.find(image).found)]
    })
    expect(seen).toEqual(['exact img', 'exact img', 'lost'])
  })
})
