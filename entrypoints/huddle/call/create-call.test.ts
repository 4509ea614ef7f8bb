import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HuddleIntent, HuddleWindowView } from '../../../shared/contract/huddle.ts'
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../../shared/domain/ids.ts'
import { parseSignal } from '../../../shared/huddle/wire/signal.ts'
import { createCall } from './create-call.ts'

const SPACE = { id: 'a'.repeat(32) as SpaceId, name: 'Design team' }
const HUDDLE = 'b'.repeat(32) as HuddleId
const person = (letter: string, name: string) =>
  ({ device: letter.repeat(32) as DeviceId, member: letter.repeat(32) as MemberId, name, colour: 'teal' }) as const
// Of kind `files`: no device is opened. Ben's id is the lower one: his window offers, ours asks.
const VIEW: Extract<HuddleWindowView, { see: 'huddle' }> = {
  see: 'huddle',
  huddle: HUDDLE,
  kind: 'files',
  space: SPACE,
  me: person('e', 'Ada'),
  others: [person('c', 'Ben')],
  members: [],
  ice: [],
  relayOnly: false,
}

function world() {
  const said: HuddleIntent[] = []
  const kept = new Map<string, string>()
  const shelf = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  let [hear, refuse]: [(message: unknown) => void, boolean] = [() => undefined, false]
  const port = {
    postMessage: (message: unknown) => {
      const { n, intent } = message as { n: number; intent: HuddleIntent }
      said.push(intent)
      hear({ reply: n, ok: !refuse, words: 'This huddle is over.' })
    },
    disconnect: () => undefined,
    onMessage: {
      addListener: (listener: typeof hear) => {
        hear = listener
      },
    },
    onDisconnect: { addListener: () => undefined },
  }
  const files = { channel: vi.fn(), gone: vi.fn(), close: vi.fn() }
  const call = createCall({
    runtime: { sendMessage: async () => true, connect: () => port },
    transfers: files as never,
    local: shelf,
    session: shelf,
    source: Object.assign(new EventTarget(), { enumerateDevices: async () => [] }) as never,
  })
  const see = async (view: HuddleWindowView) => {
    hear(view)
    await vi.advanceTimersByTimeAsync(300)
  }
  const refuses = (on: boolean) => {
    refuse = on
  }
  return { call, said, kept, see, refuses }
}

describe('the call as a whole', () => {
  const windows = new EventTarget()
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('window', Object.assign(windows, { navigator: {} }))
    vi.stubGlobal('addEventListener', windows.addEventListener.bind(windows))
    vi.stubGlobal('document', { visibilityState: 'hidden' })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  async function entered() {
    const made = world()
    await vi.advanceTimersByTimeAsync(50)
    await made.see(VIEW)
    return made
  }
  const last = (said: readonly HuddleIntent[]) => {
    const [signal, leave] = said.slice(-2)
    const body = signal?.do === 'signal' ? parseSignal(signal.body) : undefined
    return [body?.ok && body.value.message.is, leave?.do]
  }

  it('says goodbye to each before it leaves, and keeps where "Rejoin" leads', async () => {
    const { call, said, kept } = await entered()
    expect(call.state).toMatchObject({ stage: 'in', others: [{ name: 'Ben' }] })
    call.actions.leave()
    expect(last(said)).toEqual(['bye', 'leave'])
    expect(call.state).toMatchObject({ stage: 'left', huddle: HUDDLE, space: SPACE, kind: 'files', others: [] })
    expect(kept.has('huddle-interrupted')).toBe(false)
    await vi.advanceTimersByTimeAsync(300)
    call.actions.enter(SPACE.id, HUDDLE)
    expect(call.state.stage).toBe('starting')
    expect(said.at(-1)).toEqual({ do: 'enter', space: SPACE.id, huddle: HUDDLE })
    call.close()
    expect(call.census.counts).toEqual({ connection: 0, track: 0, element: 0, timer: 0 })
  })

  it('a closed window says goodbye before it leaves, too', async () => {
    const { call, said } = await entered()
    windows.dispatchEvent(new Event('pagehide'))
    expect(last(said)).toEqual(['bye', 'leave'])
    expect(call.census.of('timer')).toBe(0)
  })

  it('another huddle that cannot be entered does not end the one that we are in', async () => {
    const { call, see, refuses } = await entered()
    await see({ see: 'asked', space: SPACE.id, words: 'Leave this one?' })
    refuses(true)
    call.actions.enter(SPACE.id, 'd'.repeat(32) as HuddleId)
    await vi.advanceTimersByTimeAsync(300)
    expect(call.state).toMatchObject({ stage: 'in', advice: [{ key: 'too-many', words: 'This huddle is over.' }] })
    expect(call.state.asked).toBeUndefined()
    call.actions.leave()
    await vi.advanceTimersByTimeAsync(300)
    call.actions.enter(SPACE.id, HUDDLE)
    await vi.advanceTimersByTimeAsync(300)
    expect(call.state).toMatchObject({ stage: 'refused', words: 'This huddle is over.' })
    call.close()
  })

  it('tells how it stands while the window is hidden', async () => {
    const { call, see } = await entered()
    const changed = vi.fn()
    call.changed.listen(changed)
    await see({ ...VIEW, others: [] })
    expect(changed).toHaveBeenCalled()
    call.close()
  })
})
