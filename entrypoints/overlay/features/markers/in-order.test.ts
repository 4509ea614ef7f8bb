import { describe, expect, it } from 'vitest'
import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { inOrder } from './in-order.ts'

const id = (letter: string) => `${letter.repeat(32)}.${letter.repeat(16)}` as AnnotationId
const view = (letter: string, created: number, more: Partial<AnnotationView> = {}): AnnotationView => ({
  id: id(letter),
  kind: 'pin',
  colour: 'blue',
  selectors: [],
  author: 'Ben',
  authorColour: 'teal',
  mine: false,
  comments: 0,
  resolved: false,
  created,
  ...more,
})
const found = (letter: string, at: number) => ({ annotation: id(letter), state: 'exact' as const, at })
const order = (places: Parameters<typeof inOrder>[0], ...views: AnnotationView[]) =>
  inOrder(places, new Map(views.map((one) => [one.id, one]))).map(({ about }) => about.id[0])

describe('what stands in the page', () => {
  it('RO1 RO3 is in the order of the panel: by place, then by age, then by id, whoever found it first', () => {
    const views = [view('a', 30), view('b', 20), view('c', 10), view('d', 20)]
    expect(order([found('a', 5), found('d', 5), found('b', 5), found('c', 9)], ...views)).toEqual(['b', 'd', 'a', 'c'])
  })

  it('RO4 is no draft, and nothing that was removed or hidden', () => {
    const hidden = view('b', 1, { hidden: { by: 'Ada' } })
    const places = [{ annotation: 'draft' as const, state: 'exact' as const, at: 0 }, found('a', 1), found('b', 2)]
    expect(order([...places, found('c', 3)], view('a', 1), hidden, view('c', 1, { removed: true }))).toEqual(['a'])
  })
})
