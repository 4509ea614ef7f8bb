import { expect, it } from 'vitest'
import type { Selector } from '../domain/selector.ts'
import { anchor, anchorSliced } from './anchor.ts'
import { describe } from './describe.ts'
import type { Anchored } from './model.ts'

/** Selectors of the nth occurrence of some words. */
function selectorsOf(text: string, words: string, nth = 0): readonly Selector[] {
  let at = text.indexOf(words)
  for (let i = 0; i < nth; i++) at = text.indexOf(words, at + 1)
  const described = describe({ text }, at, at + words.length)
  if (at < 0 || !described.ok) throw new Error(`no such words: ${words}`)
  return described.value
}

const find = (now: string, selectors: readonly Selector[]): Anchored =>
  anchor({ text: now }, [{ id: 'it', selectors }]).get('it') ?? { state: 'lost' }

/** What a reader would see: the state, and the words that are painted. */
function seen(now: string, selectors: readonly Selector[]): [string, string] {
  const found = find(now, selectors)
  return [found.state, found.state === 'lost' ? '' : now.slice(found.start, found.end)]
}

const TIDES =
  'The tide tables hang beside the door of the harbour office. Each morning the harbour master copies two lines onto the slate outside, ' +
  'and each morning somebody asks him whether he is sure. He is always sure. Boats that draw more than two metres wait for the flood; ' +
  'the flat ones leave whenever their owners have finished their coffee. In the spring the mud smells of iron and rope.'
const BREAD =
  'Flour, water, salt and time make a loaf. A baker learns first to wait, then to fold, and only much later to taste the dough before ' +
  'it rises. Ovens differ, and so do kitchens, and a recipe that promised six hours may well need nine in a cold house.'

it('AN10 finds the same words, however they are set', () => {
  const before = `${TIDES} He said "it's the moon - nothing else", and the café closed.`
  const selectors = selectorsOf(before, `He said "it's the moon - nothing else", and the café`)
  const now = `${BREAD}\n${TIDES} He\u00a0said “it’s the\n  moon — noth\u00ading else”, and the cafe\u0301 closed.`
  expect(seen(now, selectors)[0]).toBe('exact')
  expect(seen(now.replace('He\u00a0said', 'he said'), selectors)[0]).toBe('changed')
})

it('AN11 tells repeated words apart by their context', () => {
  const selectors = selectorsOf(TIDES, 'each morning')
  const second = TIDES.indexOf('Each morning')
  expect(second).toBeLessThan(TIDES.indexOf('each morning'))
  const now = `${BREAD} ${TIDES}`
  expect(find(now, selectors)).toMatchObject({ state: 'exact', start: now.indexOf('each morning') })
})

it('AN11 tells equal surroundings apart by nearness', () => {
  const list = Array.from({ length: 40 }, () => 'rope coil rope coil knot').join('\n')
  const before = `${TIDES}\n${list}\n${'-'.repeat(3_000)}\n${list}`
  const nth = 39
  const selectors = selectorsOf(before, 'knot', nth)
  const now = `Now. ${before}`
  const found = find(now, selectors)
  expect(found).toMatchObject({ state: 'exact' })
  expect(found.state !== 'lost' && found.start).toBe(before.indexOf('\n', before.indexOf(list) + list.length) - 4 + 5)
})

it('AN12 does not guess between places that are equally good', () => {
  const line = 'the same line stands here many times over.'
  const before = Array.from({ length: 60 }, () => line).join('\n')
  const selectors = selectorsOf(before, 'many times over', 30).filter(({ type }) => type === 'TextQuoteSelector')
  expect(find(before, selectors).state).toBe('lost')
})

it('AN12 claims no place in text that repeats without end, unless it is the very one', () => {
  const text = 'the same line of a table, again and again, 42.\n'.repeat(3_000)
  const [quote] = selectorsOf(text, 'again and again', 1_500)
  if (!quote) throw new Error('no quote')
  const at = (start: number): Anchored => find(text, [quote, { type: 'TextPositionSelector', start, end: start + 15 }])
  expect(at(text.length + 500).state).toBe('lost')
  expect(at(1_003).state).toBe('lost')
  const there = text.indexOf('again and again', 50_000)
  expect(at(there)).toEqual({ state: 'exact', start: there, end: there + 15 })
})

it('AN12 does not take one of two common words after its surroundings have gone', () => {
  const selectors = selectorsOf(TIDES, 'the door')
  expect(find(`${BREAD} She closed the door. Later the door was open again. ${BREAD}`, selectors).state).toBe('lost')
})

it.each([
  ['a word replaced', 'copies two lines', 'copies three lines'],
  ['words inserted', 'copies two lines', 'copies, with great care and a new pencil, two lines'],
  ['words removed', 'harbour master copies two lines onto', 'master copies lines onto'],
])('AN13 finds the place when it was changed inside: %s', (_, old, next) => {
  const selectors = selectorsOf(TIDES, 'Each morning the harbour master copies two lines onto the slate outside')
  const now = `${BREAD} ${TIDES.replace(old, next)}`
  const expected = 'Each morning the harbour master copies two lines onto the slate outside'.replace(old, next)
  expect(seen(now, selectors)).toEqual(['changed', expected])
})

it('AN13 takes replaced words at the edges with it', () => {
  const selectors = selectorsOf(TIDES, 'harbour master copies two lines onto the slate')
  const now = TIDES.replace('the harbour master copies', 'the port captain copies').replace(
    'the slate',
    'the blackboard',
  )
  expect(seen(now, selectors)).toEqual(['changed', 'port captain copies two lines onto the blackboard'])
})

it('AN14 loses what was deleted and what never stood there, and says where it was', () => {
  const selectors = selectorsOf(TIDES, 'He is always sure.')
  expect(find(TIDES.replace('He is always sure. ', ''), selectors).state).toBe('lost')
  const foreign = find(BREAD, selectors)
  expect(foreign).toEqual({ state: 'lost', near: TIDES.indexOf('He is always sure.') })
})

it('AN15 finds a sentence that moved', () => {
  const sentence =
    'Boats that draw more than two metres wait for the flood; the flat ones leave whenever their owners have finished their coffee.'
  const selectors = selectorsOf(TIDES, sentence)
  const now = `${sentence} ${BREAD} ${TIDES.replace(sentence, '')}`
  expect(find(now, selectors)).toEqual({ state: 'exact', start: 0, end: sentence.length })
})

it('AN16 begins and ends inside words again', () => {
  const selectors = selectorsOf(TIDES, 'bour master copies two li')
  expect(seen(`${BREAD} ${TIDES}`, selectors)).toEqual(['exact', 'bour master copies two li'])
})

it('AN17 learns from other targets where repeated text went', () => {
  const rows = Array.from(
    { length: 30 },
    (_, i) => `row ${i % 2 ? 'odd' : 'even'} of the same table, nothing more to say`,
  )
  const before = `${TIDES}\n${rows.join('\n')}\n${BREAD}`
  const now = `${'Preface words that are new here. '.repeat(60)}\n${before}`
  const words = rows[10] as string
  const target = { id: 'row', selectors: selectorsOf(before, words, 5) }
  const guide = { id: 'guide', selectors: selectorsOf(before, 'the mud smells of iron and rope') }
  const shift = now.length - before.length
  const position = target.selectors.find((selector) => selector.type === 'TextPositionSelector')
  const found = anchor({ text: now }, [guide, target]).get('row')
  expect(found).toMatchObject({ state: 'exact', start: (position?.start ?? 0) + shift })
})

it('AN18 takes what is untouched as it is, also among equals', () => {
  const text = 'drip drop '.repeat(500)
  const selectors = selectorsOf(text, 'drop', 250)
  expect(find(text, selectors)).toMatchObject({ state: 'exact', start: 250 * 10 + 5 })
})

it('AN19 does not trust a position alone, nor a quote that says nothing', () => {
  const position = { type: 'TextPositionSelector', start: 4, end: 8 } as const
  expect(find(TIDES, [position])).toEqual({ state: 'lost', near: 4 })
  const blank = { type: 'TextQuoteSelector', exact: ' \n ', prefix: '', suffix: '' } as const
  expect(find(TIDES, [blank, position])).toEqual({ state: 'lost', near: 4 })
  expect(find(TIDES, [])).toEqual({ state: 'lost' })
  expect(find('', selectorsOf(TIDES, 'the door')).state).toBe('lost')
})

/** Pauses that a search of these targets takes: its measure of work, the same on every machine. */
function pauses(text: string, selectors: readonly Selector[], targets: number): number {
  const steps = anchorSliced(
    { text },
    Array.from({ length: targets }, (_, i) => ({ id: String(i), selectors })),
  )
  let count = 0
  while (!steps.next().done) count++
  return count
}

const ORDINARY = Array.from({ length: 60_000 }, (_, i) => `w${(i * 7_919) % 9_973}`).join(' ')

it.each([
  ['one repeated word', 'word '.repeat(80_000)],
  ['one endless word', 'x'.repeat(400_000)],
  ['punctuation', '.,;:'.repeat(100_000)],
  ['two words in turn', 'tick tock '.repeat(40_000)],
])('AN21 a page of %s costs no more than an ordinary one', (_, hostile) => {
  const targets = 50
  const quote = (text: string): readonly Selector[] => {
    const described = describe({ text }, 100_000, 104_000)
    return described.ok
      ? described.value.map((one) => (one.type === 'TextQuoteSelector' ? one : { ...one, start: 0, end: 9 }))
      : []
  }
  const ordinary = pauses(ORDINARY, quote(ORDINARY), targets)
  expect(ordinary).toBeGreaterThan(0)
  expect(pauses(hostile, quote(hostile), targets)).toBeLessThan(ordinary * 12 + 600)
})

it('AN20 asks the page once, however many targets there are', () => {
  const selectors = selectorsOf(ORDINARY, 'w7919 w5865 w3811').map((one) =>
    one.type === 'TextPositionSelector' ? { ...one, start: 1, end: 2 } : one,
  )
  const one = pauses(ORDINARY, selectors, 1)
  const many = pauses(ORDINARY, selectors, 400)
  expect(many).toBeLessThan(one * 40)
})

it('AN22 gives the same answers in slices', () => {
  const targets = ['harbour office', 'two metres', 'somebody asks him', 'iron and rope'].map((words) => ({
    id: words,
    selectors: selectorsOf(TIDES, words),
  }))
  const model = { text: `${BREAD} ${ORDINARY} ${TIDES.replace('two metres', 'three metres')}` }
  const steps = anchorSliced(model, targets)
  let count = 0
  let step = steps.next()
  for (; !step.done; step = steps.next()) count++
  expect(count).toBeGreaterThan(5)
  expect(step.value).toEqual(anchor(model, targets))
  expect([...step.value.values()].map(({ state }) => state)).toEqual(['exact', 'changed', 'exact', 'exact'])
})

it('AN23 reads names of the language as words', () => {
  const text = 'constructor __proto__ hasOwnProperty toString valueOf of every object, and constructor again'
  const selectors = selectorsOf(text, '__proto__ hasOwnProperty toString')
  expect(seen(`${BREAD} ${text}`, selectors)).toEqual(['exact', '__proto__ hasOwnProperty toString'])
})

it('AN13 finds a long quote by its ends', () => {
  const words = Array.from({ length: 700 }, (_, i) => `v${(i * 7_919) % 9_973}`).join(' ')
  const selectors = selectorsOf(`${TIDES} ${words} ${BREAD}`, words)
  const now = `${BREAD} ${TIDES} ${words} ${BREAD}`
  expect(seen(now, selectors)).toEqual(['exact', words])
  const edited = words.replace('v7919 ', '').replace(/ v\d+(?= v\d+ v\d+$)/, ' other')
  expect(seen(`${TIDES} ${edited} ${BREAD}`, selectors)).toEqual(['changed', edited])
})

it('AN10 reads scripts without spaces, and emoji', () => {
  const before = '港の事務所の扉のそばに潮汐表が掛かっている。毎朝、港長は二行を写す。🐟🐠🐡 そして誰かが尋ねる。'
  const selectors = selectorsOf(before, '港長は二行を写す。🐟🐠')
  expect(seen(`新しい序文がここにある。${before}`, selectors)).toEqual(['exact', '港長は二行を写す。🐟🐠'])
  expect(seen(`新しい序文。${before.replace('二行', '三行')}`, selectors)[0]).toBe('changed')
})
