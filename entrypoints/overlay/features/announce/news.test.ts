import { describe, expect, it } from 'vitest'
import type { AnnotationView, PersonView } from '../../../../shared/contract/views.ts'
import type { AnnotationId, DeviceId } from '../../../../shared/domain/ids.ts'
import { know, news } from './news.ts'

const ben = { device: 'b' as DeviceId, name: 'Ben', colour: 'teal', me: false, here: true } satisfies PersonView
const mark = (id: string, more: Partial<AnnotationView> = {}): AnnotationView => ({
  id: id as AnnotationId,
  kind: 'highlight',
  colour: 'yellow',
  selectors: [],
  author: 'Ben',
  authorColour: 'teal',
  mine: false,
  comments: 0,
  resolved: false,
  created: 0,
  ...more,
})
const marks = (...all: AnnotationView[]) => new Map(all.map((one) => [one.id, one]))
const nothing = know([], new Map())

describe('news for those who cannot see them', () => {
  it('tell who comes and goes', () => {
    const here = know([ben], new Map())
    expect(news(nothing, here, new Map(), undefined)).toEqual(['Ben joined'])
    expect(news(here, nothing, new Map(), undefined)).toEqual(['Ben left'])
    expect(news(nothing, know([{ ...ben, here: false }], new Map()), new Map(), undefined)).toEqual([])
  })

  it('wait for the name of who comes', () => {
    const unnamed = know([{ ...ben, name: 'Someone', unnamed: true }], new Map())
    expect(news(nothing, unnamed, new Map(), undefined)).toEqual([])
    expect(news(unnamed, know([ben], new Map()), new Map(), undefined)).toEqual(['Ben joined'])
  })

  it('name who commented and on whose mark, and are silent about one’s own comments', () => {
    const said = (more: Partial<AnnotationView>) => {
      const now = marks(mark('1', { comments: 1, ...more }))
      return news(know([], marks(mark('1', more.mine ? { mine: true } : {}))), know([], now), now, undefined)
    }
    expect(said({ lastBy: 'Ben' })).toEqual(['Ben commented on their own highlight'])
    expect(said({ lastBy: 'Ben', author: 'Ada' })).toEqual(['Ben commented on the highlight by Ada'])
    expect(said({ lastBy: 'Ben', mine: true, kind: 'page' })).toEqual(['Ben commented on your page comment'])
    expect(said({ mine: true })).toEqual([])
  })

  it('name pins and drawings as what they are', () => {
    const now = marks(
      mark('1', { kind: 'pin' }),
      mark('2', { kind: 'drawing', comments: 1, lastBy: 'Ben', author: 'Ada' }),
    )
    const before = know([], marks(mark('2', { kind: 'drawing' })))
    expect(news(before, know([], now), now, undefined)).toEqual(['Pin by Ben', 'Ben commented on the drawing by Ada'])
  })

  it('tell of highlights and comments of others, not of one’s own highlight', () => {
    const now = marks(mark('1'), mark('2', { mine: true, comments: 1, lastBy: 'Ben' }))
    const before = know([], marks(mark('2', { mine: true })))
    expect(news(before, know([], now), now, undefined)).toEqual(['Highlight by Ben', 'Ben commented on your highlight'])
    expect(
      news(nothing, know([], marks(mark('3', { mine: true }))), marks(mark('3', { mine: true })), undefined),
    ).toEqual([])
  })

  it('are silent about the open thread, and short when much happens at once', () => {
    const now = marks(mark('1', { comments: 2, lastBy: 'Ben' }))
    expect(news(know([], marks(mark('1'))), know([], now), now, '1')).toEqual([])
    const many = marks(...['1', '2', '3', '4'].map((id) => mark(id)))
    expect(news(nothing, know([], many), many, undefined)).toEqual(['4 changes on this page'])
  })
})
