import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Alarm } from '../alarm.ts'
import type { DocumentHandle, Received } from '../document-parts.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Link, Random } from '../ports.ts'
import { FailureLog } from '../relay-link/failure-log.ts'
import { steady } from '../steady.ts'
import { type Confirmed, confirm, type GreetFailure, type SealSignal, sendHello, takeHello } from './greet.ts'
import { Inbox } from './inbox.ts'
import { PeerLink } from './peer-link.ts'
import { Supervisor, type Wanted } from './supervisor.ts'
import { type ByeReason, encodeLinkMessage, type LinkMessage } from './wire.ts'

/** Threat: a member who opens link after link. Links that others may have opened to us at once. */
const MAX_LINKS = 16
/** Heads are compared again so often, in case a record was held back somewhere. Milliseconds. */
const COMPARE_MS = 10_000

const NOT_MADE =
  'A direct connection to another device could not be made. What goes over the relay is not touched by that.'
const NOT_PROVEN = 'A direct connection was closed: the other side could not prove who it is.'

export interface MeshEvents {
  /** Who is on our page, or in our huddle, and can be dialled. */
  wanted(): readonly Wanted[]
  documents(): Iterable<DocumentHandle>
  document(id: DocumentId): DocumentHandle | undefined
  dial(peer: string): Promise<Link>
  seal: SealSignal
  received(document: DocumentHandle, record: Bytes, result: Received): void
  presence(record: Bytes, from: Confirmed): void
  frame(record: Bytes, from: DeviceId): void
  signal(record: Bytes, from: DeviceId): void
  /** A keyring, or the certificate that a linked device now has. */
  keys(record: Bytes): Promise<void>
  opened(peer: Confirmed): void
  closed(device: DeviceId): void
}

/** The links of one space: who is dialled, who is let in, and what goes to all of them. */
export class Mesh {
  readonly #self: SpaceSelf
  readonly #clock: Clock
  readonly #now: () => number
  readonly #events: MeshEvents
  readonly #supervisor: Supervisor
  readonly #links = new Map<DeviceId, PeerLink>()
  readonly #again: Alarm
  readonly #compare: Alarm
  #closed = false
  /** Links refused in their greeting, by reason; for the state of the connection. */
  readonly refused = new Map<GreetFailure, number>()
  readonly failures = new FailureLog()

  constructor(self: SpaceSelf, ports: { readonly clock: Clock; readonly random: Random }, events: MeshEvents) {
    this.#self = self
    this.#clock = ports.clock
    this.#now = steady(ports.clock)
    this.#events = events
    this.#supervisor = new Supervisor(self.device, () => ports.random.fraction())
    this.#again = new Alarm(ports.clock, () => this.look())
    this.#compare = new Alarm(ports.clock, () => this.#compareHeads())
  }

  get size(): number {
    return this.#links.size
  }

  has(device: DeviceId): boolean {
    return this.#links.has(device)
  }

  /** Looks at who is there, dials and closes accordingly. Call after every change of presence. */
  look(): void {
    if (this.#closed) return
    const { dial, close, left, againIn } = this.#supervisor.decide(this.#events.wanted(), this.#now())
    for (const device of close) void this.#links.get(device)?.close('unwanted')
    for (const device of left) void this.#links.get(device)?.close('replaced')
    for (const wanted of dial) void this.#dial(wanted)
    if (againIn === undefined) this.#again.stop()
    else this.#again.set(againIn)
  }

  /** The relay says that the device has gone; its link tells whether that is so. */
  probe(device: DeviceId): void {
    this.#links.get(device)?.probe()
  }

  wake(): void {
    this.#supervisor.wake()
    this.look()
  }

  async #dial({ device, peer }: Wanted): Promise<void> {
    let link: Link | undefined
    try {
      link = await this.#events.dial(peer)
      const inbox = new Inbox(link)
      await sendHello(this.#self, link, device, this.#events.seal)
      const hello = await takeHello(inbox, this.#clock, (record) => this.#events.keys(record))
      if (!hello.ok) return this.#failed(device, link, hello.error)
      const confirmed = await confirm(this.#self, link, hello.value, device)
      if (!confirmed.ok) return this.#failed(device, link, confirmed.error)
      this.#open(confirmed.value, inbox)
    } catch {
      this.#failed(device, link, undefined) // not reachable, or lost while greeting
    }
  }

  #failed(device: DeviceId, link: Link | undefined, reason: GreetFailure | undefined): void {
    if (reason !== undefined) this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1)
    if (!this.#closed && !this.#links.has(device)) this.failures.note(this.#clock.now(), reason ? NOT_PROVEN : NOT_MADE)
    link?.close()
    if (!this.#links.has(device)) this.#supervisor.lost(device, this.#now())
    this.look()
  }

  /** Somebody dialled us: their hello has been read and names this space. */
  async incoming(inbox: Inbox, hello: Extract<LinkMessage, { type: 'hello' }>): Promise<void> {
    const { link } = inbox
    const confirmed = await confirm(this.#self, link, hello, undefined)
    const full = this.#links.size >= MAX_LINKS && confirmed.ok && !this.#links.has(confirmed.value.device)
    if (!confirmed.ok || full || this.#closed) {
      if (!confirmed.ok) this.refused.set(confirmed.error, (this.refused.get(confirmed.error) ?? 0) + 1)
      return link.close()
    }
    try {
      for (const record of this.#newerThan(confirmed.value))
        await link.send(encodeLinkMessage({ type: 'keys', record }))
      await sendHello(this.#self, link, confirmed.value.device, this.#events.seal)
      this.#open(confirmed.value, inbox)
    } catch {
      link.close()
    }
  }

  /** N26: the keyrings that a device cannot know by its certificate. */
  #newerThan({ epoch }: Confirmed): readonly Bytes[] {
    return epoch < this.#self.epoch ? this.#self.keyrings.slice(epoch + 1) : []
  }

  /** N26, N27: our keys are others now. Who is not in any more is left; the rest hear the keyring and our new certificate. */
  keysMoved(): void {
    const { keyrings, certificate, ended } = this.#self
    const keyring = keyrings.at(-1)
    for (const [device, link] of this.#links) {
      if (keyring) link.sendKeys(keyring)
      if (!this.#self.admits(device, link.peer.epoch)) void link.close('unwanted')
      else if (ended === undefined) link.sendKeys(certificate)
    }
    for (const document of this.#events.documents()) this.carried(document)
  }

  #open(peer: Confirmed, inbox: Inbox): void {
    if (this.#closed || inbox.closed) {
      this.#failed(peer.device, inbox.link, undefined)
      return
    }
    void this.#links.get(peer.device)?.close('replaced') // the other began anew before we noticed that the old link is dead
    const link = new PeerLink(peer, inbox, this.#clock, {
      document: (id) => this.#events.document(id),
      received: (document, record, result) => this.#received(link, document, record, result),
      presence: (record) => this.#events.presence(record, peer),
      frame: (record) => this.#events.frame(record, peer.device),
      signal: (record) => this.#events.signal(record, peer.device),
      keys: (record) => this.#events.keys(record),
    })
    this.#links.set(peer.device, link)
    const announced = this.#events.wanted().find(({ device }) => device === peer.device)?.peer
    this.#supervisor.opened(peer.device, inbox.link.peer, announced)
    inbox.whenClosed(() => this.#lost(peer.device, link))
    void link.run()
    for (const document of this.#events.documents()) link.sayHeads(document, false)
    if (!this.#compare.waiting) this.#compare.set(COMPARE_MS)
    this.#events.opened(peer)
    this.look()
  }

  #lost(device: DeviceId, link: PeerLink): void {
    if (this.#links.get(device) !== link) return
    this.#links.delete(device)
    this.#supervisor.lost(device, this.#now())
    this.#events.closed(device)
    this.look()
  }

  #received(from: PeerLink, document: DocumentHandle, record: Bytes, result: Received): void {
    if (result.kind === 'applied') this.offer(document.id, record, from.peer.device)
    this.#events.received(document, record, result)
  }

  #compareHeads(): void {
    for (const link of this.#links.values())
      for (const document of this.#events.documents()) link.sayHeads(document, false)
    if (this.#links.size > 0) this.#compare.set(COMPARE_MS)
  }

  /** A document is carried from now on. */
  carried(document: DocumentHandle): void {
    for (const link of this.#links.values()) link.sayHeads(document, true)
  }

  /** A new record, to everybody who carries the document except the one it came from. */
  offer(document: DocumentId, record: Bytes, except?: DeviceId): void {
    for (const [device, link] of this.#links) if (device !== except) link.offer(document, record)
  }

  presence(record: Bytes, to?: DeviceId): void {
    for (const [device, link] of this.#links) if (to === undefined || to === device) link.sendPresence(record)
  }

  /** A signal, to the one device if it is linked. */
  signal(record: Bytes, to: DeviceId): void {
    this.#links.get(to)?.sendSignal(record)
  }

  /** A cursor, to those of the devices that are linked. */
  frame(record: Bytes, to: readonly DeviceId[]): void {
    for (const device of to) this.#links.get(device)?.sendFrame(record)
  }

  /** Says goodbye on every link. */
  async close(reason: ByeReason = 'leaving'): Promise<void> {
    this.#closed = true
    this.#again.stop()
    this.#compare.stop()
    await Promise.all([...this.#links.values()].map((link) => link.close(reason)))
  }
}
