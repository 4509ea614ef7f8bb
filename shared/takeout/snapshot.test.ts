import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { PortableAnnotation } from '../domain/portable.ts'
import { fileName } from './file-name.ts'
import { markdownHead, markdownOf, markdownPage, plain } from './markdown.ts'
import { escaped, SNAPSHOT_FOOT, SNAPSHOT_PAGE_END, snapshotHead, snapshotOf, snapshotPage } from './snapshot.ts'
import { SNAPSHOT_STYLE } from './snapshot-style.ts'
import { whereIs } from './words.ts'

const EVIL = `<script>alert(1)</script><img src=x onerror=alert(2)>"'><!-- ]]> </style>`
const annotation = (change: Partial<PortableAnnotation> = {}): PortableAnnotation => ({
  address: 'https://example.org/a',
  title: 'A',
  kind: 'highlight',
  colour: 'yellow',
  selectors: [{ type: 'TextQuoteSelector', exact: 'a margin', prefix: '', suffix: '' }],
  by: 'Ada',
  created: Date.UTC(2026, 10, 22, 3, 52),
  resolved: true,
  comments: [{ body: 'One\n\nTwo', by: 'Ben', created: Date.UTC(2026, 10, 22, 4), edited: 1 }],
  ...change,
})
const evil: PortableAnnotation = annotation({
  address: 'javascript:alert(1)',
  title: EVIL,
  selectors: [
    { type: 'TextQuoteSelector', exact: EVIL, prefix: EVIL, suffix: EVIL },
    { type: 'ElementSelector', tag: EVIL, name: EVIL, text: EVIL, path: [EVIL], at: 0, width: 10, height: 10 },
  ],
  by: EVIL,
  importedBy: EVIL,
  placedBy: EVIL,
  changedBy: EVIL,
  comments: [{ body: EVIL, by: EVIL, importedBy: EVIL, changedBy: EVIL }],
})
const whole = async (one: PortableAnnotation, title = one.title) =>
  (await snapshotHead(title, '2026-11-22 04:00', false)) +
  snapshotPage(title, one.address) +
  snapshotOf(one) +
  SNAPSHOT_PAGE_END +
  SNAPSHOT_FOOT

describe('a snapshot', () => {
  it('WA21 says that it is not encrypted, forbids itself everything, and allows its own style alone', async () => {
    const html = await whole(annotation())
    expect(html).toContain('Not encrypted.')
    expect(html).toContain('Anyone who has this file can read it.')
    const hash = createHash('sha256').update(SNAPSHOT_STYLE).digest('base64')
    expect(html).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri`)
    expect(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1]).toBe(SNAPSHOT_STYLE)
    expect(html).not.toMatch(/<script|\sstyle=|\son[a-z]+=|url\(|@import|<link|<iframe/i)
  })

  it('WA21 holds whatever people wrote as text', async () => {
    const kinds = (['highlight', 'pin', 'drawing', 'page'] as const).map((kind) => ({
      ...evil,
      kind,
      selectors: kind === 'highlight' ? evil.selectors : evil.selectors.slice(1),
    }))
    for (const one of kinds) {
      const html = await whole(one)
      const tags = [...html.matchAll(/<([a-z!/][^\s>]*)/gi)].map((found) => found[1]?.toLowerCase())
      const known =
        'html head meta title style body header p h1 strong main section h2 a article blockquote span ol li time svg rect polyline polygon footer'
      const allowed = new Set(['!doctype', ...known.split(' ').flatMap((tag) => [tag, `/${tag}`])])
      expect(tags.filter((tag) => tag !== undefined && !allowed.has(tag))).toEqual([])
      expect(html.match(/<style>/g)).toHaveLength(1)
      expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    }
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', ' https://a', 'https://a b'])(
    'WA21 an address such as %s is no link',
    (address) => expect(snapshotPage('A', address)).not.toContain('<a '),
  )

  it('WA21 web addresses are links that tell nothing of where they stood', () =>
    expect(snapshotPage('A', 'https://example.org/?a="b&c')).toContain(
      '<a href="https://example.org/?a=&quot;b&amp;c" rel="noreferrer noopener">A</a>',
    ))

  it('WA22 a drawing is shown as it was drawn, in numbers and our own words only', () => {
    const html = snapshotOf(
      annotation({
        kind: 'drawing',
        selectors: [{ type: 'ElementSelector', tag: 'img', name: EVIL, path: [], at: 0, width: 800, height: 400 }],
        shapes: [
          { tool: 'pen', colour: 'pink', points: [0, 0, 500, 10_000, 10_000, 500] },
          { tool: 'arrow', colour: 'blue', points: [5_000, 5_000, 5_000, 5_000] },
          { tool: 'rectangle', colour: 'green', points: [-100_000, 0, 100_000, 10_000] },
        ],
      }),
    )
    const svg = /<svg[\s\S]*<\/svg>/.exec(html)?.[0] ?? ''
    expect(svg).toContain('<polyline class="ink pink" points="0,0 400,200"/>')
    expect(svg).toContain('viewBox="-208 -8 816 216"')
    expect(svg).not.toMatch(/NaN|Infinity|script/)
  })

  it('escapes what could end a text or an attribute', () =>
    expect(escaped(`a<b>&"'\0`)).toBe('a&lt;b&gt;&amp;&quot;&#39;\uFFFD'))
})

describe('Markdown', () => {
  it('WA20 has each page with its address, quotes as quotes, and threads', () => {
    const text =
      markdownHead('Team', '2026-11-22 04:00', true) +
      markdownPage('On margins', 'https://example.org/a_b') +
      markdownOf(annotation())
    expect(text).toBe(`# Team

Exported from Huddlemark, 2026-11-22 04:00 (UTC). Names were left out. This file is not encrypted.

## On margins

<https://example.org/a_b>

> a margin

**Ada**, 2026-11-22 03:52 · resolved

- **Ben**, 2026-11-22 04:00 · edited

  One

  Two

`)
  })

  it.each([
    ['# no heading', '\\# no heading'],
    ['a\n- b\n1. c\n> d', 'a\n\\- b\n1\\. c\n\\> d'],
    ['<b>x</b> & [y](z)', '&lt;b\\>x&lt;/b\\> &amp; \\[y\\](z)'],
    ['    code', 'code'],
    ['`a` *b* _c_ ~d~ | e', '\\`a\\` \\*b\\* \\_c\\_ \\~d\\~ \\| e'],
    ['a\r\n\r\nb', 'a\n\nb'],
    ['===', '\\==='],
  ])('WA20 %j is text, not markup', (text, shown) => expect(plain(text)).toBe(shown))

  it('WA20 nothing that people wrote opens a tag', () => {
    const text = markdownHead(EVIL, '', false) + markdownPage(EVIL, 'javascript:alert(1)') + markdownOf(evil)
    expect(text.replace(/^<https?:\/\/[^\s<>]+>$/gm, '')).not.toMatch(/<[a-z!/]/i)
  })
})

it.each<[Partial<PortableAnnotation>, string]>([
  [{ kind: 'pin' }, 'Pin on the picture “The map”, at the top right'],
  [{ kind: 'drawing' }, 'Drawing on the picture “The map”'],
  [{ kind: 'page' }, ''],
])('WA20 pins and drawings are told in words', (change, words) => {
  const element = {
    type: 'ElementSelector',
    tag: 'img',
    name: 'The map',
    path: [],
    at: 0,
    width: 1,
    height: 1,
  } as const
  expect(whereIs(annotation({ selectors: [element, { type: 'PointSelector', x: 0.9, y: 0.1 }], ...change }))).toBe(
    words,
  )
})

it.each([
  ['On margins, and who writes in them', 'On-margins-and-who-writes-in-them 2026-11-22.md'],
  ['../../etc/passwd', 'etc-passwd 2026-11-22.md'],
  ['con', 'annotations 2026-11-22.md'],
  ['   ', 'annotations 2026-11-22.md'],
  ['張偉: 余白', '張偉-余白 2026-11-22.md'],
  ['a\u202Egpj.exe', 'a-gpj-exe 2026-11-22.md'],
  ['x'.repeat(300), `${'x'.repeat(60)} 2026-11-22.md`],
])('WA23 %j is saved as %s', (title, name) => expect(fileName(title, Date.UTC(2026, 10, 22), 'md')).toBe(name))
