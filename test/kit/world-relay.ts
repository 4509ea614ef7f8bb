import { EventStreamParser } from '../../entrypoints/engine/event-stream.ts'
import { createRelay, type RelayCore } from '../../relay/create.ts'
import type { Log, LogEntry } from '../../relay/log/log.ts'
import { memoryLog } from '../../relay/log/memory.ts'
import type { DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import {
  type LiveEvents,
  type LiveSocket,
  type RelayDoor,
  RelayFailure,
  type RelayRequest,
  type StreamEvent,
} from '../../shared/engine/ports.ts'
import { parseHeader } from '../../shared/envelope/header.ts'
import { type Bytes, fromHex } from '../../shared/kit/bytes.ts'
import { decodeBatch, encodeBatch } from '../../shared/protocol/batch.ts'
import { recordHash } from '../../shared/protocol/chain.ts'
import type { RecordCode } from '../../shared/protocol/codes.ts'
import type { Chance } from './chance.ts'
import type { FakeClock } from './clock.ts'
import { must } from './must.ts'
import type { Net } from './net.ts'

const RECONNECT_MS = 700

/** What a relay that lies changes on its way to one person, or does in place of what was asked. Left out: it is honest there. */
export interface Lies {
  /** What is told in place of an event of the stream. */
  event?(event: StreamEvent): readonly StreamEvent[] | Promise<readonly StreamEvent[]>
  /** What is answered without the core hearing of it; undefined: it is asked. */
  answer?(request: RelayRequest): Response | undefined
  /** What is told in place of a message of the live socket. */
  live?(message: string | Bytes): readonly (string | Bytes)[]
}

/** Told of each request of each person: before the relay hears it, when it has done its work, and before its answer is heard. */
export type Watch = (person: string, request: RelayRequest, at: 'asked' | 'done' | 'answered') => void

/** One device's way to the relay. */
export interface Way {
  readonly person: string
  /** May messages pass now? */
  readonly open: () => boolean
  /** The device has no network at all. */
  readonly offline: () => boolean
  /** The device's engine is gone: nothing is delivered to it any more. */
  readonly dead: () => boolean
  after(ms: number, run: () => void): void
}

/** A real relay core behind queues. It can be killed, started again over its log, or lose its disk. */
export class WorldRelay {
  readonly #net: Net
  readonly #clock: FakeClock
  readonly #chance: Chance
  readonly #secret: Bytes
  /** Open streams and live sockets, to be cut; with the way they go. */
  readonly #connections = new Map<() => void, Way>()
  #log: Log
  #core: RelayCore | undefined
  /** Answers of so many appends get lost on their way back. */
  losing = 0
  lost = 0
  /** Checkpoints that went out to readers. */
  offered = 0
  readonly failures: unknown[] = []
  watch: Watch = () => undefined
  /** By the name of the person who is lied to. */
  readonly lies = new Map<string, Lies>()
  /** Everything that this log ever kept, for a second history that begins like it. */
  #kept: LogEntry[] = []
  /** A second history, and who is shown it. */
  #fork: { readonly people: ReadonlySet<string>; readonly core: RelayCore } | undefined
  /** Records that the relay refuses, with which code. */
  refuses: (record: Bytes) => RecordCode | undefined = () => undefined
  /** The relay answers, but its log does not: presence and signalling go on. */
  logDown = false
  /** The relay changes what one browser hands to another. */
  spoil: ((body: Bytes) => Bytes) | undefined
  /** Connections are counted; those opened before the last `hang` are dead. */
  #opened = 0
  #hung = 0

  constructor(net: Net, clock: FakeClock, chance: Chance) {
    this.#net = net
    this.#clock = clock
    this.#chance = chance
    this.#secret = chance.bytes(32)
    this.#log = this.#newLog()
    this.start()
  }

  #newLog(incarnation: Bytes = this.#chance.bytes(16)): Log {
    const log = memoryLog(incarnation, { bytes: 1e9, documents: 1e6 })
    this.#kept = []
    log.committed.listen((entries) => void this.#kept.push(...entries))
    return log
  }

  #newCore(log: Log): RelayCore {
    return createRelay({
      log,
      clock: this.#clock,
      random: this.#chance,
      config: { secret: this.#secret, ice: [], stores: {} },
      failed: (error) => this.failures.push(error),
    })
  }

  /** From now on these people are shown a history of their own, of the same life; the live rooms stay common. */
  async fork(...people: readonly string[]): Promise<void> {
    const log = this.#log
    const other = memoryLog(fromHex(log.incarnation), { bytes: 1e9, documents: 1e6 })
    for (const { space, document, record } of this.#kept)
      await other.append({ space, document }, [{ record, hash: await recordHash(record) }])
    const both: Log = {
      incarnation: other.incarnation,
      committed: other.committed,
      append: (name, records) => other.append(name, records),
      head: (name) => other.head(name),
      read: (name, after, page) => other.read(name, after, page),
      readAcross: (names, after, page) => other.readAcross(names, after, page),
      sequenceAt: (name, position) => other.sequenceAt(name, position),
      checkpoints: (name) => other.checkpoints(name),
      putCheckpoint: (name, checkpoint, now) => other.putCheckpoint(name, checkpoint, now),
      tail: (name, after) => other.tail(name, after),
      floor: (name) => other.floor(name),
      drop: (before, most) => other.drop(before, most),
      putKeyring: (space, epoch, record, erasing) => log.putKeyring(space, epoch, record, erasing),
      keyrings: (space) => log.keyrings(space),
      putCertificate: (space, device, epoch, record) => log.putCertificate(space, device, epoch, record),
      certificate: (space, device, epoch) => log.certificate(space, device, epoch),
      deleteSpace: (space, proof) => log.deleteSpace(space, proof),
      deletion: (space) => log.deletion(space),
      certificates: (space, most) => log.certificates(space, most),
      entries: log.entries,
      ready: () => log.ready(),
      close: () => other.close(),
    }
    this.#fork = { people: new Set(people), core: this.#newCore(both) }
    this.cutAll()
  }

  /** Both are shown the first history again. */
  join(): void {
    this.#fork = undefined
    this.cutAll()
  }

  get up(): boolean {
    return this.#core !== undefined
  }

  /** What comes over the connections that are open now is swallowed, and nobody notices: dead, but not closed. */
  hang(): void {
    this.#hung = ++this.#opened
  }

  #hangs(since: number): boolean {
    return since < this.#hung
  }

  /** Open streams and live sockets. */
  get connections(): number {
    return this.#connections.size
  }

  start(): void {
    if (this.#core) return
    this.#core = this.#newCore(this.#log)
  }

  /** As by SIGKILL: every connection breaks; what was acknowledged is in the log. */
  stop(): void {
    const core = this.#core
    this.#core = undefined
    for (const cut of [...this.#connections.keys()]) cut()
    core?.drain()
  }

  /** A backup from the day on which the space was registered is put back, by mistake under the old incarnation. */
  async restore(space: SpaceId): Promise<void> {
    const keyrings = await this.#log.keyrings(space)
    const backup = this.#newLog(fromHex(this.#log.incarnation))
    for (const [epoch, record] of keyrings.entries()) await backup.putKeyring(space, epoch, record)
    this.stop()
    this.#log = backup
    this.start()
  }

  /** A device's summary, as if it had been given the turn. @returns whether it is kept */
  async keepCheckpoint(
    { space, document }: { readonly space: SpaceId; readonly document: DocumentId },
    record: Bytes,
    now: number,
  ): Promise<boolean> {
    const { incarnation, sequence, chain } = must(parseHeader(record)).seen
    if (incarnation !== this.#log.incarnation) return false
    const checkpoint = { sequence, chain: fromHex(chain), record }
    return (await this.#log.putCheckpoint({ space, document }, checkpoint, now)) === 'kept'
  }

  /** Time has passed: what two checkpoints cover is let go. @returns how many records */
  letGo(): Promise<number> {
    return this.#log.drop(Number.POSITIVE_INFINITY, 1e6)
  }

  /** The disk is gone: an empty log with a new incarnation. */
  loseDisk(): void {
    const wasUp = this.up
    this.stop()
    this.#log = this.#newLog()
    if (wasUp) this.start()
  }

  /** Breaks every connection; they may come back at once. */
  cutAll(): void {
    for (const cut of [...this.#connections.keys()]) cut()
  }

  /** Breaks the connections whose way is closed now. */
  cutClosed(): void {
    for (const [cut, way] of [...this.#connections]) if (!way.open() || way.dead()) cut()
  }

  door(way: Way): RelayDoor {
    return {
      request: async (request, signal) => {
        const response = await this.#exchange(way, request, signal)
        const retryAfter = response.headers.get('retry-after')
        return {
          status: response.status,
          body: new Uint8Array(await response.arrayBuffer()),
          ...(retryAfter !== null && { retryAfter: Number(retryAfter) }),
        }
      },
      stream: (request, signal) => this.#stream(way, request, signal),
      live: (events) => this.#live(way, events),
    }
  }

  #failure(way: Way): RelayFailure {
    return new RelayFailure(way.offline() ? 'offline' : 'unreachable', 'no way to the relay')
  }

  #spoiled(request: RelayRequest): RelayRequest {
    const { spoil } = this
    if (!spoil || !request.path.startsWith('/v1/handover/') || !(request.body instanceof Uint8Array)) return request
    return { ...request, body: spoil(request.body) }
  }

  #exchange(way: Way, request: RelayRequest, signal: AbortSignal): Promise<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Response>()
    signal.addEventListener('abort', () => reject(new RelayFailure('unreachable', 'given up')), { once: true })
    const fail = () => reject(this.#failure(way))
    this.#net.channel('up').post(async () => {
      const core = this.#core
      if (!core || !way.open() || way.dead()) return fail()
      this.watch(way.person, request, 'asked')
      if (way.dead()) return fail()
      const isLog = /^\/v1\/(log|stream|checkpoint)/.test(request.path)
      if (isLog && this.logDown) return this.#net.channel('down').post(() => resolve(new Response('', { status: 503 })))
      const lie = this.lies.get(way.person)?.answer?.(request)
      const asked = isLog && this.#fork?.people.has(way.person) ? this.#fork.core : core
      const isAppend = request.path.startsWith('/v1/log/')
      const response =
        lie ??
        (isAppend
          ? await this.#append(asked, request)
          : await asked.handle(webRequest(this.#spoiled(request)), '192.0.2.1'))
      this.watch(way.person, request, 'done')
      if (isAppend && this.losing > 0) {
        this.losing--
        this.lost++
        return this.#net.channel('down').post(fail)
      }
      this.#net.channel('down').post(() => {
        if (way.open() && core === this.#core && !way.dead()) this.watch(way.person, request, 'answered')
        if (way.open() && core === this.#core && !way.dead()) resolve(response)
        else fail()
      })
    })
    return promise
  }

  /** As a relay with other limits would answer: what it refuses never reaches its log. */
  async #append(core: RelayCore, request: RelayRequest): Promise<Response> {
    const batch = request.body instanceof Uint8Array ? decodeBatch(request.body) : undefined
    const records = batch?.ok ? batch.value : []
    const codes = records.map((record) => this.refuses(record))
    if (codes.every((code) => code === undefined)) return core.handle(webRequest(request), '192.0.2.1')
    const taken = records.filter((_, i) => codes[i] === undefined)
    const body = encodeBatch(taken)
    const response = await core.handle(webRequest({ ...request, body }), '192.0.2.1')
    const answer = (await response.json()) as { incarnation: string; results: unknown[] }
    const rest = [...answer.results]
    const results = codes.map((error) => (error === undefined ? rest.shift() : { error }))
    return new Response(JSON.stringify({ ...answer, results }), { status: response.status })
  }

  async *#stream(way: Way, request: RelayRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const response = await this.#exchange(way, request, signal)
    if (response.status !== 200 || !response.body)
      throw new RelayFailure('refused', `${response.status} ${await response.text()}`)
    const pipe = new Pipe()
    const since = ++this.#opened
    const channel = this.#net.channel('stream')
    const reader = response.body.getReader()
    const cut = () => {
      this.#connections.delete(cut)
      channel.clear()
      reader.cancel().catch(() => undefined)
      pipe.end(this.#failure(way))
    }
    this.#connections.set(cut, way)
    if (!way.open() || !this.up) cut()
    void this.#pump(reader, async (events) => {
      this.offered += events.filter(({ event }) => event === 'checkpoint').length
      const lie = this.lies.get(way.person)?.event
      for (const told of events)
        for (const event of lie ? await lie(told) : [told])
          channel.post(() => !way.dead() && !this.#hangs(since) && pipe.push(event))
    }).then(() => channel.post(() => pipe.end(undefined)), cut)
    try {
      for (;;) {
        const event = await pipe.next()
        if (event === undefined) return
        yield event
      }
    } finally {
      cut()
    }
  }

  async #pump(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    give: (events: StreamEvent[]) => Promise<void>,
  ): Promise<void> {
    const parser = new EventStreamParser()
    const decoder = new TextDecoder()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      await give(parser.push(decoder.decode(value, { stream: true })))
    }
  }

  #live(way: Way, events: LiveEvents): LiveSocket {
    const up = this.#net.channel('live-up')
    const down = this.#net.channel('live-down')
    let over = false
    let cut: (() => void) | undefined
    let connection: ReturnType<RelayCore['live']['connect']> | undefined
    const again = () => way.after(RECONNECT_MS, connect)
    const connect = () =>
      up.post(() => {
        if (over || way.dead()) return
        if (!this.#core || !way.open()) return again()
        const broken = () => {
          if (!cut) return
          this.#connections.delete(cut)
          cut = undefined
          up.clear()
          down.clear()
          connection?.closed()
          connection = undefined
          if (over || way.dead()) return
          events.closed()
          again()
        }
        cut = broken
        this.#connections.set(broken, way)
        const since = ++this.#opened
        connection = this.#core.live.connect(
          (message) =>
            down.post(() => {
              if (over || way.dead() || this.#hangs(since)) return
              for (const told of this.lies.get(way.person)?.live?.(message) ?? [message])
                if (typeof told === 'string') events.text(told)
                else events.binary(told.slice() as Bytes)
            }),
          () => down.post(broken),
        )
        events.opened()
      })
    connect()
    return {
      sendText: (message) => up.post(() => connection?.text(message)),
      sendBinary: (message) => up.post(() => connection?.binary(message)),
      close: () => {
        over = true
        up.post(() => cut?.())
      },
    }
  }
}

function webRequest({ method, path, token, body, lastEventId }: RelayRequest): Request {
  const headers = new Headers()
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (lastEventId !== undefined) headers.set('last-event-id', lastEventId)
  return new Request(`http://relay.example${path}`, { method, headers, ...(body !== undefined && { body }) })
}

/** Events of one connection, read by one reader. */
class Pipe {
  readonly #events: StreamEvent[] = []
  #ended = false
  #failure: RelayFailure | undefined
  #wake: () => void = () => undefined

  push(event: StreamEvent): void {
    this.#events.push(event)
    this.#wake()
  }

  /** @param failure undefined: ended well */
  end(failure: RelayFailure | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#wake()
  }

  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const event = this.#events.shift()
      if (event) return event
      if (this.#failure) throw this.#failure
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
