import type { DeviceId, DocumentId, SpaceId } from '../../domain/ids.ts'
import { parseHeader } from '../../envelope/header.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Deletion } from '../../protocol/deletion.ts'
import type { DocumentHandle, Received } from '../document-parts.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Inbox } from '../peers/inbox.ts'
import type { LinkMessage } from '../peers/wire.ts'
import type { RelayRequest, RelayResponse } from '../ports.ts'
import { type Appendable, Appender, type AppendPorts } from './append.ts'
import { contradictedWords, unfitWords } from './failures.ts'
import { end, type Followed, ownWaitingOf, type SeatPorts, summariesOf } from './followed.ts'
import type { PeerHosts } from './hosts.ts'
import type { LiveRoomEvents, LiveRooms } from './live.ts'
import type { StatusWords } from './status.ts'

/** What a relay link does for its seats. */
export interface SeatLink {
  readonly online: boolean
  readonly live: LiveRooms
  readonly hosts: PeerHosts
  adjust(): void // the set of documents changed
  words(space: SpaceId): StatusWords
  wake(): void
  /** The space's certificate is another one: a new session is begun with it. */
  renew(): void
  ask(request: Omit<RelayRequest, 'token'>): Promise<RelayResponse>
  leave(seat: Seat): void
}

/** What a space hears from its relay link. */
export interface SeatEvents {
  received(document: DocumentHandle, record: Bytes, result: Received): void
  readonly live: Omit<LiveRoomEvents, 'tokenRefused'>
  dialled(inbox: Inbox, hello: Extract<LinkMessage, { type: 'hello' }>): void
  deleted(deletion: Deletion): void // by an admin, as the relay says
  /** The relay refused changes of ours for good. */
  refused(changes: number): void
  /** State, waiting count or peer id may differ. */
  changed(): void
  knocked(): void
}

/** One space's part of a relay link: its documents, and what they wait for. */
export class Seat {
  readonly self: SpaceSelf
  readonly events: SeatEvents
  readonly link: SeatLink
  readonly #appendPorts: SeatPorts
  readonly #followed = new Map<DocumentId, Followed>()
  readonly #rooms = new Set<DocumentId>()
  /** Documents whose log was found to be rewound, or to leave something out, and was not caught up with since. */
  readonly #unfit = new Set<DocumentId>()
  /** Of what is written to logs that we do not follow. */
  readonly #letters = new Set<Appender>()
  /** When the relay last acknowledged something of ours, by our clock. */
  acknowledged: number | undefined

  constructor(self: SpaceSelf, events: SeatEvents, link: SeatLink, appendPorts: SeatPorts) {
    this.self = self
    this.events = events
    this.link = link
    this.#appendPorts = appendPorts
  }

  get documents(): readonly DocumentHandle[] {
    return [...this.#followed.values()].map(({ document }) => document)
  }

  document(id: DocumentId): DocumentHandle | undefined {
    return this.#followed.get(id)?.document
  }

  /** Whether a document, or its live room, belongs to this space. */
  carries(id: DocumentId): boolean {
    return this.#followed.has(id) || this.#rooms.has(id)
  }

  joinRoom(document: DocumentId): void {
    this.#rooms.add(document)
    this.link.live.join(this.self.space, document)
  }

  leaveRoom(document: DocumentId): void {
    this.#rooms.delete(document)
    this.link.live.leave(document)
  }

  /** Records that the relay is not known to have, over all documents. */
  get waiting(): number {
    return this.documents.reduce((sum, document) => sum + document.unacknowledged().length, 0)
  }

  /** Records that the relay refused for good, over all documents. */
  get refused(): number {
    return this.documents.reduce((sum, document) => sum + document.refused, 0)
  }

  /** How it stands with the relay for this space. A log that does not fit (D11, D20) is said whatever the connection. */
  get status() {
    const { state, words } = this.link.words(this.self.space)
    const relay = this.self.relay ?? ''
    const counts = { waiting: this.waiting, own: this.ownWaiting.waiting, refused: this.refused }
    if (this.documents.some(({ contradicted }) => contradicted))
      return { state, words: contradictedWords(relay), ...counts, distrusted: true as const }
    if (this.documents.some(({ id }) => this.#unfit.has(id)))
      return { state, words: unfitWords(relay), ...counts, distrusted: true as const }
    return { state, words, ...counts }
  }

  /** What the log shows of a document fits what it showed before, or not. */
  fits(document: DocumentId, whether: boolean): void {
    if (this.#unfit.has(document) === !whether) return
    if (whether) this.#unfit.delete(document)
    else this.#unfit.add(document)
    this.events.changed()
  }

  get ownWaiting() {
    return ownWaitingOf(this.documents)
  }

  /** The document as its appender sees it: what the relay says of it is noted here. */
  #noted(document: DocumentHandle): Appendable {
    const { id, space } = document
    return {
      id,
      space,
      unacknowledged: () => document.unacknowledged(),
      putOffByRelay: (record, code) => document.putOffByRelay(record, code),
      acknowledged: async (record, at) => {
        await document.acknowledged(record, at)
        this.acknowledged = this.#appendPorts.clock.now()
      },
      refusedByRelay: async (record, code) => {
        const gone = await document.refusedByRelay(record, code)
        const header = parseHeader(record)
        if (header.ok && header.value.device === this.self.device) this.events.refused(gone)
        return gone
      },
    }
  }

  follow(document: DocumentHandle): void {
    const before = this.#followed.get(document.id)
    if (before?.document === document) {
      before.leaving = false
      return
    }
    if (before) end(before)
    const ports: AppendPorts = {
      ...this.#appendPorts,
      changed: () => {
        this.#leaveWhenDone(document.id)
        this.events.changed()
      },
      documentClosed: () => {
        if (this.#followed.get(document.id)?.document !== document) return
        this.#followed.delete(document.id)
        this.link.adjust()
      },
    }
    const appender = new Appender(this.#noted(document), this.self, ports)
    this.#followed.set(document.id, {
      document,
      appender,
      summaries: summariesOf(document, this.#appendPorts, this),
      leaving: false,
    })
    this.link.adjust()
    appender.online(this.link.online && this.self.mayWrite)
  }

  caughtUp(id: DocumentId): void {
    this.#followed.get(id)?.summaries?.ready(true)
    this.kick(id)
  }

  covered(id: DocumentId, sequence: number): void {
    this.#followed.get(id)?.summaries?.covered(sequence)
  }

  /** Appends to a log without following it: others' inboxes. */
  appendOnly(document: Appendable): { close(): void } {
    const nothing = () => undefined
    const ports = { ...this.#appendPorts, changed: nothing, documentClosed: nothing }
    const appender = new Appender(document, this.self, ports)
    this.#letters.add(appender)
    appender.online(this.link.online && this.self.mayWrite)
    return {
      close: () => {
        this.#letters.delete(appender)
        appender.close()
      },
    }
  }

  /** Ends once everything of the document is acknowledged. */
  unfollow(id: DocumentId): void {
    const followed = this.#followed.get(id)
    if (followed) followed.leaving = true
    this.#leaveWhenDone(id)
  }

  #leaveWhenDone(id: DocumentId): void {
    const followed = this.#followed.get(id)
    if (!followed?.leaving || followed.document.unacknowledged().length > 0) return
    end(followed)
    this.#followed.delete(id)
    this.link.adjust()
  }

  /** A document has something new for the relay, or got something from it. */
  kick(id: DocumentId): void {
    this.#followed.get(id)?.appender.kick()
    this.#followed.get(id)?.summaries?.moved()
    this.#leaveWhenDone(id)
  }

  /** The stream brought a record to a document. */
  received(document: DocumentHandle, record: Bytes, result: Received): void {
    this.events.received(document, record, result)
    this.kick(document.id)
  }

  /** The relay takes nothing from readers, not even what others wrote (L1). */
  online(connected: boolean): void {
    const ready = connected && this.self.mayWrite
    for (const { appender, summaries } of this.#followed.values()) {
      appender.online(ready)
      if (!connected) summaries?.ready(false)
    }
    for (const letter of this.#letters) letter.online(ready)
  }

  /** A presence or frame, to a live room or to one device in it. Lost when the socket is not ready. */
  send(document: DocumentId, record: Bytes, to?: DeviceId): void {
    this.link.live.send(document, record, to)
  }

  leave(): void {
    for (const followed of this.#followed.values()) end(followed)
    for (const letter of this.#letters) letter.close()
    this.#followed.clear()
    this.#letters.clear()
    for (const room of this.#rooms) this.link.live.leave(room)
    this.#rooms.clear()
    this.link.leave(this)
  }
}
