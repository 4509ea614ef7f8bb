import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HuddleIntent } from '../../../shared/contract/huddle.ts'
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { SpaceId } from '../../../shared/domain/ids.ts'
import { type Back, Session } from './session.ts'

const SPACE = 'a'.repeat(32) as SpaceId
const HUDDLE = 'b'.repeat(32) as HuddleId

/** An engine that answers everything, and can be cut off. */
function engine() {
  const said: HuddleIntent[] = []
  let to: ((message: unknown) => void) | undefined
  let cut: (() => void) | undefined
  let value: unknown
  let mute = false
  return {
    said,
    answer: (next: unknown) => {
      value = next
    },
    view: (view: unknown) => to?.(view),
    cut: () => cut?.(),
    /** From now on, or until told otherwise, nothing is answered. */
    hang: (on: boolean) => {
      mute = on
    },
    runtime: {
      sendMessage: async () => true,
      connect: () => ({
        postMessage: (message: unknown) => {
          const { n, intent } = message as { n: number; intent: HuddleIntent }
          said.push(intent)
          if (!mute) to?.({ reply: n, ok: value !== 'no', value, words: 'No.' })
        },
        disconnect: () => undefined,
        onMessage: {
          addListener: (listener: (message: unknown) => void) => {
            to = listener
          },
        },
        onDisconnect: {
          addListener: (listener: () => void) => {
            cut = listener
          },
        },
      }),
    },
  }
}

describe('the line to the engine', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  async function open(back?: Back) {
    const far = engine()
    const session = new Session(far.runtime, () => back)
    session.start()
    await vi.advanceTimersByTimeAsync(10)
    return { far, session }
  }

  it('says hello, and what to go back to when there is something', async () => {
    expect((await open()).far.said).toEqual([{ do: 'hello' }])
    const back = { space: SPACE, huddle: HUDDLE }
    expect((await open(back)).far.said).toEqual([{ do: 'hello', back }])
  })

  it('parts signals from what is to be seen', async () => {
    const { far, session } = await open()
    const [views, signals] = [vi.fn(), vi.fn()]
    session.views.listen(views)
    session.signals.listen(signals)
    far.view({ see: 'signal', from: 'x', body: '{}' })
    far.view({ see: 'command', command: 'mute' })
    expect(signals).toHaveBeenCalledTimes(1)
    expect(views.mock.calls).toEqual([[{ see: 'command', command: 'mute' }]])
  })

  it('closes a window whose huddle is in another one, after saying so; not one that is refused otherwise', async () => {
    const far = engine()
    const close = vi.fn()
    const session = new Session(far.runtime, () => undefined, close)
    session.start()
    await vi.advanceTimersByTimeAsync(10)
    const told: unknown[] = []
    session.views.listen((view) => told.push([view.see, close.mock.calls.length]))
    far.view({ see: 'refused', words: 'This huddle is over.' })
    far.view({ see: 'refused', words: 'The huddle is in another window now.', moved: true })
    expect(told).toEqual([
      ['refused', 0],
      ['refused', 0],
    ])
    expect(close).toHaveBeenCalledTimes(1)
  })

  it('reports how we stand once, and once more to an engine that begins anew', async () => {
    const { far, session } = await open()
    const report = { muted: true, camera: false, screen: false, connected: [] }
    session.report(report)
    session.report({ ...report })
    const reports = () => far.said.filter(({ do: what }) => what === 'state')
    expect(reports()).toHaveLength(1)
    session.report({ ...report, muted: false })
    expect(reports()).toHaveLength(2)
    far.cut()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(far.said.filter(({ do: what }) => what === 'hello')).toHaveLength(2)
    expect(reports().at(-1)).toMatchObject({ muted: false })
    expect(reports()).toHaveLength(3)
  })

  it('a greeting that is cut off is no refusal: the call goes on, and it is said again', async () => {
    const { far, session } = await open({ space: SPACE, huddle: HUDDLE })
    const [refused, unreachable] = [vi.fn(), vi.fn()]
    session.refused.listen(refused)
    session.unreachable.listen(unreachable)
    far.hang(true)
    for (let i = 0; i < 4; i++) {
      far.cut()
      await vi.advanceTimersByTimeAsync(10_000)
    }
    expect([refused.mock.calls.length, unreachable.mock.calls.length]).toEqual([0, 1])
    far.hang(false)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(far.said.at(-1)).toMatchObject({ do: 'hello', back: { huddle: HUDDLE } })
    far.answer('no')
    far.cut()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(refused.mock.calls.at(0)).toEqual(['No.'])
  })

  it('hands on the ticket of the chat, and refuses what is none', async () => {
    const { far, session } = await open()
    far.answer({ ticket: 'ticket-1' })
    expect(await session.chat()).toBe('ticket-1')
    far.answer(7)
    await expect(session.chat()).rejects.toThrow('could not be opened')
  })
})
