import type { DeviceId, DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Serial } from '../../kit/serial.ts'
import type { LeaseHead } from '../document-parts.ts'
import type { Clock } from '../ports.ts'
import type { OwnLine } from './line.ts'
import { MOST_RECORDS, type OwnMessage, parseOwn } from './message.ts'
import type { OwnCopy } from './own-copy.ts'
import { Gathering, MOST_MESSAGE_BYTES } from './parts.ts'

/** Records are gathered to messages of so many bytes: a lost part costs no more. */
const BATCH_BYTES = 64 * 1_024
/** What was sent so lately is on its way, whatever the heads say that crossed it. Shorter than the time between comparisons. Milliseconds. */
const ON_ITS_WAY_MS = 30_000
/** Memory: what waits to be told, or to be taken in; beyond it the next comparison brings it. */
const MOST_WAITING_BYTES = 2 * 1_024 * 1_024

type Of<Kind extends OwnMessage['kind']> = Extract<OwnMessage, { readonly kind: Kind }>

/** With one other browser of the same person, as one device of a shared space. */
export class Conversation {
  /** Which it is in each private space that it has, too. */
  readonly as = new Map<SpaceId, DeviceId>()
  readonly #line: OwnLine
  readonly #clock: Clock
  readonly #copyOf: (space: SpaceId) => OwnCopy | undefined
  readonly #gathering = new Gathering()
  readonly #taking = new Serial()
  readonly #asked = new Map<DocumentId, { readonly ask: boolean; readonly heads: readonly LeaseHead[] }>()
  readonly #fresh = new Map<DocumentId, Bytes[]>()
  readonly #sent = new Map<DocumentId, { readonly heads: readonly LeaseHead[]; readonly at: number }>()
  #untaken = 0

  constructor(line: OwnLine, clock: Clock, copyOf: (space: SpaceId) => OwnCopy | undefined) {
    this.#line = line
    this.#clock = clock
    this.#copyOf = copyOf
  }

  /** Says what is in a copy. */
  compare(copy: OwnCopy, ask = !this.as.has(copy.id)): void {
    const { device } = copy.space.self
    this.#line.begin(async () => this.#line.say({ kind: 'sums', space: copy.id, device, ask, sums: await copy.sums() }))
  }

  /** Something was written. Told at once, with what is written before its turn comes. */
  tell(copy: OwnCopy, document: DocumentId, record: Bytes): void {
    const waiting = this.#fresh.get(document)
    if (sizeOf(waiting ?? []) > MOST_WAITING_BYTES) return
    if (waiting) return void waiting.push(record)
    this.#fresh.set(document, [record])
    this.#line.begin(async () => {
      const records = this.#fresh.get(document) ?? []
      this.#fresh.delete(document)
      await this.#send(copy, document, records)
    })
  }

  /** Takes a part of a message as it came. */
  hear(body: Bytes): void {
    const whole = this.#gathering.take(body)
    const message = whole && parseOwn(whole)
    const copy = message && this.#copyOf(message.space)
    if (!copy) return
    if (message.kind === 'sums') this.#hearSums(copy, message)
    else if (message.kind === 'heads') this.#hearHeads(copy, message)
    else this.#hearRecords(copy, message)
  }

  #hearSums(copy: OwnCopy, { device, ask, sums }: Of<'sums'>): void {
    // Ours: the browser's store was copied whole. There is nothing that could be kept in step by leases.
    if (device === copy.space.self.device) return
    // It asks when it meets us: what we had sent to an earlier run of it may not have been stored.
    if (ask && this.as.has(copy.id)) this.#sent.clear()
    this.as.set(copy.id, device)
    if (ask) this.compare(copy, false)
    this.#line.begin(async () => {
      const known = new Set(copy.documents)
      for (const { document, sum } of sums) {
        const ours = known.has(document) ? await copy.sum(document) : sum
        if (ours !== undefined && ours !== sum) await this.#ask(copy, document)
      }
    })
  }

  async #ask(copy: OwnCopy, document: DocumentId): Promise<void> {
    const heads = await copy.with(document, async (open) => open.heads())
    if (heads) await this.#line.say({ kind: 'heads', space: copy.id, document, ask: true, heads })
  }

  /** Of a document's heads the newest are answered. */
  #hearHeads(copy: OwnCopy, { document, ask, heads }: Of<'heads'>): void {
    const before = this.#asked.get(document)
    const known = copy.documents.includes(document)
    if (known) this.#asked.set(document, { heads, ask: ask || before?.ask === true })
    if (known && !before) this.#line.begin(() => this.#answer(copy, document))
  }

  async #answer(copy: OwnCopy, document: DocumentId): Promise<void> {
    const asked = this.#asked.get(document)
    this.#asked.delete(document)
    const theirs = newest([...(asked?.heads ?? []), ...this.#onTheirWay(document)])
    const found = await copy.with(document, async (open) => {
      const heads = open.heads()
      return { heads, records: await open.missing(theirs) }
    })
    if (!asked || !found) return
    await this.#send(copy, document, found.records)
    this.#sent.set(document, { heads: found.heads, at: this.#clock.now() })
    if (asked.ask) await this.#line.say({ kind: 'heads', space: copy.id, document, ask: false, heads: found.heads })
  }

  #onTheirWay(document: DocumentId): readonly LeaseHead[] {
    const sent = this.#sent.get(document)
    if (!sent) return []
    const age = this.#clock.now() - sent.at
    if (age >= 0 && age < ON_ITS_WAY_MS) return sent.heads
    this.#sent.delete(document)
    return []
  }

  async #send(copy: OwnCopy, document: DocumentId, records: readonly Bytes[]): Promise<void> {
    for (const batch of batches(records))
      await this.#line.say({ kind: 'records', space: copy.id, document, records: batch })
  }

  /** Beside what we send: what comes must not wait for it. */
  #hearRecords(copy: OwnCopy, { document, records }: Of<'records'>): void {
    const size = sizeOf(records)
    if (this.#untaken + size > MOST_WAITING_BYTES) return
    this.#untaken += size
    this.#taking
      .run(async () => {
        for (const page of await copy.receive(document, records)) this.#line.begin(() => this.#ask(copy, page))
      })
      .catch(() => undefined)
      .finally(() => {
        this.#untaken -= size
      })
  }
}

const sizeOf = (records: readonly Bytes[]): number => records.reduce((sum, { length }) => sum + length, 0)

/** Each lease once, as far as either says. */
function newest(heads: readonly LeaseHead[]): readonly LeaseHead[] {
  const found = new Map<string, LeaseHead>()
  for (const head of heads) {
    const name = `${head.device}.${head.nonce}`
    if ((found.get(name)?.counter ?? 0) < head.counter) found.set(name, head)
  }
  return [...found.values()]
}

/** What is too large for a message is left out: no edit is. */
function batches(records: readonly Bytes[]): readonly (readonly Bytes[])[] {
  const made: Bytes[][] = []
  let room = 0
  for (const record of records) {
    if (record.length + 64 > MOST_MESSAGE_BYTES) continue
    const last = made.at(-1)
    if (last && record.length <= room && last.length < MOST_RECORDS) last.push(record)
    else made.push([record])
    room = (last === made.at(-1) ? room : BATCH_BYTES) - record.length
  }
  return made
}
