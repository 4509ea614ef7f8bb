import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import { Signal } from '../../shared/kit/signal.ts'
import { chainNext, chainStart } from '../../shared/protocol/chain.ts'
import type { Kept, LogEntry, LogName, LogPlace, NewRecord, Quota } from './log.ts'
import type { Planned, Shelf } from './shelf.ts'

interface Append {
  readonly name: LogName
  readonly records: readonly NewRecord[]
  readonly done: (results: readonly Kept[]) => void
  readonly failed: (error: unknown) => void
}

/** Other work on the store, which must not fall between plan and commit. */
interface Between {
  readonly run: () => void
}
type Job = Append | Between
const isAppend = (job: Job): job is Append => 'records' in job

/** Bounds one commit: a flood of appends must not grow one transaction without end. */
const RECORDS_PER_COMMIT = 2_048

/**
 * Group commit: appends that wait together are planned in order (sequence, chain, doubles, quota) and share one commit.
 * It is the store's only writer of entries, so heads cannot move between plan and commit.
 */
export class Sequencer {
  readonly committed = new Signal<readonly LogEntry[]>()
  readonly #shelf: Shelf
  readonly #quota: Quota
  readonly #gather: () => Promise<void>
  #waiting: Job[] = []
  #running: Promise<void> | undefined

  /** @param gather resolves when a commit may start: gives appends that arrive in the same turn the time to join it */
  constructor(shelf: Shelf, quota: Quota, gather: () => Promise<void>) {
    this.#shelf = shelf
    this.#quota = quota
    this.#gather = gather
  }

  append(name: LogName, records: readonly NewRecord[]): Promise<readonly Kept[]> {
    return new Promise((done, failed) => {
      this.#waiting.push({ name, records, done, failed })
      this.#running ??= this.#run()
    })
  }

  /** Runs `work` after the commits asked for before, and before those asked for later. */
  between(work: () => void): Promise<void> {
    return new Promise((done, failed) => {
      const run = () => {
        try {
          work()
          done()
        } catch (error) {
          failed(error)
        }
      }
      this.#waiting.push({ run })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when everything appended so far is committed. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather()
      const [first] = this.#waiting
      if (first && !isAppend(first)) {
        this.#waiting.shift()
        first.run()
      } else await this.#flush(this.#take())
    }
    this.#running = undefined
  }

  #take(): readonly Append[] {
    let records = 0
    const jobs: Append[] = []
    for (const job of this.#waiting) {
      if (!isAppend(job)) break
      records += job.records.length
      if (jobs.length > 0 && records > RECORDS_PER_COMMIT) break
      jobs.push(job)
    }
    this.#waiting.splice(0, jobs.length)
    return jobs
  }

  async #flush(jobs: readonly Append[]): Promise<void> {
    try {
      const plan = new Plan(this.#shelf, this.#quota)
      const results: (readonly Kept[])[] = []
      for (const job of jobs) results.push(await plan.add(job.name, job.records))
      if (plan.entries.length > 0) {
        const positions = this.#shelf.commit(plan.entries)
        this.committed.emit(plan.entries.map((entry, index) => ({ ...entry, position: positions[index] as number })))
      }
      for (const [index, job] of jobs.entries()) job.done(results[index] ?? [])
    } catch (error) {
      for (const job of jobs) job.failed(error)
    }
  }
}

/** What one commit will write, seen as if it were written already. */
class Plan {
  readonly entries: Planned[] = []
  readonly #shelf: Shelf
  readonly #quota: Quota
  readonly #heads = new Map<string, LogPlace>()
  readonly #places = new Map<string, LogPlace>()
  readonly #usage = new Map<string, { bytes: number; documents: number }>()

  constructor(shelf: Shelf, quota: Quota) {
    this.#shelf = shelf
    this.#quota = quota
  }

  async add(name: LogName, records: readonly NewRecord[]): Promise<readonly Kept[]> {
    if (this.#shelf.deletion(name.space) !== undefined) return records.map(() => 'deleted')
    const results: Kept[] = []
    let full = false
    for (const { record, hash } of records) {
      const id = `${name.space}/${name.document}/${toHex(hash)}`
      const known = this.#places.get(id) ?? this.#shelf.place(name, hash)
      full ||= known === undefined && !this.#takeRoom(name, record.length)
      if (known !== undefined || full) {
        results.push(known ?? 'over-quota')
        continue
      }
      const place = await this.#next(name, hash)
      this.#places.set(id, place)
      this.entries.push({ ...name, ...place, record, hash })
      results.push(place)
    }
    return results
  }

  async #next(name: LogName, hash: Bytes): Promise<LogPlace> {
    const log = `${name.space}/${name.document}`
    const head = this.#heads.get(log) ??
      this.#shelf.head(name) ?? { sequence: 0, chain: await chainStart(this.#shelf.incarnation, name.document) }
    const place = { sequence: head.sequence + 1, chain: await chainNext(head.chain, hash) }
    this.#heads.set(log, place)
    return place
  }

  #takeRoom(name: LogName, bytes: number): boolean {
    const usage = this.#usage.get(name.space) ?? { ...this.#shelf.usage(name.space) }
    this.#usage.set(name.space, usage)
    const isNew = !this.#heads.has(`${name.space}/${name.document}`) && this.#shelf.head(name) === undefined
    const documents = usage.documents + (isNew ? 1 : 0)
    if (usage.bytes + bytes > this.#quota.bytes || documents > this.#quota.documents) return false
    usage.bytes += bytes
    usage.documents = documents
    return true
  }
}
