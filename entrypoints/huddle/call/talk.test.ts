import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { Census } from './census.ts'
import { type Spoken, Talk } from './talk.ts'

class Channel extends EventTarget {
  readyState: RTCDataChannelState = 'connecting'
  binaryType = 'blob'
  bufferedAmount = 0
  other: Channel | undefined
  readonly sent: unknown[] = []
  send(data: unknown): void {
    if (this.readyState !== 'open') throw new DOMException('', 'InvalidStateError')
    this.sent.push(data)
    this.other?.come(data)
  }
  come(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }))
  }
  open(): void {
    this.readyState = 'open'
    this.dispatchEvent(new Event('open'))
  }
}

const SPOKEN: Spoken = {
  state: {
    muted: false,
    listening: false,
    camera: false,
    screen: false,
    hand: false,
    wants: { camera: 'high', screen: 'high' },
  },
  turns: { camera: 0, screen: 0 },
}

function end() {
  const [control, lossy] = [new Channel(), new Channel()]
  const life = new AbortController()
  const census = new Census()
  const events = { heard: vi.fn(), bye: vi.fn(), state: vi.fn(), reaction: vi.fn(), pointed: vi.fn() }
  const own = { now: SPOKEN }
  const talk = new Talk({
    control: control as unknown as RTCDataChannel,
    lossy: lossy as unknown as RTCDataChannel,
    life: life.signal,
    census,
    now: () => Date.now(),
    own: () => own.now,
    events,
  })
  return { talk, control, lossy, life, census, events, own }
}

function pair() {
  const [a, b] = [end(), end()]
  for (const kind of ['control', 'lossy'] as const) {
    a[kind].other = b[kind]
    b[kind].other = a[kind]
    a[kind].open()
    b[kind].open()
  }
  return { a, b }
}

describe('two windows', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('tell their state when the channel opens, and each change once', () => {
    const { a, b } = pair()
    a.talk.tell()
    vi.advanceTimersByTime(1_000)
    expect(b.events.state.mock.calls).toEqual([[SPOKEN]].slice(0, b.events.state.mock.calls.length))
    const hand = { ...SPOKEN, state: { ...SPOKEN.state, hand: true } }
    a.own.now = hand
    a.talk.tell()
    a.talk.tell()
    vi.advanceTimersByTime(1_000)
    expect(b.events.state.mock.calls.filter(([spoken]) => spoken.state.hand)).toHaveLength(1)
  })

  it('many changes in a moment become few messages, the last of them true', () => {
    const { a, b } = pair()
    for (let i = 0; i < 101; i++) {
      a.own.now = { ...SPOKEN, state: { ...SPOKEN.state, muted: i % 2 === 0 } }
      a.talk.tell()
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(1_000)
    expect(a.control.sent.length).toBeLessThan(8)
    expect(b.events.state.mock.lastCall?.[0].state.muted).toBe(true)
  })

  it('answer pings, and hear each other by them', () => {
    const { a, b } = pair()
    a.talk.ping()
    expect(b.events.heard).toHaveBeenCalled()
    expect(a.control.sent.some((text) => String(text).includes('ping'))).toBe(true)
    expect(b.control.sent.some((text) => String(text).includes('pong'))).toBe(true)
  })

  it('point, and what comes late is passed over', () => {
    const { a, b } = pair()
    const point = { screen: 'a'.repeat(32) as DeviceId, x: 0.5, y: 0.5, stroke: undefined }
    a.talk.point(point)
    const first = a.lossy.sent[0]
    a.talk.point(undefined)
    b.lossy.come(first)
    expect(b.events.pointed.mock.calls.map(([one]) => one === undefined)).toEqual([false, true])
  })

  it('a point that would wait is not sent at all', () => {
    const { a } = pair()
    a.lossy.bufferedAmount = 1_000_000
    a.talk.point(undefined)
    expect(a.lossy.sent).toEqual([])
  })

  it.each(['', 'x', '{}', '[]', 'null', '{"is":"state"}', `{"is":"${'x'.repeat(5_000)}"}`, 7, new ArrayBuffer(8)])(
    'nonsense (%s) changes nothing and is no sign of life',
    (nonsense) => {
      const { a } = pair()
      const before = a.events.heard.mock.calls.length
      a.control.come(nonsense)
      a.lossy.come(nonsense)
      expect(a.events.heard.mock.calls.length).toBe(before)
      expect([a.events.bye, a.events.reaction, a.events.pointed].every((event) => event.mock.calls.length === 0)).toBe(
        true,
      )
    },
  )

  it('a flood is believed only so far', () => {
    const { a, b } = pair()
    for (let i = 0; i < 500; i++) a.talk.react('👍')
    expect(b.events.reaction.mock.calls.length).toBeLessThan(10)
  })

  it('an ended connection leaves no timer and no listener', () => {
    const { a, b } = pair()
    a.own.now = { ...SPOKEN, state: { ...SPOKEN.state, hand: true } }
    a.talk.tell()
    a.life.abort()
    expect(a.census.of('timer')).toBe(0)
    vi.advanceTimersByTime(1_000)
    const before = a.events.heard.mock.calls.length
    b.talk.ping()
    expect(a.events.heard.mock.calls.length).toBe(before)
  })
})
