/** Joins relay-link/, peers/ and presence/ for one space: everything that moves between its devices. */
import type { DeviceId, DocumentId } from '../domain/ids.ts'
import type { Bytes } from '../kit/bytes.ts'
import { Signal } from '../kit/signal.ts'
import type { LiveNews } from '../protocol/live.ts'
import type { DocumentHandle, Present, Received, SpaceCarriage, SpaceDocument, SpaceSelf } from './parts.ts'
import { Mesh } from './peers/mesh.ts'
import type { EnginePorts } from './ports.ts'
import { Presence } from './presence/presence.ts'
import { withDeadline } from './relay-link/deadline.ts'
import { RelayLink } from './relay-link/relay-link.ts'
import type { Seat } from './relay-link/seat.ts'

/** What carriage needs of the world; an `EnginePorts` will do. */
export type CarriagePorts = Pick<EnginePorts, 'clock' | 'random' | 'relay' | 'peers'>

/** Builds the carriage of one space. The space document is carried from the start until `close()`. Private spaces have none. */
export type CreateCarriage = (self: SpaceSelf, spaceDocument: SpaceDocument) => SpaceCarriage

/** One per engine: carriages built by the same factory share one session, stream and live socket per relay address. */
export function createCarriages(ports: CarriagePorts): CreateCarriage {
  const links = new Map<string, RelayLink>()
  return (self, spaceDocument) => {
    const address = self.relay
    if (address === undefined) throw new Error('a private space needs no carriage')
    let link = links.get(address)
    if (link === undefined) {
      const door = withDeadline(ports.relay(address), ports.clock)
      link = new RelayLink(address, door, ports, () => links.delete(address))
      links.set(address, link)
    }
    return new Carriage(self, spaceDocument, ports, link)
  }
}

class Carriage implements SpaceCarriage {
  readonly linkChanged = new Signal<void>()
  readonly presentChanged = new Signal<void>()
  readonly pointed = new Signal<{
    readonly document: DocumentId
    readonly device: DeviceId
    readonly place: unknown
  }>()
  readonly #self: SpaceSelf
  readonly #link: RelayLink
  readonly #seat: Seat
  readonly #mesh: Mesh
  readonly #presence: Presence
  readonly #carried = new Map<DocumentId, DocumentHandle>()
  readonly #ended = new AbortController()
  /** Devices in the space's live room, as the relay says; undefined while it cannot say. */
  #room: Set<DeviceId> | undefined
  #signals = 0

  constructor(self: SpaceSelf, spaceDocument: SpaceDocument, ports: CarriagePorts, link: RelayLink) {
    this.#self = self
    this.#link = link
    this.#presence = this.#buildPresence(ports)
    this.#mesh = this.#buildMesh(ports)
    this.#seat = link.take(self, {
      received: (document, record, result) => {
        if (result.kind === 'applied') this.#mesh.offer(document.id, record)
        if (result.kind === 'duplicate') this.linkChanged.emit() // the log showed what was waiting
      },
      live: {
        ready: () => void this.#presence.announcer.announce(),
        down: () => {
          this.#room = undefined
        },
        news: (news) => void this.#news(news),
        record: ({ record, from }) => void this.#hear(record, from),
      },
      dialled: (inbox, hello) => void this.#mesh.incoming(inbox, hello),
      changed: () => this.#relayChanged(),
    })
    this.carry(spaceDocument, true, this.#ended.signal)
  }

  #buildPresence(ports: CarriagePorts): Presence {
    return new Presence(this.#self, ports, {
      publish: (record) => {
        this.#seat.send(this.#self.spaceDocument, record)
        this.#mesh.presence(record)
      },
      frame: (document, record, others) => {
        this.#mesh.frame(record, others)
        if (others.some((device) => !this.#mesh.has(device))) this.#seat.send(document, record)
      },
      changed: () => {
        this.#mesh.look()
        this.presentChanged.emit()
      },
      pointed: (document, device, place) => this.pointed.emit({ document, device, place }),
    })
  }

  #buildMesh(ports: CarriagePorts): Mesh {
    return new Mesh(this.#self, ports, {
      wanted: () => this.#wanted(),
      documents: () => this.#carried.values(),
      document: (id) => this.#carried.get(id),
      dial: (peer) => this.#link.hosts.dial(peer),
      seal: (body) => this.#self.sealSession('signal', this.#presence.announcer.session, ++this.#signals, body),
      received: (document, _record, result) => this.#fromPeer(document, result),
      presence: (record) => void this.#presence.hear(record),
      frame: (record, from) => void this.#presence.hearFrame(record, from),
      opened: (peer) => void this.#opened(peer.device, peer.certificate),
      closed: (device) => {
        // The room's `gone` was not believed while the link was open.
        if (this.#room !== undefined && !this.#room.has(device)) this.#presence.drop(device)
        this.linkChanged.emit()
      },
    })
  }

  #wanted() {
    const { page } = this.#presence.announcer.body
    if (page === undefined) return []
    return this.#presence.on(page).map(({ device, body }) => ({ device, peer: body.peer }))
  }

  async #opened(device: DeviceId, certificate: Bytes): Promise<void> {
    this.linkChanged.emit()
    await this.#presence.learn(certificate)
    const { latest } = this.#presence.announcer
    if (latest) this.#mesh.presence(latest, device)
  }

  #fromPeer(document: DocumentHandle, result: Received): void {
    if (result.kind !== 'applied' && result.kind !== 'held') return
    this.#seat.kick(document.id)
    this.linkChanged.emit()
  }

  async #news(news: Extract<LiveNews, { readonly document: DocumentId }>): Promise<void> {
    if (news.document !== this.#self.spaceDocument) return
    if (news.t === 'gone') {
      this.#room?.delete(news.device)
      if (this.#mesh.has(news.device)) this.#mesh.probe(news.device)
      else this.#presence.drop(news.device)
      return
    }
    const people = news.t === 'here' ? news.people : [news]
    if (news.t === 'here') this.#room = new Set()
    for (const { device, certificate } of people) {
      this.#room?.add(device)
      await this.#presence.learn(certificate)
    }
    const { latest } = this.#presence.announcer
    if (news.t === 'came' && latest && news.device !== this.#self.device)
      this.#seat.send(this.#self.spaceDocument, latest, news.device)
  }

  #hear(record: Bytes, from: DeviceId): Promise<void> {
    return record[1] === 6 ? this.#presence.hearFrame(record, from) : this.#presence.hear(record)
  }

  #relayChanged(): void {
    this.#presence.announcer.change({ peer: this.#link.hosts.id })
    this.linkChanged.emit()
  }

  get link() {
    const { state, words } = this.#link.words(this.#self.space)
    return { state, words, waiting: this.#seat.waiting, refused: this.#seat.refused, direct: this.#mesh.size }
  }

  carry(document: DocumentHandle, room: boolean, until: AbortSignal): void {
    if (until.aborted || this.#ended.signal.aborted) return
    const { id } = document
    this.#carried.set(id, document)
    document.sealed.listen((record) => {
      this.#mesh.offer(id, record)
      this.#seat.kick(id)
      this.linkChanged.emit()
    }, until)
    if (room) this.#seat.joinRoom(id)
    this.#seat.follow(document)
    this.#mesh.carried(document)
    until.addEventListener('abort', () => this.#drop(document), { once: true })
  }

  #drop(document: DocumentHandle): void {
    if (this.#carried.get(document.id) !== document) return
    this.#carried.delete(document.id)
    this.#seat.leaveRoom(document.id)
    this.#seat.unfollow(document.id)
  }

  present(): readonly Present[] {
    return this.#presence.here().map(({ device, member, body }) => ({ device, member, page: body.page }))
  }

  announce({ here, page }: { readonly here: boolean; readonly page: DocumentId | undefined }): void {
    this.#presence.announcer.change({ here, page })
    this.#mesh.look()
  }

  point(document: DocumentId, place: unknown): void {
    this.#presence.point(document, place)
  }

  wake(): void {
    this.#link.wake()
    this.#mesh.wake()
    void this.#presence.announcer.announce()
  }

  async close(): Promise<void> {
    await this.#presence.close()
    await this.#mesh.close()
    this.#ended.abort()
    this.#seat.leave()
  }
}
