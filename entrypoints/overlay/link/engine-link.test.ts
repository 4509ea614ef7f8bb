import { describe, expect, it } from 'vitest'
import type { OverlayIntent } from '../../../shared/contract/intents.ts'
import type { OverlayView } from '../../../shared/contract/views.ts'
import type { Port } from '../platform.ts'
import { EngineLink } from './engine-link.ts'

const HELLO: OverlayIntent = { do: 'page-at', address: 'https://example.org/', title: 'Example' }
const INVITE: OverlayIntent = { do: 'copy-invite' }

/** An engine's end of one port, and a clock that runs when it is told to. */
class Ground {
  readonly sent: { n: number; intent: OverlayIntent }[][] = []
  readonly #ports: { hear: (message: unknown) => void; cut: () => void }[] = []
  readonly #later = new Set<{ task: () => void; ms: number }>()
  living = true
  closed = 0
  awake = true

  wake = async () => this.awake
  alive = () => this.living
  random = () => 0.5
  connect = (): Port => {
    const sent: { n: number; intent: OverlayIntent }[] = []
    this.sent.push(sent)
    const port = { hear: (_: unknown) => {}, cut: () => {} }
    this.#ports.push(port)
    return {
      postMessage: (message) => void sent.push(message as { n: number; intent: OverlayIntent }),
      disconnect: () => void this.closed++,
      onMessage: { addListener: (listener) => Object.assign(port, { hear: listener }) },
      onDisconnect: { addListener: (listener) => Object.assign(port, { cut: listener }) },
    }
  }
  later = (task: () => void, ms: number) => {
    const one = { task, ms }
    this.#later.add(one)
    return () => void this.#later.delete(one)
  }

  /** Runs what waits, once. @returns the waiting times. */
  async pass(): Promise<number[]> {
    const due = [...this.#later]
    this.#later.clear()
    for (const { task } of due) task()
    await settled()
    return due.map(({ ms }) => ms)
  }
  say(message: unknown, port = this.#ports.length - 1): void {
    this.#ports[port]?.hear(message)
  }
  cut(port = this.#ports.length - 1): void {
    this.#ports[port]?.cut()
  }
  get last() {
    return this.sent.at(-1) ?? []
  }
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

const linked = async () => {
  const ground = new Ground()
  const link = new EngineLink(ground, () => [HELLO])
  await link.connect()
  return { ground, link }
}

describe('the line to the engine', () => {
  it('greets first and matches answers by number', async () => {
    const { ground, link } = await linked()
    const [first, second] = [link.ask(INVITE), link.ask({ do: 'site-off' })]
    expect(ground.last.map(({ intent }) => intent.do)).toEqual(['page-at', 'copy-invite', 'site-off'])
    ground.say({ reply: ground.last[2]?.n, ok: true, value: 2 })
    ground.say({ reply: ground.last[1]?.n, ok: true, value: 1 })
    expect(await first).toMatchObject({ value: 1 })
    expect(await second).toMatchObject({ value: 2 })
  })

  it('hands on views, and nothing else', async () => {
    const { ground, link } = await linked()
    const seen: OverlayView[] = []
    link.views.listen((view) => seen.push(view))
    for (const message of [null, 'text', 7, {}, { reply: 99, ok: true }]) ground.say(message)
    ground.say({ see: 'asleep', why: 'no-profile' })
    expect(seen).toEqual([{ see: 'asleep', why: 'no-profile' }])
  })

  it('says so when the connection is lost, connects again, and greets again', async () => {
    const { ground, link } = await linked()
    const lost = link.ask(INVITE)
    ground.cut()
    expect(await lost).toMatchObject({ ok: false })
    expect(link.status).toBe('connecting')
    const waiting = link.ask({ do: 'hide' })
    await ground.pass()
    expect(link.status).toBe('open')
    expect(ground.last.map(({ intent }) => intent.do)).toEqual(['page-at', 'hide'])
    ground.say({ reply: ground.last[1]?.n, ok: true })
    expect(await waiting).toMatchObject({ ok: true })
  })

  it('waits longer and longer while the background does not answer', async () => {
    const ground = new Ground()
    ground.awake = false
    const link = new EngineLink(ground, () => [HELLO])
    await link.connect()
    const waits: number[] = []
    for (let attempt = 0; attempt < 8; attempt++) waits.push(...(await ground.pass()))
    expect(waits.at(-1)).toBeGreaterThan(waits[0] ?? 0)
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000)
    ground.awake = true
    await ground.pass()
    expect(link.status).toBe('open')
  })

  it('gives up a connection on which nobody speaks', async () => {
    const { ground, link } = await linked()
    await ground.pass()
    expect(ground.sent).toHaveLength(2)
    ground.say({ see: 'asleep', why: 'address' })
    await ground.pass()
    expect(ground.sent).toHaveLength(2)
    expect(link.status).toBe('open')
  })

  it('does not listen to a port it has left: after the back-forward cache there are two', async () => {
    const { ground, link } = await linked()
    const seen: OverlayView[] = []
    link.views.listen((view) => seen.push(view))
    await link.connect()
    ground.say({ see: 'notice', words: 'old' }, 0)
    ground.cut(0)
    expect(seen).toEqual([])
    expect(link.status).toBe('open')
  })

  it('lets go of the engine while its page is put away, tries nothing, and connects when it comes back', async () => {
    const { ground, link } = await linked()
    link.rest()
    expect(ground.closed).toBe(1)
    ground.cut()
    expect(await ground.pass()).toEqual([])
    expect(ground.sent).toHaveLength(1)
    await link.connect()
    expect(ground.last.map(({ intent }) => intent)).toEqual([HELLO])
  })

  it('ends when the extension has gone: nothing is tried again, everything asked is answered', async () => {
    const { ground, link } = await linked()
    const asked = link.ask(INVITE)
    ground.living = false
    ground.cut()
    expect(link.status).toBe('gone')
    expect(await asked).toMatchObject({ ok: false })
    expect(await link.ask(INVITE)).toMatchObject({ ok: false })
    expect(await ground.pass()).toEqual([])
  })
})
