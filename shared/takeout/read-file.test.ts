import { describe, expect, it } from 'vitest'
import { MAX_COMMENT } from '../domain/annotation.ts'
import { MAX_FILE_ANNOTATIONS, MAX_FILE_CHARS, type ReadFile, readTakeout } from './read-file.ts'

const PAGE = 'https://example.org/on-margins'
const quote = (exact: string) => ({ type: 'TextQuoteSelector', exact, prefix: '', suffix: '' })
const w3c = (n: number, more: object = {}) => ({
  '@context': 'http://www.w3.org/ns/anno.jsonld',
  id: `https://annotations.example.org/${n}`,
  type: 'Annotation',
  bodyValue: `Comment ${n}`,
  target: { source: PAGE, selector: quote(`words ${n}`) },
  ...more,
})
const hypothesis = (id: string, more: object = {}) => ({
  id,
  created: '2023-05-01T10:00:00.000000+00:00',
  updated: '2023-05-02T10:00:00.000000+00:00',
  uri: PAGE,
  user: 'acct:ada@hypothes.is',
  user_info: { display_name: null },
  text: `Text of ${id}`,
  tags: [],
  group: '__world__',
  permissions: { read: ['group:__world__'] },
  document: { title: ['On margins'] },
  target: [
    {
      source: PAGE,
      selector: [
        { type: 'RangeSelector', startContainer: '/p[1]', endContainer: '/p[1]', startOffset: 0, endOffset: 4 },
        { type: 'TextPositionSelector', start: 3, end: 7 },
        { type: 'TextQuoteSelector', exact: 'here', prefix: 'in ', suffix: ' on' },
      ],
    },
  ],
  ...more,
})
const exportOf = (annotations: unknown[]) => ({
  export_date: '2024-01-01T00:00:00.000Z',
  export_userid: 'acct:ada@hypothes.is',
  client_version: '1.1400.0',
  annotations,
})

const read = (value: unknown): ReadFile => {
  const result = readTakeout(JSON.stringify(value))
  if (!result.ok) throw new Error(result.error)
  return result.value
}
const refused = (text: string) => {
  const result = readTakeout(text)
  return result.ok ? undefined : result.error
}

describe('forms of a file', () => {
  it.each<[string, unknown]>([
    ['a list', [w3c(1), w3c(2)]],
    ['an annotation page', { type: 'AnnotationPage', items: [w3c(1), w3c(2)] }],
    ['a collection with its first page', { type: 'AnnotationCollection', first: { items: [w3c(1), w3c(2)] } }],
    ['a graph', { '@context': [], '@graph': [w3c(1), w3c(2)] }],
  ])('WA14 %s of annotations', (_what, value) => {
    const { pages } = read(value)
    expect(pages).toMatchObject([{ address: PAGE, annotations: [{ kind: 'highlight' }, { kind: 'highlight' }] }])
  })

  it('WA14 one annotation alone, and a byte order mark before it', () =>
    expect(readTakeout(`\uFEFF${JSON.stringify(w3c(1))}`)).toMatchObject({ ok: true, value: { pages: [{}] } }))

  it('WA15 pages go by their own address, however it was written; the first title counts', () => {
    const { pages } = read([
      w3c(1, { target: { source: 'http://example.org/on-margins/?utm_source=x#part', selector: quote('a') } }),
      w3c(2, { target: { source: PAGE, selector: quote('b'), 'huddlemark:title': 'On margins' } }),
    ])
    expect(pages).toMatchObject([{ address: PAGE, title: 'On margins', annotations: [{}, {}] }])
  })

  it('WA16 what is not on a web page is counted, and the rest is taken', () => {
    const { pages, skipped } = read([
      w3c(1),
      w3c(2, { target: 'urn:isbn:1' }),
      w3c(3, { target: 'file:///etc/passwd' }),
      7,
    ])
    expect(pages[0]?.annotations).toHaveLength(1)
    expect(Object.fromEntries(skipped)).toEqual({ 'not on a web page (http or https)': 2, 'not a Web Annotation': 1 })
  })

  it('WA16 the same name twice is taken once', () =>
    expect(read([w3c(1), w3c(1)]).pages[0]?.annotations).toHaveLength(1))
})

describe('replies', () => {
  it('WA17 an annotation about another is a comment on it, through other replies too, in the order of time', () => {
    const reply = (n: number, to: number, created: string) =>
      w3c(n, { target: `https://annotations.example.org/${to}`, motivation: 'replying', created, creator: 'Ben' })
    const { pages } = read([
      reply(3, 2, '2024-01-03T00:00:00Z'),
      reply(2, 1, '2024-01-02T00:00:00Z'),
      w3c(1, { created: '2024-01-01T00:00:00Z', creator: { name: 'Ada' } }),
    ])
    expect(pages[0]?.annotations).toHaveLength(1)
    expect(pages[0]?.annotations[0]?.comments).toMatchObject([
      { body: 'Comment 1', by: 'Ada' },
      { body: 'Comment 2', by: 'Ben', id: 'https://annotations.example.org/2' },
      { body: 'Comment 3', by: 'Ben', id: 'https://annotations.example.org/3' },
    ])
  })

  it('WA17 replies in a circle lead nowhere and are counted', () => {
    const to = (n: number, parent: number) => w3c(n, { target: `https://annotations.example.org/${parent}` })
    const { pages, skipped } = read([to(1, 2), to(2, 1), w3c(3)])
    expect(pages[0]?.annotations).toHaveLength(1)
    expect([...skipped.values()]).toEqual([2])
  })
})

describe('an export of Hypothesis', () => {
  it('WA18 has its place, its words, its author and its times', () => {
    const { pages } = read(exportOf([hypothesis('abc', { user_info: { display_name: 'Ada L.' }, tags: ['river'] })]))
    expect(pages).toMatchObject([
      {
        address: PAGE,
        title: 'On margins',
        annotations: [
          {
            id: 'https://hypothes.is/a/abc',
            kind: 'highlight',
            by: 'Ada L.',
            created: Date.UTC(2023, 4, 1, 10),
            selectors: [
              { type: 'TextPositionSelector', start: 3, end: 7 },
              { type: 'TextQuoteSelector', exact: 'here' },
            ],
            comments: [{ body: 'Text of abc\n\nTags: river', by: 'Ada L.', edited: Date.UTC(2023, 4, 2, 10) }],
          },
        ],
      },
    ])
  })

  it('WA18 a page note, a highlight without words, and somebody known by account only', () => {
    const { pages } = read(
      exportOf([hypothesis('note', { target: [{ source: PAGE }] }), hypothesis('mark', { text: '', user_info: {} })]),
    )
    expect(pages[0]?.annotations).toMatchObject([
      { kind: 'page', selectors: [], by: 'ada' },
      { kind: 'highlight', comments: [], by: 'ada' },
    ])
  })

  it('WA18 replies by reference; without what they reply to they are counted', () => {
    const { pages, skipped } = read(
      exportOf([
        hypothesis('root'),
        hypothesis('one', { references: ['root'], target: [{ source: PAGE }], created: '2023-05-01T11:00:00Z' }),
        hypothesis('two', { references: ['root', 'gone'], created: '2023-05-01T12:00:00Z' }),
        hypothesis('lost', { references: ['elsewhere'] }),
      ]),
    )
    expect(pages[0]?.annotations.map(({ comments }) => comments.map(({ body }) => body))).toEqual([
      ['Text of root', 'Text of one', 'Text of two'],
    ])
    expect(Object.fromEntries(skipped)).toEqual({ 'reply to something that is not in the file': 1 })
  })
})

describe('files that cannot be taken', () => {
  it.each<[string, string, RegExp]>([
    ['cut off', JSON.stringify([w3c(1)]).slice(0, -4), /cut off/],
    ['no JSON', '<html>', /not JSON/],
    ['empty', '', /cut off/],
    ['something else', '{"version":1,"bookmarks":[]}', /neither/],
    ['a number', '7', /neither/],
    ['nothing in it', '[]', /no annotations/],
    ['too many', `[${'0,'.repeat(MAX_FILE_ANNOTATIONS)}0]`, /more than 20,000/],
    ['too large', ' '.repeat(MAX_FILE_CHARS + 1), /larger than 32 MB/],
    ['deep', '['.repeat(200_000), /cannot be read/],
    ['deep and whole', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /./],
  ])('WA19 %s: one sentence', (_what, text, words) => {
    const error = refused(text)
    if (error !== undefined) expect(error).toMatch(words)
    else expect(readTakeout(text)).toMatchObject({ value: { pages: [] } })
  })

  it('WA19 too many pages, and too many comments', () => {
    const pages = Array.from({ length: 2_001 }, (_, n) => w3c(n, { target: `https://example.org/${n}` }))
    expect(refused(JSON.stringify(pages))).toMatch(/more than 2,000 pages/)
    const bodies = Array.from({ length: 500 }, () => ({ value: 'a' }))
    const talk = Array.from({ length: 121 }, (_, n) => w3c(n, { bodyValue: undefined, body: bodies }))
    expect(refused(JSON.stringify(talk))).toMatch(/more than 60,000 comments/)
  })

  it('WA19 a file of twenty thousand long comments is read, each within its bound', () => {
    const body = 'a'.repeat(600)
    const { pages } = read(Array.from({ length: 20_000 }, (_, n) => w3c(n, { bodyValue: body })))
    expect(pages[0]?.annotations).toHaveLength(20_000)
    expect(pages[0]?.annotations.every(({ comments }) => (comments[0]?.body.length ?? 0) <= MAX_COMMENT)).toBe(true)
  })
})
