import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANNOTATION_KINDS, COLOURS, MAX_COMMENT, type Shape } from './annotation.ts'
import type { PortableAnnotation, PortableComment } from './portable.ts'
import type { Selector } from './selector.ts'
import { fromWebAnnotation, toWebAnnotation } from './web-annotation.ts'

const PAGE = 'https://example.org/on-margins'
const QUOTE = { type: 'TextQuoteSelector', exact: 'a margin', prefix: 'In ', suffix: ' we talk' } as const

const iri = fc.stringMatching(/^[0-9a-f]{32}\.[0-9a-f]{16}$/).map((key) => `urn:huddlemark:${key}`)
const name = fc.constantFrom('', 'Ada', 'Ben', 'Ada <b>B.</b>', 'Zoë Ångström', '張偉')
const named = fc.constantFrom('Ada', 'Ben')
const time = fc.integer({ min: 0, max: 4_000_000_000_000 })
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => text.trim() === text && text !== '')
const label = fc.string({ unit: 'grapheme-composite', maxLength: 20 })
const share = fc.integer({ min: 0, max: 100_000 }).map((n) => n / 100_000)
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const present = <Value extends object>(value: Value) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>
  }

const quote = fc.record({
  type: fc.constant('TextQuoteSelector' as const),
  exact: words,
  prefix: label,
  suffix: label,
})
const position = fc
  .record({ start: fc.nat(), length: fc.nat(5_000) })
  .map(({ start, length }) => ({ type: 'TextPositionSelector' as const, start, end: start + length }))
const structure = fc
  .record({ headings: fc.array(label, { maxLength: 3 }), row: optional(label), column: optional(label) })
  .map((one) => ({ type: 'StructureSelector' as const, ...present(one) }))
const element = fc
  .record({
    tag: fc.constantFrom('p', 'x-map', 'svg'),
    id: optional(label),
    handle: optional(label),
    role: optional(label),
    name: optional(label),
    source: optional(label),
    text: optional(label),
    before: optional(label),
    after: optional(label),
    around: optional(label),
    alike: optional(fc.nat(50)),
    path: fc.array(fc.constantFrom('main:1', 'div:12', '#shadow', 'x-map:2', 'g.é:3'), { maxLength: 8 }),
    at: fc.nat(),
    width: fc.nat(4_000),
    height: fc.nat(4_000),
  })
  .map((one) => ({ type: 'ElementSelector' as const, ...present(one) }))
const point = fc.record({ type: fc.constant('PointSelector' as const), x: share, y: share })

const coordinate = fc.integer({ min: -100_000, max: 100_000 })
const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({
    tool: fc.constantFrom('arrow' as const, 'rectangle' as const),
    colour: fc.constantFrom(...COLOURS),
    points: fc.array(coordinate, { minLength: 4, maxLength: 4 }),
  }),
  fc.record({
    tool: fc.constant('pen' as const),
    colour: fc.constantFrom(...COLOURS),
    points: fc
      .array(fc.tuple(coordinate, coordinate, fc.nat(1_000)), { minLength: 1, maxLength: 40 })
      .map((all) => all.flat()),
  }),
)

const comment = fc
  .record({
    id: iri,
    canonical: optional(iri),
    body: words,
    by: name,
    importedBy: optional(named),
    created: time,
    edited: optional(time),
    changedBy: optional(named),
  })
  .map((one): PortableComment => present(one))

type Placed = Pick<PortableAnnotation, 'kind' | 'selectors' | 'shapes'>
const placed: fc.Arbitrary<Placed> = fc.oneof(
  fc.tuple(quote, optional(position), optional(structure)).map(
    (all): Placed => ({
      kind: 'highlight',
      selectors: all.filter((one): one is Selector & typeof one => one !== undefined),
    }),
  ),
  fc.tuple(element, point).map((selectors): Placed => ({ kind: 'pin', selectors })),
  fc
    .tuple(element, optional(point), fc.array(shape, { minLength: 1, maxLength: 12 }))
    .map(([one, at, shapes]): Placed => ({ kind: 'drawing', selectors: at ? [one, at] : [one], shapes })),
  fc.constant<Placed>({ kind: 'page', selectors: [] }),
)

const annotation = fc
  .tuple(
    placed,
    fc.record({
      id: iri,
      canonical: optional(iri),
      title: fc.constantFrom('', 'On margins', '“Quoted” & <b>more</b>'),
      colour: fc.constantFrom(...COLOURS),
      by: name,
      importedBy: optional(named),
      changedBy: optional(named),
      placedBy: optional(named),
      created: time,
      resolved: fc.boolean(),
      removed: optional(fc.constant(true as const)),
      comments: fc.array(comment, { minLength: 1, maxLength: 4 }),
    }),
  )
  .map(([place, rest]): PortableAnnotation => ({ address: PAGE, ...place, ...present(rest) }))

const read = (value: unknown): PortableAnnotation => {
  const result = fromWebAnnotation(JSON.parse(JSON.stringify(value)))
  if (!result.ok) throw new Error(result.error)
  return result.value
}
const refusal = (value: unknown) => {
  const result = fromWebAnnotation(value)
  return result.ok ? undefined : result.error
}
const foreign = (target: unknown, more: object = {}) => ({
  '@context': 'http://www.w3.org/ns/anno.jsonld',
  type: 'Annotation',
  target,
  ...more,
})

describe('what is written is read back', () => {
  it('WA1 WA3 whatever the standard can say, of every kind', () => {
    const kinds = new Set<string>()
    fc.assert(
      fc.property(annotation, (one) => {
        kinds.add(one.kind)
        expect(read(toWebAnnotation(one))).toEqual(one)
      }),
      { numRuns: 500 },
    )
    expect([...kinds].sort()).toEqual([...ANNOTATION_KINDS].sort())
  })

  it('WA2 with one target of one page, never a set, and valid motivations', () =>
    fc.assert(
      fc.property(annotation, (one) => {
        const { target, motivation } = toWebAnnotation(one)
        expect(target).toMatchObject(one.kind === 'page' ? { id: PAGE } : { type: 'SpecificResource', source: PAGE })
        expect(['commenting', 'highlighting']).toContain(motivation)
        expect(JSON.stringify(toWebAnnotation(one))).not.toMatch(/"type":"(?:Composite|List|Independents|Choice)"/)
      }),
      { numRuns: 100 },
    ))
})

const base: PortableAnnotation = {
  id: 'urn:huddlemark:x',
  address: PAGE,
  title: '',
  kind: 'highlight',
  colour: 'green',
  selectors: [QUOTE],
  by: 'Ada',
  created: 0,
  resolved: false,
  comments: [],
}
const there = {
  type: 'ElementSelector',
  tag: 'img',
  path: ['main:1', 'x-card:2', '#shadow', 'img:1'],
  at: 3,
  width: 100,
  height: 50,
} as const

describe('the standard’s own terms', () => {
  it('WA4 a highlight has its quote and its position as alternatives', () =>
    expect(
      toWebAnnotation({ ...base, selectors: [QUOTE, { type: 'TextPositionSelector', start: 3, end: 11 }] }).target,
    ).toMatchObject({ selector: [QUOTE, { type: 'TextPositionSelector', start: 3, end: 11 }] }))

  it('WA5 a pin is an element in CSS, refined by a point in per cent; CSS ends at a shadow host', () => {
    const pin: PortableAnnotation = {
      ...base,
      kind: 'pin',
      selectors: [there, { type: 'PointSelector', x: 0.125, y: 1 }],
    }
    expect(toWebAnnotation(pin).target).toMatchObject({
      selector: [
        {
          type: 'CssSelector',
          value: 'body > main:nth-of-type(1) > x-card:nth-of-type(2)',
          refinedBy: {
            type: 'FragmentSelector',
            conformsTo: 'http://www.w3.org/TR/media-frags/',
            value: 'xywh=percent:12.5,100,0,0',
          },
        },
      ],
    })
  })

  it('WA6 an element’s other evidence stands under our own prefix, none of it bare', () => {
    const one = { ...base, kind: 'pin' as const, selectors: [{ ...there, id: 'map', name: 'The map' }] }
    const { target } = toWebAnnotation(one) as { target: Record<string, object> }
    expect(Object.keys(target['huddlemark:element'] ?? {}).every((key) => key.startsWith('huddlemark:'))).toBe(true)
  })

  it('WA7 a drawing is SVG over its element, and no other SVG is taken for one', () => {
    const shapes: Shape[] = [{ tool: 'rectangle', colour: 'pink', points: [9_000, 10, 20, 8_000] }]
    const drawing: PortableAnnotation = { ...base, kind: 'drawing', selectors: [there], shapes }
    const written = JSON.stringify(toWebAnnotation(drawing))
    expect(written).toContain('viewBox=\\"0 0 10000 10000\\"')
    for (const [from, to] of [
      ['rectangle pink', 'rectangle purple'],
      ['rectangle pink', 'stamp pink'],
      ['9000,10', '9000,10.5'],
      ['9000,10', '900000,10'],
      ['9000,10', 'NaN,10'],
      ['<polygon', '<script>alert(1)</script><polygon'],
    ] as const) {
      expect(written).toContain(from)
      expect(refusal(JSON.parse(written.replace(from, to)))).toBeDefined()
    }
  })

  it('WA8 comments are bodies: the first comments, the others reply, each with its author and times', () => {
    const said = (body: string, created: number) => ({ id: `urn:huddlemark:${body}`, body, by: 'Ben', created })
    const one = { ...base, comments: [said('one', 1_000), { ...said('two', 2_000), edited: 3_000 }] }
    expect(toWebAnnotation(one)).toMatchObject({
      motivation: 'commenting',
      modified: '1970-01-01T00:00:03.000Z',
      body: [
        { type: 'TextualBody', purpose: 'commenting', creator: { type: 'Person', name: 'Ben' }, format: 'text/plain' },
        { purpose: 'replying', created: '1970-01-01T00:00:02.000Z', modified: '1970-01-01T00:00:03.000Z' },
      ],
    })
  })

  it('WA9 a time out of all bounds is written as the nearest that the standard can say', () => {
    expect(toWebAnnotation({ ...base, created: Number.MAX_SAFE_INTEGER }).created).toBe('9999-12-31T23:59:59.999Z')
    expect(toWebAnnotation({ ...base, created: -5 }).created).toBe('1970-01-01T00:00:00.000Z')
  })
})

describe('what others write is understood', () => {
  it.each<[string, unknown, object]>([
    ['a bare address', PAGE, { kind: 'page' }],
    ['a resource', { id: PAGE, type: 'Text' }, { kind: 'page' }],
    ['a source with an id', { source: { id: PAGE } }, { kind: 'page' }],
    ['several targets', [{ source: PAGE, selector: QUOTE }, 'https://example.org/other'], { kind: 'highlight' }],
    ['one selector', { source: PAGE, selector: QUOTE }, { kind: 'highlight' }],
    [
      'a quote without context',
      { source: PAGE, selector: { type: 'TextQuoteSelector', exact: 'a margin' } },
      { kind: 'highlight' },
    ],
    [
      'a range by XPath beside a quote',
      {
        source: PAGE,
        selector: [
          { type: 'RangeSelector', startSelector: { type: 'XPathSelector', value: '/p[1]' }, endSelector: null },
          QUOTE,
        ],
      },
      { kind: 'highlight' },
    ],
    [
      'a quote that refines a section',
      { source: PAGE, selector: { type: 'FragmentSelector', value: 'part', refinedBy: QUOTE } },
      { kind: 'highlight' },
    ],
    [
      'a region of an element',
      {
        source: PAGE,
        selector: {
          type: 'CssSelector',
          value: 'body > main:nth-of-type(1) > img',
          refinedBy: { type: 'FragmentSelector', value: 'xywh=percent:10,20,30,40' },
        },
      },
      {
        kind: 'pin',
        selectors: [
          { tag: 'img', path: ['main:1', 'img:1'] },
          { x: 0.25, y: 0.4 },
        ],
      },
    ],
  ])('WA10 %s as target', (_what, target, expected) =>
    expect(read(foreign(target, { bodyValue: 'Yes' }))).toMatchObject({ address: PAGE, ...expected }),
  )

  it('WA11 a place that cannot be found again makes a comment on the page; with nothing said there is none', () => {
    const target = { source: PAGE, selector: { type: 'XPathSelector', value: '/html/body/p[2]' } }
    expect(read(foreign(target, { bodyValue: 'Look' }))).toMatchObject({ kind: 'page', selectors: [] })
    expect(refusal(foreign(target))).toBe('without words or a place that could be found again')
    expect(refusal(foreign({ source: PAGE, selector: { ...QUOTE, exact: 'x'.repeat(8_001) } }))).toBeDefined()
    expect(refusal(foreign({ source: PAGE, selector: { ...QUOTE, exact: ' \n' } }))).toBeDefined()
  })

  it.each<[string, object, string[]]>([
    ['a text alone', { bodyValue: 'Yes' }, ['Yes']],
    ['a string', { body: 'https://example.org/why' }, ['https://example.org/why']],
    ['an embedded text', { body: { type: 'TextualBody', value: ' Yes ' } }, ['Yes']],
    [
      'a resource elsewhere',
      { body: { id: 'https://example.org/v.mp4', type: 'Video' } },
      ['https://example.org/v.mp4'],
    ],
    ['a text with a role', { body: { type: 'SpecificResource', source: { value: 'Yes' } } }, ['Yes']],
    ['a choice', { body: { type: 'Choice', items: [{ value: 'Yes' }, { value: 'Oui' }] } }, ['Yes']],
    ['several', { body: [{ value: 'one' }, 7, null, { value: 'two' }, { value: '  ' }] }, ['one', 'two']],
    [
      'tags beside a text',
      { body: [{ value: 'Yes' }, { value: 'river', purpose: 'tagging' }, { value: 'bend', purpose: 'tagging' }] },
      ['Yes\n\nTags: river, bend'],
    ],
    ['tags alone', { body: { value: 'river', purpose: 'tagging' } }, ['Tags: river']],
  ])('WA12 %s as body', (_what, more, bodies) =>
    expect(read(foreign({ source: PAGE, selector: QUOTE }, more)).comments.map(({ body }) => body)).toEqual(bodies),
  )

  it('WA12 a text longer than a comment becomes several, and no character is cut in two', () => {
    const long = `${'a'.repeat(MAX_COMMENT - 1)}😀${'b'.repeat(50)}`
    const { comments } = read(foreign(PAGE, { body: { id: 'https://example.org/c', value: long } }))
    expect(comments.map(({ body }) => body).join('')).toBe(long)
    expect(comments.map(({ id }) => id)).toEqual(['https://example.org/c', 'https://example.org/c#1'])
    expect(comments.every(({ body }) => body.length <= MAX_COMMENT && body.isWellFormed())).toBe(true)
  })

  it.each<[unknown, string]>([
    ['acct:jane@example.org', 'jane'],
    [{ type: 'Person', name: 'Jane \u202e Doe' }, 'Jane Doe'],
    [[{ nickname: 'jd' }, 'x'], 'jd'],
    [{ id: 'https://example.org/jane' }, 'https://example.org/jane'],
    [7, ''],
  ])('WA10 the creator %j goes by the name %s', (creator, by) =>
    expect(read(foreign(PAGE, { bodyValue: 'Yes', creator }))).toMatchObject({ by }),
  )

  it('WA10 the name it has here, and the one it had at first', () => {
    const names = { id: 'urn:b', canonical: 'urn:c' }
    expect(read(foreign(PAGE, { bodyValue: 'a', ...names }))).toMatchObject(names)
    expect(read(foreign(PAGE, { bodyValue: 'a', id: 'no name', canonical: 7 }))).not.toHaveProperty('id')
  })
})

describe('hostile annotations', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['another type', { type: 'Person', target: PAGE }],
    ['no target', { type: 'Annotation' }],
    ['an endless address', foreign(`https://example.org/${'a'.repeat(5_000)}`)],
    ['a target of numbers', foreign([[7]])],
  ])('WA13 %s is refused', (_what, value) => expect(refusal(value)).toBeDefined())

  it('WA13 whatever JSON it is, it is read or refused, within our bounds', () => {
    const wild = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 2 }), tie('target'), tie('selector')),
      target: fc.record(
        { source: fc.oneof(fc.constant(PAGE), fc.jsonValue()), selector: tie('any') },
        { requiredKeys: [] },
      ),
      selector: fc.record(
        {
          type: fc.constantFrom(
            'TextQuoteSelector',
            'TextPositionSelector',
            'CssSelector',
            'SvgSelector',
            'FragmentSelector',
          ),
          exact: fc.oneof(fc.jsonValue(), words),
          start: fc.double(),
          end: fc.double(),
          value: fc.oneof(fc.jsonValue(), fc.constant('body > p'), fc.constant('xywh=percent:999,0,0,0')),
          refinedBy: tie('any'),
        },
        { requiredKeys: ['type'] },
      ),
    }))
    fc.assert(
      fc.property(wild.target, fc.jsonValue(), fc.jsonValue(), (target, body, creator) => {
        const result = fromWebAnnotation({ type: 'Annotation', target, body, creator, created: creator })
        if (!result.ok) return
        const { selectors, comments, by } = result.value
        expect(selectors.length).toBeLessThanOrEqual(8)
        expect(comments.every((one) => one.body.length <= MAX_COMMENT)).toBe(true)
        expect(by.length).toBeLessThanOrEqual(120)
        for (const one of selectors)
          if (one.type === 'PointSelector') expect(Math.max(one.x, one.y)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  })

  it('WA13 a chain of selectors that refine each other is followed a few steps only', () => {
    let selector: object = QUOTE
    for (let i = 0; i < 50_000; i++) selector = { type: 'FragmentSelector', value: 'a', refinedBy: selector }
    expect(read(foreign(PAGE, { bodyValue: 'x' })).kind).toBe('page')
    expect(fromWebAnnotation(foreign({ source: PAGE, selector }, { bodyValue: 'x' }))).toMatchObject({
      value: { kind: 'page' },
    })
  })

  it('WA13 keys with powers are read as nothing but themselves', () => {
    const value = JSON.parse(`{"type":"Annotation","__proto__":{"target":"${PAGE}","bodyValue":"x"},"constructor":{}}`)
    expect(refusal(value)).toBe('without an address')
    expect('bodyValue' in {}).toBe(false)
  })
})
