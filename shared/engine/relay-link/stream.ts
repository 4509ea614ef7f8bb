import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { OfferedCheckpoint } from '../../protocol/checkpoint.ts'
import { type Follow, parseStreamMessage, type StreamMessage } from '../../protocol/stream.ts'
import { Alarm } from '../alarm.ts'
import type { DocumentHandle, Received, RelayCursor } from '../document-parts.ts'
import { type Clock, RelayFailure, type StreamEvent } from '../ports.ts'

/** Nothing heard for so long, not even a heartbeat: the stream is dead, whatever the platform says. Milliseconds. */
export const SILENCE_MS = 40_000
/** A log that does not continue ours is read from its start so often at most: one that contradicts itself is not fetched without end. Milliseconds. */
export const REWIND_AGAIN_MS = 60_000
/** Records taken from the stream before their document has stored them. */
const IN_FLIGHT = 64

/** Refusals that speak of a record's place in the log: what follows would be refused too, the document must be followed anew. */
const MISPLACED: ReadonlySet<string> = new Set(['other-incarnation', 'log-gap', 'broken-log'])

export interface StreamEvents {
  document(id: DocumentId): DocumentHandle | undefined
  /** The stream is open and takes changes under this name. */
  opened(stream: string): void
  received(document: DocumentHandle, record: Bytes, result: Received): void
  /** Something of a space itself, not of a document: a new keyring, somebody who knocks. */
  told(space: SpaceId, what: 'keyring' | 'knock'): void
  /** The relay does not have what it had: everything is to be offered again. */
  restarted(document: DocumentHandle): void
  /** Whether what the log shows of a document fits what it showed before. */
  fits(document: DocumentHandle, whether: boolean): void
  /** `caught-up` came for it. */
  caughtUp(document: DocumentHandle): void
  /** The relay keeps a newer checkpoint. */
  covered(document: DocumentHandle, sequence: number): void
  /** A document could not take what came (storage full, or out of place): the stream must be opened anew later. */
  stuck(): void
}

/**
 * Where each followed document stands in the relay's stream. Lives longer than one connection, so that the next one resumes:
 * documents that were caught up by the relay's own sequence, the others from their own cursor.
 */
export class StreamPosition {
  #lastEventId: string | undefined
  readonly #live = new Set<DocumentId>()
  /** When a document's log was last read from its start. */
  readonly #rewound = new Map<DocumentId, number>()
  readonly #older = new Set<DocumentId>()

  get lastEventId(): string | undefined {
    return this.#lastEventId
  }

  /** What to ask for a document. */
  follow({ id, space, cursor }: DocumentHandle): Follow {
    const live = this.#lastEventId !== undefined && this.#live.has(id)
    const older = this.#older.has(id) ? { older: true as const } : {}
    return { space, document: id, after: cursor.sequence, incarnation: cursor.incarnation, live, ...older }
  }

  moved(id: string): void {
    this.#lastEventId = id
  }

  caughtUp(document: DocumentId): void {
    this.#live.add(document)
  }

  /** Not followed any more, or not all that came was kept: begins at its own cursor next time. */
  forget(document: DocumentId): void {
    this.#live.delete(document)
  }

  /** The checkpoint that was offered was of no use (CK4): the other one in its place, by turns, since a better newest may come any time. */
  wantOther(document: DocumentId): void {
    if (!this.#older.delete(document)) this.#older.add(document)
  }

  /** Whether a log may be taken for rewound now. A clock set back must not put it off for long: a time that lies ahead counts as over. */
  mayRewind(document: DocumentId, now: number): boolean {
    const last = this.#rewound.get(document)
    if (last !== undefined && now >= last && now - last < REWIND_AGAIN_MS) return false
    this.#rewound.set(document, now)
    return true
  }

  /** The relay began anew: its sequence counts something else. */
  reset(): void {
    this.#lastEventId = undefined
    this.#live.clear()
    this.#rewound.clear()
    this.#older.clear()
  }
}

/** Reads one connection of the stream to its end and gives every record to its document, in order. */
export class StreamReader {
  readonly #position: StreamPosition
  readonly #events: StreamEvents
  /** The relay's life, as `hello` said and `caught-up` confirms. */
  #incarnation: string
  #inFlight: Promise<void>[] = []
  /** Documents that failed to keep a record: nothing more is given to them on this connection, so that no gap arises. */
  readonly #stuck = new WeakSet<DocumentHandle>()
  readonly #clock: Clock

  constructor(position: StreamPosition, incarnation: string, clock: Clock, events: StreamEvents) {
    this.#position = position
    this.#clock = clock
    this.#incarnation = incarnation
    this.#events = events
  }

  /** @throws RelayFailure when the stream breaks, falls silent, is given up, or says what no relay would. Returns when it ends. */
  async read(stream: AsyncIterable<StreamEvent>, signal: AbortSignal): Promise<void> {
    const events = stream[Symbol.asyncIterator]()
    try {
      for (;;) {
        const next = await withinSilence(events.next(), this.#clock, signal)
        if (next.done) return
        await this.#event(next.value)
      }
    } finally {
      void Promise.resolve(events.return?.()).catch(() => undefined)
      await this.#settle()
    }
  }

  async #event({ event, data, id }: StreamEvent): Promise<void> {
    const parsed = parseStreamMessage(event, data)
    if (parsed.ok) await this.#message(parsed.value)
    else if (parsed.error !== 'unknown event') throw new RelayFailure('not-a-relay', parsed.error)
    if (id !== undefined) this.#position.moved(id)
  }

  async #message(message: StreamMessage): Promise<void> {
    if (message.event === 'open') return this.#events.opened(message.stream)
    if (message.event === 'keyring' || message.event === 'knock') return this.#events.told(message.space, message.event)
    const document = this.#events.document(message.document)
    if (document === undefined) return // unfollowed a moment ago
    if (message.event === 'entry') {
      const { sequence, chain } = message
      this.#give(document, message.record, { incarnation: this.#incarnation, sequence, chain })
      if (this.#inFlight.length >= IN_FLIGHT) await this.#settle()
      return
    }
    await this.#settle()
    if (message.event === 'covered') return this.#events.covered(document, message.sequence)
    if (message.event === 'checkpoint') return this.#offer(document, message)
    if (message.event === 'reset') return this.#reset(document, message.incarnation)
    if (message.incarnation !== this.#incarnation)
      throw new RelayFailure('unreachable', 'the relay began anew while the stream was opened')
    if (this.#stuck.has(document)) return
    if (!continues(document.cursor, message)) return this.#misfit(document, 'broken-log')
    this.#position.caughtUp(document.id)
    this.#events.fits(document, true)
    this.#events.caughtUp(document)
  }

  /** What the log's beginning is replaced by. One that is not taken must not be read past. */
  async #offer(document: DocumentHandle, checkpoint: OfferedCheckpoint): Promise<void> {
    if (this.#stuck.has(document)) return
    const { sequence, chain } = checkpoint
    const at = { incarnation: this.#incarnation, sequence, chain }
    try {
      const taken = await document.summary?.offered(checkpoint, at)
      if (taken?.kind !== 'refused' && document.cursor.sequence >= sequence) return
      this.#position.wantOther(document.id)
    } catch {
      // Our own store is full, or the document was closed a moment ago.
    }
    this.#stick(document)
  }

  #give(document: DocumentHandle, record: Bytes, at: RelayCursor): void {
    if (this.#stuck.has(document)) return
    this.#inFlight.push(
      document.receive(record, 'relay', at).then(
        async (result) => {
          if (result.kind === 'refused' && MISPLACED.has(result.code)) await this.#misfit(document, result.code)
          // Its keyring has not come yet: the log is asked for again from here (S10).
          if (result.kind === 'refused' && result.code === 'unknown-epoch') this.#stick(document)
          this.#events.received(document, record, result)
        },
        () => this.#stick(document),
      ),
    )
  }

  #stick(document: DocumentHandle): void {
    this.#stuck.add(document)
    if (this.#events.document(document.id) !== document) return // closed a moment ago
    this.#position.forget(document.id)
    this.#events.stuck()
  }

  async #misfit(document: DocumentHandle, code: string): Promise<void> {
    this.#stick(document)
    this.#events.fits(document, false)
    if (code !== 'log-gap') await this.#rewound(document).catch(() => undefined)
  }

  /**
   * The log is not the one we know: restored from a backup without a new incarnation, or we were told something else before. We read it
   * from its start and offer all that we keep.
   */
  async #rewound(document: DocumentHandle): Promise<void> {
    if (!this.#position.mayRewind(document.id, this.#clock.now())) return
    await document.relayRestarted(this.#incarnation)
    this.#events.restarted(document)
  }

  async #reset(document: DocumentHandle, incarnation: string): Promise<void> {
    this.#position.forget(document.id)
    this.#incarnation = incarnation
    await document.relayRestarted(incarnation)
    this.#events.restarted(document)
  }

  async #settle(): Promise<void> {
    const waiting = this.#inFlight
    this.#inFlight = []
    await Promise.all(waiting)
  }
}

/** Everything up to the head was given to the document: its cursor stands there, on the same chain (L4). */
const continues = (cursor: RelayCursor, head: { readonly sequence: number; readonly chain: string }): boolean =>
  cursor.sequence === head.sequence && (head.sequence === 0 || cursor.chain === head.chain)

async function withinSilence<Value>(next: Promise<Value>, clock: Clock, signal: AbortSignal): Promise<Value> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const alarm = new Alarm(clock, () => reject(new RelayFailure('unreachable', 'silent')))
  const abort = () => reject(new RelayFailure('unreachable', 'given up'))
  alarm.set(SILENCE_MS)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  next.catch(() => undefined)
  try {
    return await Promise.race([next, ended])
  } finally {
    alarm.stop()
    signal.removeEventListener('abort', abort)
  }
}
