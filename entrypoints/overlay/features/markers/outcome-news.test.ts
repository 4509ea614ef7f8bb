import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { inMessages, MOST_CHARS, MOST_OUTCOMES, news, type Told } from './outcome-news.ts'

const id = (n: number): AnnotationId => `${'a'.repeat(32)}.${n.toString(16).padStart(16, '0')}` as AnnotationId
const one = (n: number, at: number, more: Partial<Told> = {}): Told => ({
  annotation: id(n),
  state: 'exact',
  at,
  ...more,
})
const told = (...all: Told[]) => new Map(all.map((each) => [each.annotation, each]))

describe('what is told of outcomes', () => {
  const [a, b, c] = [one(1, 10), one(2, 20), one(3, 30)]

  it('is everything at first, then what changed: state, or words', () => {
    expect(news(new Map(), [a, b, c])).toEqual([a, b, c])
    expect(news(told(a, b, c), [a, b, c])).toEqual([])
    const changed = one(2, 20, { state: 'changed', now: 'other words' })
    expect(news(told(a, b, c), [a, changed, c])).toEqual([changed])
    const again = { ...changed, now: 'others still' }
    expect(news(told(a, changed, c), [a, again, c])).toEqual([again])
  })

  it('is nothing when all merely moved along, as while somebody types above them', () => {
    expect(news(told(a, b, c), [one(1, 15), one(2, 25), one(3, 35)])).toEqual([])
  })

  it('is the new places when the order is another, or could no longer be read from the old ones', () => {
    const [first, second] = [one(2, 5), one(1, 10)]
    expect(news(told(a, b, c), [first, second, c])).toEqual([first])
    // A new one between two that have moved: by their old places it would stand elsewhere.
    const found = [one(1, 1_010), one(4, 1_015), one(2, 1_020)]
    expect(news(told(a, b), found)).toEqual(found)
  })

  it('leaves the other side with the true order, whatever happens', () => {
    const places = fc.array(fc.record({ n: fc.nat({ max: 8 }), at: fc.nat({ max: 12 }), lost: fc.boolean() }), {
      maxLength: 9,
    })
    fc.assert(
      fc.property(fc.array(places, { maxLength: 5 }), (rounds) => {
        const known = new Map<AnnotationId, Told>()
        for (const round of rounds) {
          const found = [...new Map(round.map((each) => [each.n, each])).values()]
            .map(({ n, at, lost }) => one(n, at, { state: lost ? 'lost' : 'exact' }))
            .sort((x, y) => x.at - y.at)
          for (const each of news(known, found)) known.set(each.annotation, each)
          const seen = found.map(({ annotation }) => known.get(annotation) as Told)
          expect(seen.map(({ state }) => state)).toEqual(found.map(({ state }) => state))
          for (let i = 1; i < found.length; i++) {
            const apart = (list: readonly Told[]) => Math.sign((list[i]?.at ?? 0) - (list[i - 1]?.at ?? 0))
            expect(apart(seen)).toBe(apart(found))
          }
        }
      }),
    )
  })
})

describe('messages of outcomes', () => {
  it('are one when few, and none when there is nothing', () => {
    expect(inMessages([])).toEqual([])
    expect(inMessages([one(1, 1), one(2, 2)])).toHaveLength(1)
  })

  it('hold at most as many, and as many characters as they are written with, in order and whole', () => {
    const many = Array.from({ length: 4_500 }, (_, n) => one(n, n))
    const long = Array.from({ length: 60 }, (_, n) => one(n, n, { state: 'changed', now: '\u0001'.repeat(8_000) }))
    for (const all of [many, long]) {
      const messages = inMessages(all)
      expect(messages.flat()).toEqual(all)
      for (const message of messages) {
        expect(message.length).toBeLessThanOrEqual(MOST_OUTCOMES)
        expect(JSON.stringify(message).length).toBeLessThanOrEqual(MOST_CHARS + 2)
      }
    }
  })
})
