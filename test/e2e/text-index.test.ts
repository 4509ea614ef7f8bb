import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundled, HIGHLIGHT_RULES, launchPlain, openText } from './kit/page-lab.ts'
import './marks-lab.ts'

let code = ''
beforeAll(async () => {
  code = await bundled('test/e2e/marks-lab.ts')
})

const html = (body: string, style = '') =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Kinds</title><style>body{font:18px/1.6 serif;margin:20px;width:500px}${style}</style><body>${body}</body></html>`

interface Kind {
  readonly kind: string
  readonly type?: string
  readonly text: string
  /** Words to mark; they stand in one line or column. */
  readonly words: string
}

const KINDS: readonly Kind[] = [
  {
    kind: 'right to left',
    text: html('<p dir="rtl" lang="ar">يأتي البحر مرتين في اليوم ثم يعود مرة أخرى.</p>'),
    words: 'مرتين في اليوم',
  },
  {
    kind: 'vertical',
    text: html(
      '<p lang="ja">海は一日に二度やって来て、また去って行く。</p>',
      'body{writing-mode:vertical-rl;height:400px}',
    ),
    words: '二度やって来て',
  },
  { kind: 'Chinese', text: html('<p lang="zh">大海每天来两次，然后又离开。</p>'), words: '每天来两次' },
  {
    kind: 'a table',
    text: html('<table><tr><th>Place<th>Depth<tr><th>Mole<td>four fathoms<tr><th>Bar<td>two fathoms</table>'),
    words: 'two fathoms',
  },
  {
    kind: 'preformatted code',
    text: html('<pre>function tide(hour) {\n\tif (hour &gt; 12)\n\t\treturn  tide(hour - 12)\n}</pre>'),
    words: 'return tide(hour',
  },
  {
    kind: 'XHTML',
    type: 'application/xhtml+xml',
    text: '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>X</title></head><body><p>The sea <em>comes in</em> twice a day.</p><p>And leaves.</p></body></html>',
    words: 'sea comes in twice',
  },
  {
    kind: 'plain text',
    type: 'text/plain',
    text: 'On tides\n\nThe sea comes in\ntwice a day, and leaves.\n',
    words: 'twice a day',
  },
  {
    kind: 'ruby',
    text: html('<p lang="ja"><ruby>海<rt>うみ</rt></ruby>は一日に<ruby>二度<rt>にど</rt></ruby>来る。</p>'),
    words: 'は一日に',
  },
  {
    kind: 'a zoomed page',
    text: html('<p>The sea comes in twice a day, and leaves again.</p>', 'body{zoom:1.7}'),
    words: 'twice a day',
  },
  {
    kind: 'text skipped while it is out of sight',
    text: html(
      `<div style="height:3000px">above</div><section><p>The sea comes in twice a day.</p></section>`,
      'section{content-visibility:auto;contain-intrinsic-size:300px}',
    ),
    words: 'comes in twice',
  },
]

describe.each(['chromium', 'firefox'] as const)('the text of a page in %s', (name) => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await launchPlain(name)
    page = await browser.newPage()
    await page.setViewport({ width: 700, height: 700 })
  })
  afterAll(() => browser?.close())

  async function fresh(text: string, type = 'text/html'): Promise<void> {
    await openText(page, text, type, code)
    await page.evaluate((rules) => {
      globalThis.lab = startLab(() => null, rules)
    }, HIGHLIGHT_RULES)
  }

  it.each(KINDS)('$kind: selected, marked, painted and hit', async ({ text, type, words }) => {
    await fresh(text, type)
    const seen = await page.evaluate(async (words) => {
      lab.marks.set([lab.mark('a', 'yellow', words)])
      await lab.until(() => lab.marks.outcomes().length === 1)
      lab.marks.scrollTo('a')
      const inView = () => (lab.marks.rect('a')?.top ?? -1) >= 0 && (lab.marks.rect('a')?.bottom ?? 1e9) <= innerHeight
      while (!inView()) await new Promise(requestAnimationFrame)
      const box = lab.marks.rects('a')[0] ?? new DOMRect()
      const [range] = CSS.highlights.get('huddlemark-yellow-rest') ?? []
      if (!range) throw new Error('nothing painted')
      getSelection()?.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset)
      const selected = lab.select()
      const quote = selected.ok ? selected.value.selectors[0] : undefined
      return {
        state: lab.state('a'),
        painted: lab.painted('huddlemark-yellow-rest'),
        hit: lab.marks.hit(box.left + box.width / 2, box.top + box.height / 2),
        quote: quote?.type === 'TextQuoteSelector' ? quote.exact : '',
      }
    }, words)
    expect(seen).toEqual({ state: 'exact', painted: [words], hit: ['a'], quote: words })
  })

  it('an outline: headings, and for each cell what heads its row and column', async () => {
    await fresh(
      html(`<h1>Tides</h1><h2>By <em>place</em></h2><table><caption>Depths</caption>
        <thead><tr><td></td><th colspan=2>Depth<th>Ground</thead>
        <tr><th rowspan=2>Mole<td>four<td>five<td>sand<tr><td>six<td>seven<td>clay</table>
        <div role=heading aria-level=3>Later</div><p>after</p><div hidden><h4>not seen</h4></div>`),
    )
    const outline = await page.evaluate(() => {
      const text = lab.text()
      const { headings = [], cells = [] } = lab.index.model().outline ?? {}
      const words = (place?: { start: number; end: number }) => place && text.slice(place.start, place.end)
      return {
        headings: headings.map((heading) => [heading.level, words(heading)]),
        cells: cells.map((cell) =>
          [words(cell), words(cell.row), words(cell.column)].map((one) => one ?? '').join('|'),
        ),
      }
    })
    expect(outline).toEqual({
      headings: [
        [1, 'Tides'],
        [2, 'By place'],
        [3, 'Later'],
      ],
      cells: [
        'Depth||',
        'Ground|Depth|',
        'Mole||',
        'four|Mole|Depth',
        'five|Mole|Depth',
        'sand|Mole|Ground',
        'six||Depth',
        'seven|six|Depth',
        'clay|six|Ground',
      ],
    })
  })

  it('open shadow trees, with slots, attached before and after: read in their order, marked, selected, hit and followed', async () => {
    await fresh(
      html(
        '<p>Before.</p><my-card id="card"><b slot="name">Mole</b> in the light</my-card><div id="late">plain words</div><p>After.</p>',
      ),
    )
    const seen = await page.evaluate(async () => {
      const out: unknown[] = []
      const card = document.querySelector('#card') as Element
      const root = card.attachShadow({ mode: 'open' })
      root.innerHTML = '<p>Depth at <slot name="name"></slot> is four fathoms</p><div><slot></slot></div>'
      lab.end()
      globalThis.lab = startLab(() => null)
      out.push(lab.text())
      lab.marks.set([lab.mark('in', 'green', 'four fathoms'), lab.mark('over', 'pink', 'Mole is four')])
      await lab.until(() => lab.marks.outcomes().length === 2)
      out.push(lab.painted('huddlemark-green-rest'), lab.painted('huddlemark-pink-rest'))
      const box = lab.marks.rects('in')[0] ?? new DOMRect()
      out.push(lab.marks.hit(box.right - 5, box.top + box.height / 2))
      const inside = root.querySelector('p')?.lastChild as Text
      getSelection()?.setBaseAndExtent(inside, 1, inside, 8)
      const read = lab.select()
      const quote = read.ok ? read.value.selectors[0] : undefined
      out.push(quote?.type === 'TextQuoteSelector' ? quote.exact : '')
      inside.data = ' is only four fathoms now'
      await lab.until(() => lab.painted('huddlemark-green-rest')[0] === 'four fathoms' && lab.text().includes('only'))
      document.querySelector('b')?.setAttribute('slot', 'nowhere')
      await lab.until(() => !lab.text().includes('Mole'))
      const late = document.querySelector('#late') as Element
      const other = late.attachShadow({ mode: 'open' })
      other.innerHTML = '<p>words from the shadow</p>'
      while (!lab.index.model().text.includes('words from the shadow'))
        await new Promise((next) => setTimeout(next, 20))
      other.firstElementChild?.append(' and more')
      await lab.until(() => true)
      out.push(lab.text())
      return out
    })
    expect(seen).toEqual([
      'Before.\nDepth at Mole is four fathoms\nin the light\nplain words\nAfter.',
      ['four fathoms'],
      ['Mole', 'is four'],
      ['in'],
      'is four',
      'Before.\nDepth at is only four fathoms now\nin the light\nwords from the shadow and more\nAfter.',
    ])
  })

  it('what is folded away is read; what is shown and hidden by a rule, a tick or a tab comes and goes', async () => {
    await fresh(
      html(
        `<details><summary>More</summary>Folded <p>in here</p></details><div hidden="until-found">until found</div>
        <input type="checkbox" id="tick"><div class="ticked">by a tick</div><div id="tabs"><section>one</section><section>two</section></div>`,
        '.ticked{display:none} #tick:checked~.ticked{display:block} #tabs section{display:none} #tabs[data-tab="1"] :first-child,#tabs[data-tab="2"] :last-child{display:block}',
      ),
    )
    const seen = await page.evaluate(async () => {
      const out = [lab.text()]
      const tabs = document.querySelector('#tabs') as HTMLElement
      tabs.dataset['tab'] = '2'
      out.push(lab.text())
      tabs.dataset['tab'] = '1'
      ;(document.querySelector('#tick') as HTMLElement).click()
      out.push(lab.text())
      const sheet = document.createElement('style')
      sheet.textContent = 'summary{display:none}'
      document.head.append(sheet)
      out.push(lab.text())
      sheet.sheet?.deleteRule(0)
      while (!lab.index.model().text.includes('More')) await new Promise((next) => setTimeout(next, 20))
      return out
    })
    const folded = 'More\nFolded\nin here'
    expect(seen).toEqual([
      `${folded}\nuntil found`,
      `${folded}\nuntil found\ntwo`,
      `${folded}\nuntil found\nby a tick\none`,
      'Folded\nin here\nuntil found\nby a tick\none',
    ])
  })

  it('a document written anew, and a list that keeps only what is in view', async () => {
    await fresh(html('<p>First page.</p>'))
    const seen = await page.evaluate(async () => {
      const first = lab.text()
      document.open()
      document.write('<!doctype html><body><p>Second page.</p><div id="list"></div></body>')
      document.close()
      const second = lab.text()
      const list = document.querySelector('#list') as Element
      const row = (n: number) => {
        const element = document.createElement('p')
        element.textContent = `row number ${n} of the list`
        return element
      }
      for (let n = 0; n < 40; n++) list.append(row(n))
      lab.marks.set([lab.mark('row', 'blue', 'number 12 of')])
      await lab.until(() => lab.state('row') === 'exact')
      for (let n = 40; n < 400; n++) {
        list.firstChild?.remove()
        list.append(row(n))
      }
      await lab.until(() => lab.state('row') === 'lost')
      for (let n = 399; n >= 0; n--) {
        list.lastChild?.remove()
        if (n >= 40) list.prepend(row(n - 40))
      }
      for (let n = 0; n < 20; n++) list.prepend(row(19 - n))
      await lab.until(() => lab.state('row') === 'exact')
      return [first, second, lab.painted('huddlemark-blue-rest')]
    })
    expect(seen).toEqual(['First page.', 'Second page.', ['number 12 of']])
  })

  it('after any changes whatever: the same as if it were read anew', async () => {
    await fresh(html('<main></main>', '.off{display:none} .in{display:inline}'))
    const differences = await page.evaluate(async () => {
      let seed = 7
      const random = (most: number) => {
        seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
        return (seed >> 8) % most
      }
      const root = document.querySelector('main') as Element
      const tags = ['p', 'div', 'span', 'em', 'td', 'slot', 'section', 'script', 'h2']
      let all: HTMLElement[] = []
      const pick = () => all[random(all.length)] ?? (root as HTMLElement)
      const grow = () => {
        const element = document.createElement(tags[random(tags.length)] as string)
        for (let i = random(4); i >= 0; i--)
          element.append(`${'  '.slice(random(3))}word${random(1000)}`, random(3) ? '' : ' ')
        if (/div|section|span/.test(element.localName) && random(4) === 0)
          element.attachShadow({ mode: 'open' }).append('shadow ', document.createElement('slot'))
        all.push(element)
        return element
      }
      const acts: (() => unknown)[] = [
        () => pick().append(grow()),
        () => pick().prepend(grow()),
        () => pick().after(...(random(2) ? [grow(), ' tail'] : [grow()])),
        () => pick().shadowRoot?.prepend(grow()),
        () => random(4) || pick().replaceChildren(grow(), grow()),
        () => random(4) || pick().remove(),
        () => random(3) || pick().classList.toggle(random(2) ? 'off' : 'in'),
        () => pick().toggleAttribute('hidden', random(4) === 0),
        () => {
          const text = [...pick().childNodes].find((node) => node instanceof Text)
          if (text instanceof Text) text.data = random(4) ? `changed${random(1000)} ` : '  '
        },
        () => {
          const [a, b] = [pick(), pick()]
          if (!a.contains(b)) b.append(a)
        },
      ]
      for (let i = 0; i < 400; i++) root.append(grow())
      let differences = 0
      let longest = 0
      for (let round = 0; round < 40; round++) {
        all = all.filter((element) => element.isConnected)
        for (let i = 0; i < 1 + random(30); i++) acts[random(acts.length)]?.()
        // Slots tell what they hold in a microtask.
        await new Promise((next) => setTimeout(next))
        // On a slow machine one refresh may leave some of it for later.
        lab.text()
        lab.text()
        const text = lab.text()
        const anew = startLab(() => null)
        longest = Math.max(longest, text.length)
        if (text !== anew.text()) differences++
        anew.end()
      }
      return { differences, grown: longest > 4_000 }
    })
    expect(differences).toEqual({ differences: 0, grown: true })
  })
})
