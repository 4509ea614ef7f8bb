/** Joins relay-link/, peers/ and presence/ for one space: everything that moves between its devices. */
import type { HuddleStatus } from '../domain/huddle.ts'
import type { DeviceId, DocumentId, MemberId } from '../domain/ids.ts'
import { KIND } from '../envelope/header.ts'
import type { Bytes } from '../kit/bytes.ts'
import { Signal } from '../kit/signal.ts'
import type { Deletion } from '../protocol/deletion.ts'
import { Carried } from './carried.ts'
import { type Connection, SpaceConnection } from './connection.ts'
import type { DocumentHandle, Received, SpaceDocument } from './document-parts.ts'
import { Mail } from './inbox/mail.ts'
import type { Present, SpaceCarriage, SpaceSelf } from './parts.ts'
import { Mesh } from './peers/mesh.ts'
import { type Signalled, Signals } from './peers/signals.ts'
import type { EnginePorts, RelayRequest, RelayResponse } from './ports.ts'
import type { PresenceCard } from './presence/body.ts'
import { SpaceRoom } from './presence/live-room.ts'
import { Presence } from './presence/presence.ts'
import type { RelayLink } from './relay-link/relay-link.ts'
import type { Seat } from './relay-link/seat.ts'

/** What carriage needs of the world; an `EnginePorts` will do. */
export type CarriagePorts = Pick<EnginePorts, 'clock' | 'random' | 'relay' | 'peers' | 'store'>

export class Carriage implements SpaceCarriage {
  readonly linkChanged = new Signal<void>()
  readonly presentChanged = new Signal<void>()
  readonly pointed: SpaceCarriage['pointed'] = new Signal()
  readonly signalled = new Signal<Signalled>()
  readonly deleted = new Signal<Deletion>()
  readonly noticed: SpaceCarriage['noticed']
  readonly toldSeen = new Signal<Signalled>()
  readonly toldOwn = new Signal<Signalled>()
  readonly cameBack: SpaceCarriage['cameBack']
  readonly #connection: SpaceConnection
  readonly knocked = new Signal<void>()
  readonly introduced = new Signal<{ readonly member: MemberId; readonly card: PresenceCard }>()
  readonly #self: SpaceSelf
  readonly #link: RelayLink
  readonly #seat: Seat
  readonly #mesh: Mesh
  readonly #presence: Presence
  readonly #signals: Signals
  readonly #room: SpaceRoom
  readonly #carried: Carried
  readonly #mail: Mail
  readonly #ended = new AbortController()
  #closing: Promise<void> | undefined

  constructor(self: SpaceSelf, spaceDocument: SpaceDocument, ports: CarriagePorts, link: RelayLink) {
    this.#self = self
    this.#link = link
    this.#presence = this.#buildPresence(ports)
    this.#signals = this.#buildSignals(ports)
    this.#room = this.#buildRoom()
    this.#mesh = this.#buildMesh(ports)
    this.#seat = link.take(self, {
      received: (document, record, result) => {
        if (result.kind === 'applied') this.#mesh.offer(document.id, record)
        if (result.kind === 'duplicate') this.linkChanged.emit() // the log showed what was waiting
      },
      live: {
        ready: () => void this.#presence.announcer.announce(),
        down: () => this.#room.down(),
        news: (news) => void this.#room.news(news),
        record: ({ record, from }) => void this.#hear(record, from),
      },
      dialled: (inbox, hello) => void this.#mesh.incoming(inbox, hello),
      deleted: (deletion) => this.deleted.emit(deletion),
      refused: (changes) => this.#connection.outage.refuse(changes),
      changed: () => this.#relayChanged(),
      knocked: () => this.knocked.emit(),
    })
    self.changed.listen(() => this.#keysMoved(), this.#ended.signal)
    this.#carried = new Carried(this.#seat, this.#mesh, () => this.linkChanged.emit())
    this.#mail = new Mail(self, ports, this.#seat)
    this.noticed = this.#mail.noticed
    const parts = { link, seat: this.#seat, mesh: this.#mesh, presence: this.#presence }
    const nameOf = (member: MemberId) => spaceDocument.members().get(member)?.name
    this.#connection = new SpaceConnection(self.space, { ...parts, nameOf, carried: this.#carried, clock: ports.clock })
    this.cameBack = this.#connection.cameBack
    this.linkChanged.listen(() => this.#connection.look(), this.#ended.signal)
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
      introduced: (member, card) => this.introduced.emit({ member, card }),
      pointed: (document, device, place) => this.pointed.emit({ document, device, place }),
    })
  }

  #buildSignals(ports: CarriagePorts): Signals {
    return new Signals(this.#self, {
      clock: ports.clock,
      session: this.#presence.announcer.session,
      announced: (device) => this.#presence.get(device)?.session,
      certificateOf: (device, epoch) => this.#presence.certificateOf(device, epoch),
      memberOf: (device) => this.#presence.memberOf(device),
      send: (record, to) => {
        this.#mesh.signal(record, to)
        if (this.#room.has(to)) this.#seat.send(this.#self.spaceDocument, record, to)
      },
      heard: (signal, purpose) =>
        ({ huddle: this.signalled, seen: this.toldSeen, own: this.toldOwn })[purpose].emit(signal),
    })
  }

  #buildRoom(): SpaceRoom {
    return new SpaceRoom(this.#self.spaceDocument, {
      learn: (certificate) => this.#presence.learn(certificate),
      came: (device) => {
        const { latest } = this.#presence.announcer
        if (latest && device !== this.#self.device) this.#seat.send(this.#self.spaceDocument, latest, device)
      },
      gone: (device) => {
        if (this.#mesh.has(device)) this.#mesh.probe(device)
        else this.#presence.drop(device)
      },
    })
  }

  #buildMesh(ports: CarriagePorts): Mesh {
    return new Mesh(this.#self, ports, {
      wanted: () => this.#presence.toBeLinked(),
      documents: () => this.#carried.all,
      document: (id) => this.#carried.get(id),
      dial: (peer) => this.#link.hosts.dial(peer),
      seal: (body) => this.#signals.seal(body),
      received: (document, _record, result) => this.#fromPeer(document, result),
      presence: (record) => void this.#presence.hear(record),
      frame: (record, from) => void this.#presence.hearFrame(record, from),
      signal: (record, from) => void this.#signals.hear(record, from),
      keys: (record) => this.#keys(record),
      opened: (peer) => void this.#opened(peer.device, peer.certificate),
      closed: (device) => {
        // The room's `gone` was not believed while the link was open.
        if (this.#room.lacks(device)) this.#presence.drop(device)
        this.linkChanged.emit()
      },
    })
  }

  async #opened(device: DeviceId, certificate: Bytes): Promise<void> {
    this.linkChanged.emit()
    await this.#presence.learn(certificate)
    const { latest } = this.#presence.announcer
    if (latest) this.#mesh.presence(latest, device)
  }

  /** N26. */
  async #keys(record: Bytes): Promise<void> {
    if (record[1] === KIND.keyring) await this.#self.learn(record)
    else await this.#presence.learn(record)
  }

  /** S10, S12: with the new keys to everybody; or, when we are not in any more, to nobody. */
  #keysMoved(): void {
    this.#mesh.keysMoved()
    if (this.#self.ended !== undefined) return void this.close()
    this.#seat.link.renew()
    void this.#presence.keysMoved()
    this.#mesh.look()
  }

  ask = (request: Omit<RelayRequest, 'token'>): Promise<RelayResponse> => this.#seat.link.ask(request)
  introduce = (card: PresenceCard): void => this.#presence.announcer.change({ card })

  #fromPeer(document: DocumentHandle, { kind }: Received): void {
    // Also for what was known already, by a checkpoint: its envelope may be one that the relay lacks (CK3).
    if (kind !== 'refused') this.#seat.kick(document.id)
    if (kind === 'applied' || kind === 'held') this.linkChanged.emit()
  }

  #hear(record: Bytes, from: DeviceId): Promise<void> {
    if (record[1] === KIND.signal) return this.#signals.hear(record, from)
    return record[1] === KIND.frame ? this.#presence.hearFrame(record, from) : this.#presence.hear(record)
  }

  #relayChanged(): void {
    this.#presence.announcer.change({ peer: this.#link.hosts.id })
    this.linkChanged.emit()
  }

  connection = (): Connection => this.#connection.whole()

  get link() {
    return this.#connection.short
  }

  carry: SpaceCarriage['carry'] = (...all) => {
    if (!this.#ended.signal.aborted) this.#carried.carry(...all)
  }

  present = (): readonly Present[] => this.#presence.all()

  announce: SpaceCarriage['announce'] = ({ here, page }) => {
    this.#presence.announcer.change({ here, page })
    this.#mesh.look()
  }

  huddle(huddle: HuddleStatus | undefined): void {
    this.#presence.announcer.change({ huddle })
    this.#mesh.look()
  }

  signal = (to: DeviceId, body: Bytes): Promise<void> => this.#signals.send(to, body)

  /** A reader's would be refused: it reaches those who are here, as a signal (HE29). */
  notify: SpaceCarriage['notify'] = async (...all) => {
    if (this.#self.mayWrite) await this.#mail.notify(...all)
  }

  tellSeen = (to: DeviceId, body: Bytes): Promise<void> => this.#signals.send(to, body, 'seen')
  tellOwn = (to: DeviceId, body: Bytes): Promise<void> => this.#signals.send(to, body, 'own')
  ice = () => this.#link.callServers.all()
  point = (document: DocumentId, place: unknown): void => this.#presence.point(document, place)

  wake(): void {
    this.#link.wake()
    this.#mesh.wake()
    void this.#presence.announcer.announce()
  }

  /** Once, whoever asks for it. */
  close = (): Promise<void> => (this.#closing ??= this.#close())

  async #close(): Promise<void> {
    await this.#presence.close()
    await this.#mesh.close()
    this.#mail.close()
    this.#connection.close()
    this.#ended.abort()
    this.#seat.leave()
    this.linkChanged.emit()
    this.presentChanged.emit()
  }
}
