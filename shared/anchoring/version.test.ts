import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MAX_LANDMARKS } from '../domain/annotation.ts'
import { toBase64Url } from '../kit/bytes.ts'
import { anchor } from './anchor.ts'
import { describe } from './describe.ts'
import type { Target, Version } from './model.ts'
import { describeVersion, describeVersionSliced } from './version.ts'
import { landmarksOf } from './version-match.ts'

/** A text of distinct words, as no page has them: every landmark is the only one of its kind. */
const prose = (name: string, words: number) =>
  Array.from({ length: words }, (_, i) => `${name}${(i * 7_919) % 99_991}`).join(' ')

function targetOf(text: string, words: string, version?: Version, nth = 0): Target {
  let start = text.indexOf(words)
  for (let i = 0; i < nth; i++) start = text.indexOf(words, start + 1)
  const described = describe({ text }, start, start + words.length)
  if (!described.ok) throw new Error(described.error.words)
  return { id: words, selectors: described.value, ...(version ? { version } : {}) }
}

const found = (text: string, target: Target) => anchor({ text }, [target]).get(target.id)

const packed = (pairs: readonly (readonly [hash: number, offset: number])[]): string => {
  const view = new DataView(new ArrayBuffer(pairs.length * 8))
  for (const [i, [hash, offset]] of pairs.entries()) {
    view.setInt32(i * 8, hash, true)
    view.setUint32(i * 8 + 4, offset, true)
  }
  return toBase64Url(new Uint8Array(view.buffer))
}

it('AN30 spreads at most 512 landmarks evenly, in order, and answers the same object again', () => {
  const model = { text: prose('w', 20_000) }
  const version = describeVersion(model)
  expect(describeVersion(model)).toBe(version)
  expect(version.length).toBe(model.text.length)
  const landmarks = landmarksOf(version)
  expect(landmarks.length).toBeGreaterThan(MAX_LANDMARKS * 0.9)
  expect(landmarks.length).toBeLessThanOrEqual(MAX_LANDMARKS)
  const gaps = landmarks.slice(1).map(({ offset }, i) => offset - (landmarks[i]?.offset ?? 0))
  expect(Math.max(...gaps)).toBeLessThan((3 * model.text.length) / MAX_LANDMARKS)
})

it('AN30 takes no landmark from words that stand on the page again and again', () => {
  const refrain = 'the very same refrain is sung again and again. '.repeat(200)
  const text = `${prose('a', 500)} ${refrain} ${prose('b', 500)}`
  const inRefrain = landmarksOf(describeVersion({ text })).filter(
    ({ offset }) => offset > text.indexOf('refrain') + 40 && offset < text.lastIndexOf('refrain') - 40,
  )
  expect(inRefrain).toEqual([])
  expect(describeVersion({ text: refrain }).landmarks.length).toBeLessThan(100)
})

it('AN30 describes the same in slices, and what has hardly any words', () => {
  const text = prose('w', 60_000)
  const steps = describeVersionSliced({ text })
  let pauses = 0
  let step = steps.next()
  for (; !step.done; step = steps.next()) pauses++
  expect(pauses).toBeGreaterThan(4)
  expect(step.value).toEqual(describeVersion({ text }))
  for (const little of ['', 'word', 'three little words', '...'])
    expect(describeVersion({ text: little })).toEqual({ length: little.length, landmarks: '' })
})

it('AN31 settles by landmarks what nothing else tells apart', () => {
  const verse = `${'so they sang, and so they sang it again. '.repeat(40)}ho`
  const stanzas = [0, 1, 2, 3].map((i) => `${prose(`p${i}x`, 60)}\n${verse}\n`)
  const before = stanzas.join('')
  const version = describeVersion({ text: before })
  const now = `${prose('new', 300)}\n${stanzas.slice(0, 3).join('')}${prose('inserted', 200)}\n${stanzas[3]}`
  for (const name of ['p1x0', 'p2x0']) {
    const start = before.indexOf('they sang it', before.indexOf(name) + 1_200)
    const described = describe({ text: before }, start, start + 12)
    if (!described.ok) throw new Error('no words')
    const shift = now.indexOf(name) - before.indexOf(name)
    const place = { start: start + shift, end: start + shift + 12 }
    const target = { id: name, selectors: described.value }
    expect(found(now, { ...target, version })).toEqual({ state: 'exact', ...place })
    expect(found(now, target)).not.toMatchObject({ state: 'exact', ...place })
  }
})

it('AN32 finds what moved against the order of the landmarks around it', () => {
  const [one, two, three, moved] = ['a', 'b', 'c', 'm'].map((name) => prose(name, 150)) as [
    string,
    string,
    string,
    string,
  ]
  const before = [one, moved, two, three].join('\n')
  const version = describeVersion({ text: before })
  const now = [one, two, three, moved].join('\n')
  const words = moved.split(' ').slice(70, 78).join(' ')
  expect(found(now, targetOf(before, words, version))).toMatchObject({ state: 'exact', start: now.indexOf(words) })
  const edited = now.replace(words.split(' ')[3] ?? '', 'changed')
  expect(found(edited, targetOf(before, words, version))).toMatchObject({ state: 'changed', start: now.indexOf(words) })
})

it('AN33 believes next to nothing on a page that shares no landmark', () => {
  const notice =
    'This place is kept by people who like it, and they would like to go on keeping it for those who come. Read our terms of use before you go on. All rights reserved, as far as the law has any. Write to us with your questions, with praise, with anything that you found broken; somebody reads it every morning.'
  const before = `${prose('w', 900)} ${notice} ${prose('v', 900)}`
  const target = targetOf(before, 'All rights reserved', describeVersion({ text: before }))
  const foreign = (words: string) => `${prose('z', 900)} ${words} ${prose('y', 900)}`
  expect(found(foreign('There, too, all rights are reserved, as far as the law has any.'), target)?.state).toBe('lost')
  expect(found(foreign(notice), target)?.state).toBe('exact')
})

it.each([
  ['not base64url', { length: 100, landmarks: '!!not/base64==' }],
  ['a length no base64 has', { length: 100, landmarks: 'AAAAA' }],
  ['too many', { length: 1e9, landmarks: packed(Array.from({ length: 600 }, (_, i) => [i, i] as const)) }],
  ['huge', { length: 1e9, landmarks: 'A'.repeat(4_000_000) }],
  [
    'out of order',
    {
      length: 100,
      landmarks: packed([
        [1, 50],
        [2, 40],
      ]),
    },
  ],
  [
    'twice at one place',
    {
      length: 100,
      landmarks: packed([
        [1, 50],
        [2, 50],
      ]),
    },
  ],
  ['beyond the text', { length: 100, landmarks: packed([[1, 101]]) }],
])('AN34 does without landmarks that are %s', (_, version) => {
  expect(landmarksOf(version)).toEqual([])
  const text = prose('w', 50)
  expect(found(`new ${text}`, targetOf(text, text.slice(40, 90), version))).toMatchObject({ state: 'exact', start: 44 })
})

it('AN34 lets no forged landmark move words that stand on the page once, in their surroundings', () => {
  const text = prose('w', 400)
  const now = `${prose('n', 300)} ${text} ${prose('o', 300)}`
  const honest = landmarksOf(describeVersion({ text: now }))
  const words = text.split(' ').slice(200, 206).join(' ')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(honest.length - 1), fc.nat(text.length)), { maxLength: 120 }), (picks) => {
      const offsets = [...new Set(picks.map(([, offset]) => offset))].sort((a, b) => a - b)
      const landmarks = packed(offsets.map((offset, i) => [honest[picks[i]?.[0] ?? 0]?.hash ?? 0, offset] as const))
      const answer = found(now, targetOf(text, words, { length: text.length, landmarks }))
      expect(answer).toEqual({ state: 'exact', start: now.indexOf(words), end: now.indexOf(words) + words.length })
    }),
    { numRuns: 40 },
  )
})

it('AN34 reads at most 64 versions in one search, and still finds what refers to others', () => {
  const text = prose('w', 300)
  const targets = Array.from({ length: 100 }, (_, i) => ({
    ...targetOf(text, text.slice(1_000, 1_060).trim(), { length: text.length, landmarks: packed([[i, i]]) }),
    id: String(i),
  }))
  const answers = anchor({ text: `new ${text}` }, targets)
  expect([...answers.values()].every(({ state }) => state === 'exact')).toBe(true)
  expect(answers.size).toBe(100)
})

it('AN30 makes the same landmarks for ever: they are stored', () => {
  const text =
    'The tide tables hang beside the door of the harbour office. Each morning the harbour master copies two lines, “sure”; 港の潮汐表 🐟 Café.'
  expect(describeVersion({ text }).landmarks).toBe('WTbbRhUAAAAPgNO2SQAAAC2SNsp0AAAA')
})

it('AN31 tells copies of a whole text apart by their order', () => {
  const text = prose('w', 900)
  const before = [text, text, text].join('\n\n')
  const now = [prose('n', 400), text, text, text].join('\n\n')
  const version = describeVersion({ text: before })
  for (const copy of [0, 1, 2]) {
    const start = copy * (text.length + 2) + text.indexOf(' ', 3_000) + 1
    const described = describe({ text: before }, start, start + 30)
    if (!described.ok) throw new Error('no words')
    const at = start + now.length - before.length
    const position = described.value.find(({ type }) => type === 'TextPositionSelector')
    expect(found(now, { id: 'copy', selectors: described.value, version })).toEqual({
      state: 'exact',
      start: at,
      end: at + (position?.type === 'TextPositionSelector' ? position.end - position.start : 0),
    })
  }
})

it('AN18 takes what was only moved by text that came in elsewhere without a search, repeated or not', () => {
  const verse = 'so they sang, and so they sang it again. '.repeat(30)
  const before = [0, 1, 2, 3].map((i) => `${prose(`p${i}x`, 80)}\n${verse}\n`).join('')
  const version = describeVersion({ text: before })
  const now = `${prose('new', 30)}\n${before}`
  const shift = now.length - before.length
  for (const name of ['p1x0', 'p2x0', 'p3x0']) {
    const start = before.indexOf('they sang it', before.indexOf(name) + 1_200)
    const described = describe({ text: before }, start, start + 12)
    if (!described.ok) throw new Error('no words')
    const target = { id: name, selectors: described.value, version }
    expect(found(now, target)).toEqual({ state: 'exact', start: start + shift, end: start + shift + 12 })
  }
})

it('AN18 does not take words from where they are not whole: what was edited beside a landmark is looked for', () => {
  const before = `${prose('a', 200)} the lamp of the north tower is lit at dusk ${prose('b', 200)}`
  const version = describeVersion({ text: before })
  const target = targetOf(before, 'the lamp of the north tower is lit at dusk', version)
  const now = `${prose('new', 10)} ${before.replace('is lit at', 'was lit long after')}`
  expect(found(now, target)).toMatchObject({ state: 'changed' })
})
