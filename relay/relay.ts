import type { Bytes } from '../shared/kit/bytes.ts'
import { toHex } from '../shared/kit/bytes.ts'
import type { AppendAnswer, AppendResult } from '../shared/protocol/append.ts'
import { recordHash } from '../shared/protocol/chain.ts'
import type { Certificates } from './access/certificates.ts'
import type { Counters } from './counters.ts'
import { judge } from './judge.ts'
import type { Log, LogEntry, LogName } from './log/log.ts'

type Listener = (entry: LogEntry) => void
const key = ({ space, document }: LogName): string => `${space}/${document}`

/** The heart of the relay: records go in once they are judged, and out to whoever follows their document. */
export class Relay {
  readonly log: Log
  readonly #certificates: Certificates
  readonly #counters: Counters
  readonly #followers = new Map<string, Set<Listener>>()

  constructor(log: Log, certificates: Certificates, counters: Counters) {
    this.log = log
    this.#certificates = certificates
    this.#counters = counters
    log.committed.listen((entries) => {
      for (const entry of entries) this.#publish(entry)
    })
  }

  /** Judges records and keeps the good ones (L1-L5). Resolves when they are durable. */
  async append(name: LogName, records: readonly Bytes[]): Promise<AppendAnswer> {
    const verdicts = await judge(name, records, this.#certificates)
    const good = records.filter((_, index) => verdicts[index]?.refused === undefined)
    const hashed = await Promise.all(good.map(async (record) => ({ record, hash: await recordHash(record) })))
    const places = (hashed.length > 0 ? await this.log.append(name, hashed) : []).values()
    const results = verdicts.map(({ refused }): AppendResult => {
      const place = refused ?? places.next().value ?? 'over-quota'
      if (typeof place !== 'string') return { sequence: place.sequence, chain: toHex(place.chain) }
      this.#counters.count('records_refused_total', `code=${place}`)
      return { error: place }
    })
    this.#counters.count('appends_total')
    return { incarnation: this.log.incarnation, results }
  }

  /** Calls back for each entry of a log that is committed from now on, in order. */
  subscribe(name: LogName, listener: Listener): () => void {
    const id = key(name)
    const followers = this.#followers.get(id) ?? new Set()
    this.#followers.set(id, followers.add(listener))
    return () => {
      followers.delete(listener)
      if (followers.size === 0 && this.#followers.get(id) === followers) this.#followers.delete(id)
    }
  }

  #publish(entry: LogEntry): void {
    this.#counters.count('records_kept_total')
    this.#counters.count('bytes_kept_total', '', entry.record.length)
    for (const listener of [...(this.#followers.get(key(entry)) ?? [])]) listener(entry)
  }
}
