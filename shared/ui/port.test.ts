import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BackgroundRequest } from '../contract/background.ts'
import { EnginePort, type Runtime, type WirePort } from './port.ts'

class FakeWire implements WirePort {
  readonly said: Array<{ n: number; intent: { do: string } }> = []
  readonly #message: Array<(message: unknown) => void> = []
  readonly #gone: Array<() => void> = []
  readonly onMessage = { addListener: (listener: (message: unknown) => void) => void this.#message.push(listener) }
  readonly onDisconnect = { addListener: (listener: () => void) => void this.#gone.push(listener) }
  disconnected = false
  postMessage(message: unknown): void {
    this.said.push(message as { n: number; intent: { do: string } })
  }
  disconnect(): void {
    this.disconnected = true
  }
  say(message: unknown): void {
    for (const listener of this.#message) listener(message)
  }
  cut(): void {
    for (const listener of this.#gone) listener()
  }
  last() {
    const last = this.said.at(-1)
    if (!last) throw new Error('nothing said')
    return last
  }
}

function world(wake: () => Promise<unknown> = async () => true) {
  const wires: FakeWire[] = []
  const asked: BackgroundRequest[] = []
  const runtime: Runtime = {
    sendMessage: (request) => {
      asked.push(request)
      return wake()
    },
    connect: () => {
      const wire = new FakeWire()
      wires.push(wire)
      return wire
    },
  }
  const port = new EnginePort('card', runtime, () => ({ do: 'hello', ticket: 'ticket-1' }))
  const states: string[] = []
  port.states.listen((state) => states.push(state))
  port.start()
  const wire = async (index: number): Promise<FakeWire> => {
    await vi.waitFor(() => expect(wires.length).toBeGreaterThan(index), { timeout: 20_000 })
    return wires[index] as FakeWire
  }
  return { port, wire, wires, asked, states }
}

describe('engine port', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('wakes the engine, greets, and is open at the first answer', async () => {
    const { port, wire, asked } = world()
    const first = await wire(0)
    expect(asked).toEqual([{ ask: 'engine' }])
    expect(first.said).toEqual([{ n: 0, intent: { do: 'hello', ticket: 'ticket-1' } }])
    expect(port.state).toBe('connecting')
    first.say({ reply: 0, ok: true })
    expect(port.state).toBe('open')
  })

  it('holds intents until the engine answers, and matches replies by number', async () => {
    const { port, wire } = world()
    const one = port.ask({ do: 'post', body: 'one' })
    const two = port.ask({ do: 'post', body: 'two' })
    const first = await wire(0)
    expect(first.said).toHaveLength(1)
    first.say({ see: 'gone', words: '' })
    const [, a, b] = first.said
    first.say({ reply: b?.n, ok: false, words: 'full' })
    first.say({ reply: a?.n, ok: true, value: 7 })
    expect(await one).toEqual({ ok: true, value: 7 })
    expect(await two).toEqual({ ok: false, error: 'full' })
  })

  it('hands on views and the answer to its greeting', async () => {
    const { port, wire } = world()
    const views: unknown[] = []
    const greeted: unknown[] = []
    port.views.listen((view) => views.push(view))
    port.greeted.listen((answer) => greeted.push(answer))
    const first = await wire(0)
    first.say({ reply: 0, ok: false, words: 'unknown ticket' })
    first.say({ see: 'gone', words: 'over' })
    expect(greeted).toEqual([{ ok: false, error: 'unknown ticket' }])
    expect(views).toEqual([{ see: 'gone', words: 'over' }])
  })

  it('after a cut: what was sent fails with words, a new connection greets again, later intents go there', async () => {
    const { port, wire } = world()
    const first = await wire(0)
    first.say({ reply: 0, ok: true })
    const lost = port.ask({ do: 'post', body: 'lost?' })
    first.cut()
    expect(await lost).toEqual({ ok: false, error: expect.stringContaining('interrupted') })
    const later = port.ask({ do: 'post', body: 'later' })
    await vi.advanceTimersByTimeAsync(1_000)
    const second = await wire(1)
    expect(second.last().intent).toEqual({ do: 'hello', ticket: 'ticket-1' })
    second.say({ reply: second.last().n, ok: true })
    second.say({ reply: second.last().n, ok: true })
    expect(await later).toEqual({ ok: true, value: undefined })
    expect(port.state).toBe('open')
  })

  it('says so when the engine cannot be reached, goes on trying, and recovers', async () => {
    let up = false
    const { port, wire, states } = world(async () => {
      if (!up) throw new Error('no background')
    })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(states).toEqual(['unreachable'])
    up = true
    const first = await wire(0)
    first.say({ reply: first.last().n, ok: true })
    expect(port.state).toBe('open')
  })

  it('gives up a connection that nobody answers', async () => {
    const { wire } = world()
    const first = await wire(0)
    await vi.advanceTimersByTimeAsync(7_000)
    expect(first.disconnected).toBe(true)
    expect((await wire(1)).said).toHaveLength(1)
  })

  it('an intent without an answer ends in words', async () => {
    const { port, wire } = world()
    const first = await wire(0)
    first.say({ reply: 0, ok: true })
    const asked = port.ask({ do: 'resolve', on: true })
    await vi.advanceTimersByTimeAsync(31_000)
    expect(await asked).toEqual({ ok: false, error: expect.stringContaining('did not answer') })
  })

  it('survives nonsense and late words of an old connection', async () => {
    const { port, wire } = world()
    const first = await wire(0)
    for (const nonsense of [null, 7, 'x', [], {}, { reply: 99, ok: true }]) first.say(nonsense)
    const views: unknown[] = []
    port.views.listen((view) => views.push(view))
    port.start()
    first.say({ see: 'gone', words: 'old' })
    expect(views).toEqual([])
    expect(first.disconnected).toBe(true)
  })

  it('closed: everything waiting is settled and nothing is tried again', async () => {
    const { port, wire, wires } = world()
    await wire(0)
    const asked = port.ask({ do: 'post', body: 'x' })
    port.close()
    expect(await asked).toEqual({ ok: false, error: expect.any(String) })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(wires).toHaveLength(1)
  })
})
