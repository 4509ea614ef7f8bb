import { backoffMs } from '../../kit/backoff.ts'
import { type Bytes, equalBytes, fromUtf8, toHex } from '../../kit/bytes.ts'
import { type AppendAnswer, appendPath, parseAppendAnswer } from '../../protocol/append.ts'
import { encodeBatch, splitBatches } from '../../protocol/batch.ts'
import { isFinal, RECORD_CODES, type RecordCode } from '../../protocol/codes.ts'
import { Alarm } from '../alarm.ts'
import type { DocumentHandle } from '../document-parts.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Random, RelayResponse } from '../ports.ts'

/** One request's records in bytes: small enough to be repeated after a lost answer, large enough for a backlog. */
const BATCH_BYTES = 512 * 1024
/** What a peer brought is left to its author for so long, so that not everybody appends it. Milliseconds. */
export const GRACE_MS = 2_000
const RETRY = { firstMs: 500, mostMs: 30_000 }

export interface AppendPorts {
  readonly clock: Clock
  readonly random: Random
  /** POSTs with the session's token. @throws RelayFailure when no answer came. */
  post(path: string, body: Bytes): Promise<RelayResponse>
  /** The token was refused: a new session is needed; `kick` comes when there is one. */
  tokenRefused(): void
  /** Whether an answer comes from the relay's life that we know. If not, the link begins anew. */
  sameLife(incarnation: string): boolean
  changed(): void
  /** The document was closed before everything of it was acknowledged: the rest is sent when it is carried again. */
  documentClosed(): void
}

/** What is appended to one log: a document, or a notice on its way into somebody's inbox. */
export type Appendable = Pick<
  DocumentHandle,
  'id' | 'space' | 'unacknowledged' | 'acknowledged' | 'refusedByRelay' | 'putOffByRelay'
>

/**
 * Brings one document's records to the relay's log: in order, one request at a time, again and again until each is acknowledged
 * or refused for good. What is to be sent is always read from the document, so nothing is remembered here that could be lost.
 */
export class Appender {
  readonly #document: Appendable
  readonly #self: SpaceSelf
  readonly #ports: AppendPorts
  readonly #alarm: Alarm
  /** When others' records were first seen waiting, by their signature. */
  readonly #seen = new Map<string, number>()
  #ready = false
  #busy = false
  #again = false
  #attempt = 0

  constructor(document: Appendable, self: SpaceSelf, ports: AppendPorts) {
    this.#document = document
    this.#self = self
    this.#ports = ports
    this.#alarm = new Alarm(ports.clock, () => this.kick())
  }

  /** The relay can be asked, or not. */
  online(ready: boolean): void {
    this.#ready = ready
    this.#attempt = 0
    if (ready) this.kick()
    else this.#alarm.stop()
  }

  /** Something may be waiting. */
  kick(): void {
    this.#again = true
    if (this.#busy || !this.#ready) return
    if (this.#alarm.waiting && this.#attempt > 0) return // a pause after a failure is not cut short by new work
    this.#busy = true
    void this.#run().finally(() => {
      this.#busy = false
      if (this.#again) this.kick()
    })
  }

  async #run(): Promise<void> {
    while (this.#again && this.#ready) {
      this.#again = false
      const batch = this.#due()
      if (batch.length === 0) return
      const pause = await this.#send(batch)
      this.#ports.changed()
      if (pause !== undefined) {
        if (this.#ready) this.#alarm.set(pause)
        return
      }
      this.#attempt = 0
      this.#again = true
    }
  }

  /** The records that may go now. Others' wait out the grace; an alarm is set for them. */
  #due(): readonly Bytes[] {
    const now = this.#ports.clock.now()
    const waiting = this.#document.unacknowledged()
    const names = new Set<string>()
    let soonest = Number.POSITIVE_INFINITY
    const due = waiting.filter((record) => {
      if (this.#isOwn(record)) return true
      const name = toHex(record.subarray(-32))
      names.add(name)
      const since = this.#seen.get(name) ?? now
      this.#seen.set(name, since)
      // A clock set back must not hold records up: a time that lies ahead counts as over.
      const left = since > now ? 0 : since + GRACE_MS - now
      if (left > 0) soonest = Math.min(soonest, left)
      return left <= 0
    })
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name)
    if (due.length === 0 && soonest < Number.POSITIVE_INFINITY) this.#alarm.set(soonest)
    return splitBatches(due, BATCH_BYTES)[0] ?? []
  }

  #isOwn(record: Bytes): boolean {
    if (record[1] === 4) return toHex(record.subarray(-32)) === toHex(this.#self.certificate.subarray(-32))
    return toHex(record.subarray(39, 55)) === this.#self.device
  }

  /** Milliseconds to pause before the next request; undefined when it may follow at once. */
  async #send(batch: readonly Bytes[]): Promise<number | undefined> {
    let response: RelayResponse
    try {
      response = await this.#ports.post(appendPath(this.#document.space, this.#document.id), encodeBatch(batch))
    } catch {
      return this.#pause()
    }
    if (response.status === 401 || response.status === 404) {
      this.#ports.tokenRefused()
      return this.#pause()
    }
    if (response.status === 429) return Math.max(this.#pause(), (response.retryAfter ?? 1) * 1_000)
    if (response.status === 507) for (const record of batch) this.#document.putOffByRelay(record, 'over-quota')
    if (response.status === 413 && batch.length === 1 && batch[0]) {
      await this.#document.refusedByRelay(batch[0], 'too-large')
      return undefined
    }
    const answer = response.status === 200 ? readAnswer(response.body) : undefined
    if (answer === undefined || answer.results.length !== batch.length) return this.#pause()
    try {
      return await this.#take(batch, answer)
    } catch (error) {
      if (error instanceof Error && error.name === 'Closed') {
        this.close()
        this.#ports.documentClosed()
      }
      return this.#pause() // our own storage is full: what was acknowledged is asked again later, which is harmless (L2)
    }
  }

  async #take(batch: readonly Bytes[], { incarnation, results }: AppendAnswer): Promise<number | undefined> {
    // A relay that began anew may not know the space yet: neither its acknowledgements nor its refusals count.
    if (!this.#ports.sameLife(incarnation)) return this.#pause()
    let later = false
    for (const [index, record] of batch.entries()) {
      const result = results[index]
      if (result === undefined) continue
      if (!('error' in result)) await this.#document.acknowledged(record, { incarnation, ...result })
      else {
        later = true
        if (isKnown(result.error) && isFinal(result.error)) await this.#document.refusedByRelay(record, result.error)
        else if (result.error === 'over-quota') this.#document.putOffByRelay(record, result.error)
      }
    }
    return later || this.#stillWaits(batch) ? this.#pause() : undefined
  }

  /** A document that does not take note must not make us ask without end. */
  #stillWaits([first]: readonly Bytes[]): boolean {
    if (first === undefined) return false
    const name = first.subarray(-32)
    return this.#document.unacknowledged().some((record) => equalBytes(record.subarray(-32), name))
  }

  #pause(): number {
    return backoffMs(this.#attempt++, this.#ports.random.fraction(), RETRY)
  }

  close(): void {
    this.#ready = false
    this.#alarm.stop()
  }
}

const isKnown = (code: string): code is RecordCode => (RECORD_CODES as readonly string[]).includes(code)

function readAnswer(body: Bytes): AppendAnswer | undefined {
  try {
    const answer = parseAppendAnswer(fromUtf8(body))
    return answer.ok ? answer.value : undefined
  } catch {
    return undefined
  }
}
