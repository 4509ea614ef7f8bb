import { describe, expect, it } from 'vitest'
import type { HuddlesView, HuddleView, RingView } from '../../../../shared/contract/huddle.ts'
import type { OverlayView, SpaceView } from '../../../../shared/contract/views.ts'
import type { HuddleId } from '../../../../shared/domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../../../shared/domain/ids.ts'
import { Signal } from '../../../../shared/kit/signal.ts'
import type { Desk } from '../../desk.ts'
import { PageView } from '../../link/page-view.ts'
import { announceHuddles } from './news.ts'

const ben = { device: 'b' as DeviceId, member: 'm' as MemberId, name: 'Ben', colour: 'teal' } as const
const huddle = (id: string, change: Partial<HuddleView> = {}): HuddleView => ({
  id: id as HuddleId,
  kind: 'talk',
  space: 's' as SpaceId,
  people: [ben],
  ...change,
})
const ring = (id: string) => ({ huddle: id as HuddleId, from: ben }) as RingView

function listener() {
  const view = new PageView()
  const views = new Signal<OverlayView>()
  const said: string[] = []
  const ending = new AbortController()
  announceHuddles({ view, link: { views } as Desk['link'], until: ending.signal, speak: (words) => said.push(words) })
  const tell = (seen: OverlayView) => {
    view.fold(seen)
    views.emit(seen)
  }
  return { said, tell, huddles: (huddles: HuddlesView) => tell({ see: 'huddles', huddles }) }
}

describe('news of huddles for those who do not see the dock', () => {
  it('tell of one that others begin, once; not of what was on when we came', () => {
    const { said, huddles } = listener()
    huddles({ on: [huddle('1')] })
    huddles({ on: [huddle('1'), huddle('2')] })
    huddles({ on: [huddle('1'), huddle('2')] })
    expect(said).toEqual(['Ben in a huddle'])
  })

  it('are silent about our own, about files on their way, and about what rings, also when the ring has ended', () => {
    const { said, huddles } = listener()
    const own = { ...huddle('1'), muted: false, camera: false, screen: false }
    huddles({ on: [] })
    huddles({ on: [own, huddle('2', { kind: 'files' }), huddle('3')], own, ring: ring('3') })
    huddles({ on: [own, huddle('2', { kind: 'files' }), huddle('3')] })
    expect(said).toEqual([])
  })

  it('begin anew after sleep', () => {
    const { said, huddles, tell } = listener()
    huddles({ on: [] })
    tell({ see: 'asleep', why: 'site-off' })
    tell({ see: 'page', space: {} as SpaceView, annotations: [], people: [] })
    huddles({ on: [huddle('1')] })
    expect(said).toEqual([])
  })
})
