import { describe, expect, it } from 'vitest'
import type { AnnotationView, PersonView, SpaceView } from '../../../shared/contract/views.ts'
import type { VersionKey } from '../../../shared/domain/annotation.ts'
import type { AnnotationId, DeviceId, SpaceId } from '../../../shared/domain/ids.ts'
import { PageView } from './page-view.ts'

const space: SpaceView = {
  id: 'c'.repeat(32) as SpaceId,
  name: 'Design team',
  private: false,
  people: 2,
  link: { state: 'online', words: '', waiting: 0, refused: 0, direct: 0 },
}
const ben: PersonView = { device: 'b' as DeviceId, name: 'Ben', colour: 'teal', me: false, here: true }
const mark = (id: string): AnnotationView => ({
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
})
const place = { path: [0], x: 0, y: 0 }

describe('what the overlay knows of its page', () => {
  it('is the page the engine told, with the changes since', () => {
    const view = new PageView()
    view.fold({ see: 'page', space, annotations: [mark('1'), mark('2')], people: [ben] })
    view.fold({ see: 'annotations', put: [{ ...mark('2'), comments: 3 }, mark('3')], drop: ['1' as AnnotationId] })
    expect([...view.annotations.values()].map(({ id, comments }) => [id, comments])).toEqual([
      ['2', 3],
      ['3', 0],
    ])
    view.fold({ see: 'page', space, annotations: [], people: [] })
    expect(view.annotations.size).toBe(0)
  })

  it('forgets everything when put to sleep, and does not wake from a change of the space alone', () => {
    const view = new PageView()
    view.fold({ see: 'page', space, annotations: [mark('1')], people: [ben] })
    view.fold({ see: 'asleep', why: 'site-off' })
    view.fold({ see: 'space', space })
    expect([view.awake, view.annotations.size, view.people.length]).toEqual([false, 0, 0])
  })

  it('knows the huddles as last told, and none of them asleep', () => {
    const view = new PageView()
    let changes = 0
    view.changed.listen(() => changes++)
    view.fold({ see: 'page', space, annotations: [], people: [ben] })
    view.fold({ see: 'huddles', huddles: { on: [], cannot: 'This space is private.' } })
    expect([view.huddles.cannot, changes]).toEqual(['This space is private.', 2])
    view.fold({ see: 'page', space, annotations: [], people: [ben] })
    expect(view.huddles.cannot).toBe('This space is private.')
    view.fold({ see: 'asleep', why: 'site-off' })
    expect(view.huddles).toEqual({ on: [] })
  })

  it('keeps the page’s versions, the same one as the same object, until the address changes', () => {
    const view = new PageView()
    const version = { key: 'v' as VersionKey, length: 5, landmarks: 'abc' }
    view.fold({ see: 'versions', versions: [version] })
    view.fold({ see: 'page', space, annotations: [{ ...mark('1'), version: version.key }], people: [] })
    view.fold({ see: 'versions', versions: [{ ...version }] })
    expect(view.versions.get(version.key)).toBe(version)
    view.fold({ see: 'versions', versions: [{ ...version, length: 6 }] })
    expect(view.versions.get(version.key)?.length).toBe(6)
    view.clear()
    expect(view.versions.size).toBe(0)
  })

  it('drops the cursor of whoever left', () => {
    const view = new PageView()
    view.fold({ see: 'page', space, annotations: [], people: [ben] })
    view.fold({ see: 'cursors', cursors: [{ device: ben.device, place }] })
    expect(view.cursors.size).toBe(1)
    view.fold({ see: 'people', people: [{ ...ben, here: false }] })
    expect(view.cursors.size).toBe(0)
  })
})
