import { type Bytes, fromUtf8 } from '../../kit/bytes.ts'
import {
  checkpointLeasePath,
  checkpointPath,
  decodeEntries,
  encodeLeaseRequest,
  entriesPath,
  parseLeaseAnswer,
  parseOffered,
} from '../../protocol/checkpoint.ts'
import { Alarm } from '../alarm.ts'
import type { DocumentHandle, DocumentSummary } from '../document-parts.ts'
import type { Clock, Random, RelayResponse } from '../ports.ts'

/** The relay is asked for the turn each time the log has grown by so much. It knows what is due. */
export const ASK_EVERY = 100
/** Devices that saw the same log grow do not all ask, or fetch, at once. Milliseconds. */
export const SPREAD_MS = 5_000
/** Between pages of the log that are read to prove what a checkpoint said: nobody waits for it. Milliseconds. */
const PROVE_PAUSE_MS = 500
/** After a failure, and while a better checkpoint is due but cannot be made yet. Milliseconds. */
const AGAIN_MS = 60_000

export interface SummaryPorts {
  readonly clock: Clock
  readonly random: Random
  get(path: string): Promise<RelayResponse>
  post(path: string, body: Bytes | string): Promise<RelayResponse>
  /** The document is to be followed anew from its own cursor. */
  again(): void
  changed(): void
}

/** One document's checkpoints at the relay: makes them when it is due, looks at others' (CK4), and proves what it was told (CK3). */
export class SummaryKeeper {
  readonly #document: DocumentHandle
  readonly #summary: DocumentSummary
  readonly #ports: SummaryPorts
  readonly #alarm: Alarm
  #ready = false
  #busy = false
  #asked = 0
  #reached = 0
  /** How far the newest checkpoint at the relay reaches, as it said. */
  #announced = 0
  /** The log was read for proof up to here; undefined: to its end. */
  #provenTo: number | undefined = 0

  constructor(document: DocumentHandle, summary: DocumentSummary, ports: SummaryPorts) {
    this.#document = document
    this.#summary = summary
    this.#ports = ports
    this.#alarm = new Alarm(ports.clock, () => void this.#look())
  }

  /** The relay's history is here; or not any more. */
  ready(ready: boolean): void {
    this.#ready = ready
    this.#provenTo = 0
    if (ready) this.moved()
    else this.#alarm.stop()
  }

  /** A newer checkpoint reaches to `sequence`. */
  covered(sequence: number): void {
    this.#announced = Math.max(this.#announced, sequence)
    this.moved()
  }

  /** The document went on in its log. */
  moved(): void {
    if (this.#ready && !this.#busy && !this.#alarm.waiting && this.#next() !== undefined)
      this.#alarm.set(this.#ports.random.fraction() * SPREAD_MS)
  }

  #next(): (() => Promise<number>) | undefined {
    const { sequence: now } = this.#document.cursor
    if (now < this.#reached) return () => this.#fromStart()
    this.#reached = now
    const { covered, vouched, remedy } = this.#summary
    if (this.#announced > covered) return () => this.#fetch()
    if (vouched.envelopes > 0 && this.#provenTo !== undefined) return () => this.#prove()
    const { sequence } = this.#document.cursor
    const grown = sequence - Math.max(this.#asked, covered)
    if (grown >= ASK_EVERY || (remedy && grown > 0)) return () => this.#make()
    return undefined
  }

  /** The document was put together again, and reads its log from the start. */
  async #fromStart(): Promise<number> {
    this.#reached = 0
    this.#ports.again()
    return AGAIN_MS
  }

  async #look(): Promise<void> {
    const next = this.#next()
    if (!this.#ready || this.#busy || !next) return
    this.#busy = true
    let pause = AGAIN_MS
    try {
      pause = await next()
    } catch {
      // No answer, or our own store is full, or the document was closed: later, if at all.
    }
    this.#busy = false
    if (this.#ready && this.#next() !== undefined) this.#alarm.set(pause)
    this.#ports.changed()
  }

  async #fetch(): Promise<number> {
    const response = await this.#ports.get(checkpointPath(this.#document.space, this.#document.id))
    const offered = response.status === 200 ? parseOffered(fromUtf8(response.body)) : undefined
    if (!offered?.ok) return AGAIN_MS
    // Whatever comes of it: this one was looked at.
    this.#announced = 0
    await this.#summary.offered(offered.value)
    return 0
  }

  /** Reads the log as far as it is kept; what proves nothing new costs its download only. */
  async #prove(): Promise<number> {
    const { space, id } = this.#document
    const response = await this.#ports.get(entriesPath(space, id, this.#provenTo ?? 0))
    const entries = response.status === 200 ? decodeEntries(response.body) : undefined
    if (!entries?.ok) return AGAIN_MS
    await Promise.all(entries.value.map(({ record }) => this.#document.receive(record, 'relay')))
    this.#provenTo = entries.value.at(-1)?.sequence
    return PROVE_PAUSE_MS
  }

  async #make(): Promise<number> {
    const { space, id, cursor } = this.#document
    this.#asked = cursor.sequence
    const asked = await this.#ports.post(checkpointLeasePath(space, id), encodeLeaseRequest(this.#summary.remedy))
    const lease = asked.status === 200 ? parseLeaseAnswer(fromUtf8(asked.body)) : undefined
    if (!lease?.ok) return AGAIN_MS
    const sum = await this.#summary.sumUp()
    if (!sum) {
      this.#asked = 0
      return AGAIN_MS
    }
    const kept = await this.#ports.post(checkpointPath(space, id), sum.record)
    if (kept.status === 204) await this.#summary.kept(sum.sequence)
    return AGAIN_MS
  }

  close(): void {
    this.#ready = false
    this.#alarm.stop()
  }
}
