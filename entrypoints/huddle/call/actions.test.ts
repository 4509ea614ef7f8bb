import { describe, expect, it, vi } from 'vitest'
import type { Way } from '../../../shared/huddle/advice.ts'
import { type ActionParts, callActions } from './actions.ts'

function world(way?: Way) {
  const media = {
    camera: { state: { on: false }, set: vi.fn(async () => true) },
    screen: { start: vi.fn(async () => true) },
    microphone: { hold: vi.fn() },
    setLowData: vi.fn(async () => undefined),
    setMuted: vi.fn(),
    retryMicrophone: vi.fn(async () => undefined),
  }
  const room = { unblock: vi.fn() }
  const advising = { wayOf: () => way, dismiss: vi.fn(), refuse: vi.fn() }
  const parts = { huddling: { media, room }, advising, changed: vi.fn(), say: vi.fn() }
  return { media, room, advising, actions: callActions(parts as unknown as ActionParts) }
}

describe('the button of an advice', () => {
  it.each(['slow-upload', 'bad-network', 'slow-computer'] as const)(
    '%s does what its label says, whatever changed since',
    (key) => {
      const off = world('camera-off')
      off.actions.act(key)
      expect(off.media.camera.set).toHaveBeenCalledExactlyOnceWith(false)
      expect(off.media.setLowData).not.toHaveBeenCalled()
      const less = world('less-data')
      less.media.camera.state.on = true
      less.actions.act(key)
      expect(less.media.setLowData).toHaveBeenCalledExactlyOnceWith(true)
      expect(less.media.camera.set).not.toHaveBeenCalled()
    },
  )

  it('asks again, unmutes, lets us be heard; without a way out it only goes', () => {
    const { media, room, advising, actions } = world()
    for (const key of ['microphone', 'camera', 'screen', 'talking-muted', 'autoplay', 'relay-away'] as const)
      actions.act(key)
    expect(media.retryMicrophone).toHaveBeenCalledTimes(1)
    expect(media.camera.set).toHaveBeenCalledExactlyOnceWith(true)
    expect(media.screen.start).toHaveBeenCalledTimes(1)
    expect(media.setMuted).toHaveBeenCalledExactlyOnceWith(false)
    expect(room.unblock).toHaveBeenCalledTimes(1)
    expect(advising.dismiss).toHaveBeenCalledExactlyOnceWith('relay-away')
  })
})
