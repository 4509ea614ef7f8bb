import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copied, elementsIn, type Paper, paper, treeOf } from '../../../test/kit/element-page.ts'
import { REDESIGNS, tally } from '../../../test/kit/redesigns.ts'
import { type ElementSelector, MAX_LABEL, MAX_PATH } from '../../domain/selector.ts'
import { describeElement } from './describe.ts'
import { type FoundElement, findElements, stillThere } from './find.ts'
import type { ElementTree } from './tree.ts'

function run<Value>(steps: Generator<void, Value>): { readonly value: Value; readonly pauses: number } {
  for (let pauses = 0; ; pauses++) {
    const step = steps.next()
    if (step.done) return { value: step.value, pauses }
  }
}

function find(tree: ElementTree<Paper>, element: ElementSelector): FoundElement<Paper> {
  const found = run(findElements(tree, [{ id: 'it', element }])).value.get('it')
  if (!found) throw new Error('no answer')
  return found
}

const one = (page: Paper, fits: (element: Paper) => boolean): Paper => {
  const found = elementsIn(page).find(fits)
  if (!found) throw new Error('no such element')
  return found
}
const described = (page: Paper, fits: (element: Paper) => boolean) => describeElement(treeOf(page), one(page, fits))

const article = () =>
  paper(
    'body',
    {},
    paper('h1', {}, 'The lamps of the harbour'),
    paper('p', {}, 'Four lamps that were made this winter on the bench.'),
    paper('img', { src: 'pictures/heron.jpg', id: 'hero' }),
    paper('p', {}, 'Come to the old rope works at the end of the wall.'),
    paper('button', { label: 'Order now' }, 'Order now'),
  )

describe('what is stored of an element', () => {
  it('AE1 its tag, names, source and words, those beside it, and its path; nothing empty', () => {
    expect(described(article(), ({ tag }) => tag === 'img')).toEqual({
      type: 'ElementSelector',
      tag: 'img',
      id: 'hero',
      source: 'pictures/heron.jpg',
      before: 'harbour\nFour lamps that were made this winter on the bench.',
      after: 'Come to the old rope works at the end of the wall.\nOrder now',
      around: 'The lamps of the harbour\nFour lamps that were made this winter on the bench.\nCom',
      path: ['img:1'],
      at: 77,
      width: 100,
      height: 40,
    })
  })

  it('AE1 a name that is the text is not said twice', () => {
    const selector = described(article(), ({ tag }) => tag === 'button')
    expect(selector).toMatchObject({ text: 'Order now' })
    expect(selector.name).toBeUndefined()
  })

  it('AE2 words are cut, never inside a surrogate pair, and paths are as deep as may be stored', () => {
    let deep = paper('p', { label: '😀'.repeat(200) }, '🦀'.repeat(300))
    const inner = deep
    for (let i = 0; i < 100; i++) deep = paper('div', {}, deep)
    const selector = describeElement(treeOf(paper('body', {}, deep)), inner)
    for (const text of [selector.name, selector.text]) {
      expect(text?.length).toBeLessThanOrEqual(MAX_LABEL)
      expect(text?.isWellFormed()).toBe(true)
    }
    expect(selector.path.length).toBeGreaterThan(MAX_PATH) // the overlay cuts it while it reads: elements/walk.ts
  })

  it('AE3 how many are alike is counted, and an id that several have is left out', () => {
    const page = paper('body', {}, ...[1, 2, 3].map(() => paper('button', { id: 'go' }, 'Go')))
    const selector = described(page, ({ tag }) => tag === 'button')
    expect(selector.alike).toBe(2)
    expect(selector.id).toBeUndefined()
  })
})

const ROUNDS = 120

describe('after a redesign', () => {
  const rows = Object.keys(REDESIGNS).map((name) => tally(name, ROUNDS, find))

  it.each(rows.map((row) => [row.name, row] as const))('AE10 AE12 %s: found again, and never another', (_name, row) => {
    expect(row.wrong, JSON.stringify(row)).toBe(0)
    if (row.gone) expect(row.lost).toBe(ROUNDS)
    else expect(row.exact + row.changed, JSON.stringify(row)).toBeGreaterThanOrEqual(0.88 * ROUNDS)
  })

  it('AE10 an unchanged page gives every element back', () =>
    expect(rows.find(({ name }) => name === 'unchanged')).toMatchObject({ exact: ROUNDS }))
})

describe('what a person is told', () => {
  it('AE11 another picture in the same place is changed, and it is said what it shows', () => {
    const page = article()
    const selector = { ...described(page, ({ tag }) => tag === 'img'), id: 'x7f31' }
    const next = copied(page)
    const image = one(next, ({ tag }) => tag === 'img')
    image.attributes = { src: 'pictures/owl.jpg', label: 'An owl' }
    expect(find(treeOf(next), { ...selector, id: ':r12:' })).toEqual({
      state: 'changed',
      element: image,
      now: 'An owl',
    })
  })

  it('AE11 a button with its own name keeps its pin when its label changes', () => {
    const page = paper('body', {}, paper('p', {}, 'Pay here.'), paper('button', { testid: 'pay' }, 'Pay'))
    const selector = described(page, ({ tag }) => tag === 'button')
    const next = copied(page)
    const button = one(next, ({ tag }) => tag === 'button')
    button.children = ['Buy it now']
    expect(find(treeOf(next), selector)).toEqual({ state: 'changed', element: button, now: 'Buy it now' })
  })

  it('AE11 the body of a page without a word is found by being the body', () => {
    const empty = () => paper('body', {})
    const page = empty()
    const next = empty()
    expect(find(treeOf(next), describeElement(treeOf(page), page))).toEqual({ state: 'exact', element: next })
  })

  it('AE12 among equal buttons with nothing beside them none is chosen but at the very place', () => {
    const grid = (count: number) =>
      paper('body', {}, ...Array.from({ length: count }, () => paper('div', {}, paper('button', {}, 'More'))))
    const page = grid(40)
    const selector = describeElement(treeOf(page), elementsIn(page)[21] as Paper)
    expect(find(treeOf(grid(3)), selector).state).toBe('lost')
  })

  it('AE13 an element that is where it was and says what it said needs no search', () => {
    const page = article()
    const tree = treeOf(page)
    for (const element of elementsIn(page)) expect(stillThere(tree, describeElement(tree, element), element)).toBe(true)
    const next = copied(page)
    const image = one(next, ({ tag }) => tag === 'img')
    image.attributes = { src: 'other.png' }
    expect(
      stillThere(
        treeOf(next),
        described(page, ({ tag }) => tag === 'img'),
        image,
      ),
    ).toBe(false)
  })
})

describe('forged evidence', () => {
  const words = fc.oneof(
    fc.string({ maxLength: MAX_LABEL }),
    fc.constantFrom('constructor', '__proto__', ' ', '(a+)+$'),
  )
  const selectors = fc.record(
    {
      type: fc.constant('ElementSelector' as const),
      tag: fc.oneof(words, fc.constantFrom('img', 'button', 'p')),
      id: words,
      handle: words,
      role: words,
      name: words,
      source: words,
      text: words,
      before: words,
      after: words,
      around: words,
      alike: fc.nat(),
      path: fc.array(words, { maxLength: MAX_PATH }),
      at: fc.nat(),
      width: fc.nat(),
      height: fc.nat(),
    },
    { requiredKeys: ['type', 'tag', 'path', 'at', 'width', 'height'] },
  )

  it('AE14 finds nothing that it does not describe, and never fails', () => {
    const tree = treeOf(article())
    fc.assert(
      fc.property(selectors, (selector) => {
        const found = find(tree, selector)
        if (found.state === 'lost') return
        const { path: _, ...is } = describeElement(tree, found.element)
        const agreeing = Object.entries(is).filter(([kind, value]) => selector[kind as 'tag'] === value)
        expect(agreeing.length).toBeGreaterThan(1)
      }),
      { numRuns: 300 },
    )
  })

  it('AE14 one id on a thousand elements proves nothing', () => {
    const page = paper(
      'body',
      {},
      ...Array.from({ length: 1_000 }, () => paper('i', { id: 'x', testid: 'y', label: 'z' })),
    )
    const selector: ElementSelector = {
      type: 'ElementSelector',
      tag: 'b',
      id: 'x',
      handle: 'y',
      name: 'z',
      path: [],
      at: 0,
      width: 0,
      height: 0,
    }
    expect(find(treeOf(page), selector).state).toBe('lost')
  })
})

/** A page of so many equal elements, made up as it is read: counts what is asked of it. */
function endless(size: number) {
  let read = 0
  const place = (at: number) => ({ start: at * 4, end: at * 4 + 3 })
  const tree: ElementTree<number> = {
    model: { text: 'one '.repeat(size) },
    *all() {
      for (let at = 0; at < size; at++) yield at
    },
    keys: () => ({ tag: 'p' }),
    traits: () => {
      read++
      return { tag: 'p' }
    },
    path: (at) => [`p:${at + 1}`],
    follow: () => undefined,
    parent: () => undefined,
    contains: (one, other) => one === other,
    place,
    at: (offset) => Math.floor(offset / 4),
    size: () => ({ width: 10, height: 10 }),
  }
  return { tree, read: () => read }
}

describe('how much it costs', () => {
  const selector: ElementSelector = {
    type: 'ElementSelector',
    tag: 'p',
    text: 'one',
    before: 'one one',
    after: 'one one',
    path: ['p:5'],
    at: 16,
    width: 10,
    height: 10,
  }

  it('AE20 a few hundred elements are compared for one selector, however many there are', () => {
    const { tree, read } = endless(200_000)
    run(findElements(tree, [{ id: 'it', element: selector }]))
    expect(read()).toBeGreaterThan(0)
    expect(read()).toBeLessThanOrEqual(240)
  })

  it('AE21 it pauses again and again while it reads and while it compares', () => {
    const { tree } = endless(50_000)
    expect(run(findElements(tree, [])).pauses).toBeGreaterThanOrEqual(190)
    const few = run(findElements(tree, [{ id: 'it', element: selector }])).pauses
    expect(few).toBeGreaterThan(190)
  })

  it('AE22 describing looks at a bounded part of a page', () => {
    const { tree, read } = endless(1_000_000)
    describeElement(tree, 12)
    expect(read()).toBeLessThan(5_000)
  })
})
