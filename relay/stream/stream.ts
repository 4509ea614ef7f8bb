import type { DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { type Bytes, fromHex, toHex } from '../../shared/kit/bytes.ts'
import { Serial } from '../../shared/kit/serial.ts'
import { BACKLOG_PAGE_BYTES, BACKLOG_PAGE_RECORDS } from '../../shared/protocol/limits.ts'
import type { Follow } from '../../shared/protocol/stream.ts'
import type { Checkpoints } from '../checkpoints.ts'
import type { LogEntry, LogName } from '../log/log.ts'
import type { Relay } from '../relay.ts'
import type { Outbox } from './outbox.ts'
import { encodeBacklog, encodeEvent, encodeLive } from './sse.ts'

const PAGE = { records: BACKLOG_PAGE_RECORDS, bytes: BACKLOG_PAGE_BYTES }

/** One document on a stream. */
interface Followed {
  readonly name: LogName
  /** Everything up to this sequence was sent, or the client has it. */
  cursor: number
  /** The chain at `cursor`. */
  chain: Bytes
  /** Highest sequence that was published while history was read. */
  latest: number
  /** False: history is being read, live entries wait in the log. */
  live: boolean
  stop: () => void
}

/**
 * History, then live, for many documents over one outbox (T1-T4).
 *
 * A document is subscribed to before its history is read. While history is read, published entries are only noted; once a read finds
 * nothing more and nothing was noted beyond it, the document turns live in the same turn: no gap. A live entry must have exactly the
 * next sequence, so none is sent twice; should one be missing, history is read again.
 *
 * Ids speak for all live documents, so those that are resumed are read first and together, in the relay's order, and nothing else
 * turns live before they have: an id is sent only when everything before it was.
 */
export class Stream {
  readonly #relay: Relay
  readonly #checkpoints: Checkpoints
  readonly #outbox: Outbox
  readonly #followed = new Map<DocumentId, Followed>()
  readonly #reading = new Serial()
  readonly #failed: (error: unknown) => void

  constructor(
    { relay, checkpoints }: { readonly relay: Relay; readonly checkpoints: Checkpoints },
    outbox: Outbox,
    failed: (error: unknown) => void,
  ) {
    this.#relay = relay
    this.#checkpoints = checkpoints
    this.#outbox = outbox
    this.#failed = failed
  }

  get size(): number {
    return this.#followed.size
  }

  spaceOf(document: DocumentId): SpaceId | undefined {
    return this.#followed.get(document)?.name.space
  }

  /** Follows documents that are not followed yet. @param lastEventId the relay's sequence that the client's live documents have reached */
  follow(list: readonly Follow[], lastEventId?: number): void {
    const wanted = list
      .filter(({ document }) => !this.#followed.has(document))
      .map((follow) => ({ follow, followed: this.#add(follow) }))
    if (lastEventId !== undefined) {
      const resumed = wanted.filter(({ follow }) => follow.live)
      if (resumed.length > 0) this.#queue(() => this.#resume(resumed, lastEventId))
    }
    for (const { follow, followed } of wanted)
      if (lastEventId === undefined || !follow.live)
        this.#queue(async () => {
          await this.#prepare(follow, followed)
          await this.#begin(followed, follow.older)
        })
  }

  unfollow(documents: readonly DocumentId[]): void {
    for (const document of documents) {
      this.#followed.get(document)?.stop()
      this.#followed.delete(document)
    }
  }

  close(): void {
    this.unfollow([...this.#followed.keys()])
  }

  #queue(task: () => Promise<void>): void {
    this.#reading.run(task).catch(this.#failed)
  }

  #add({ space, document }: Follow): Followed {
    const followed: Followed = {
      name: { space, document },
      cursor: 0,
      chain: new Uint8Array(),
      latest: 0,
      live: false,
      stop: () => undefined,
    }
    followed.stop = this.#relay.subscribe(followed.name, (entry) => this.#published(followed, entry))
    this.#followed.set(document, followed)
    return followed
  }

  #isHere(followed: Followed): boolean {
    return !this.#outbox.over && this.#followed.get(followed.name.document) === followed
  }

  #published(followed: Followed, entry: LogEntry): void {
    followed.latest = Math.max(followed.latest, entry.sequence)
    if (!followed.live || entry.sequence <= followed.cursor) return
    if (entry.sequence === followed.cursor + 1) this.#send(followed, entry, encodeLive(entry))
    else {
      followed.live = false
      this.#queue(() => this.#catchUp(followed))
    }
  }

  #send(followed: Followed, entry: LogEntry, bytes: Bytes): void {
    followed.cursor = entry.sequence
    followed.chain = entry.chain
    this.#outbox.push(bytes)
  }

  /** Takes the client's cursor, or says `reset` when it cannot be trusted (T4). @returns false after a reset */
  async #prepare({ after, incarnation }: Follow, followed: Followed): Promise<boolean> {
    const { log } = this.#relay
    const head = await log.head(followed.name)
    const sound = after === 0 || (incarnation === log.incarnation && after <= head.sequence)
    followed.cursor = sound ? after : 0
    followed.chain = head.chain
    if (!sound && this.#isHere(followed))
      this.#outbox.push(encodeEvent({ event: 'reset', document: followed.name.document, incarnation: log.incarnation }))
    return sound
  }

  /** CP5: who has nothing, or stands below what is kept, is given a checkpoint first; who distrusts the newest, the whole log while it is kept. */
  async #begin(followed: Followed, older = false): Promise<void> {
    const floor = await this.#relay.log.floor(followed.name)
    const whole = older && floor === 0
    const below = followed.cursor === 0 || followed.cursor < floor
    const found = below && !whole ? await this.#checkpoints.offer(followed.name, older) : undefined
    if (found !== undefined) {
      await this.#outbox.room()
      if (!this.#isHere(followed)) return
      followed.cursor = found.sequence
      followed.chain = fromHex(found.chain)
      this.#outbox.push(encodeEvent({ event: 'checkpoint', document: followed.name.document, ...found }))
    }
    await this.#catchUp(followed)
  }

  /** CP6: a newer checkpoint was kept. */
  covered({ space, document }: LogName, sequence: number): void {
    const followed = this.#followed.get(document)
    if (followed?.name.space === space && followed.live)
      this.#outbox.push(encodeEvent({ event: 'covered', document, sequence }))
  }

  async #catchUp(followed: Followed): Promise<void> {
    while (this.#isHere(followed)) {
      const page = await this.#relay.log.read(followed.name, followed.cursor, PAGE)
      if (!this.#isHere(followed)) return
      for (const entry of page) this.#send(followed, entry, encodeBacklog(entry))
      if (page.length === 0 && followed.latest <= followed.cursor) return this.#turnLive(followed)
      await this.#outbox.room()
    }
  }

  async #resume(
    list: readonly { readonly follow: Follow; readonly followed: Followed }[],
    lastEventId: number,
  ): Promise<void> {
    const { log } = this.#relay
    const resumed = new Map<DocumentId, Followed>()
    for (const { follow, followed } of list) {
      const sound = await this.#prepare(follow, followed)
      if (sound) followed.cursor = Math.max(followed.cursor, await log.sequenceAt(followed.name, lastEventId))
      if (sound && followed.cursor >= (await log.floor(followed.name))) resumed.set(follow.document, followed)
      else this.#queue(() => this.#begin(followed, follow.older))
    }
    let position = lastEventId
    for (;;) {
      const here = [...resumed.values()].filter((followed) => this.#isHere(followed))
      if (here.length === 0) return
      const page = await log.readAcross(
        here.map(({ name }) => name),
        position,
        PAGE,
      )
      for (const entry of page) {
        const followed = resumed.get(entry.document)
        if (followed !== undefined && this.#isHere(followed) && entry.sequence > followed.cursor)
          this.#send(followed, entry, encodeLive(entry))
        position = entry.position
      }
      if (page.length === 0 && here.every(({ latest, cursor }) => latest <= cursor)) {
        for (const followed of here) this.#turnLive(followed)
        return
      }
      await this.#outbox.room()
    }
  }

  #turnLive(followed: Followed): void {
    if (!this.#isHere(followed)) return
    followed.live = true
    const { document } = followed.name
    this.#outbox.push(
      encodeEvent({
        event: 'caught-up',
        document,
        sequence: followed.cursor,
        chain: toHex(followed.chain),
        incarnation: this.#relay.log.incarnation,
      }),
    )
  }
}
