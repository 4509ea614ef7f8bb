import type { DeviceId, DocumentId, MemberId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Random } from '../ports.ts'
import { steady } from '../steady.ts'
import { Acquaintances } from './acquaintances.ts'
import { Announcer } from './announcer.ts'
import { type PresenceCard, parsePresence } from './body.ts'
import { CursorPace, cursorIntervalMs, parsePlace } from './cursor.ts'
import { type Here, Roster } from './roster.ts'

/** How often it is looked whose presence ran out. Milliseconds. */
const SWEEP_MS = 2_000

/** Somebody's cursor on a page; a `place` of null: it left. */
export interface Pointed {
  readonly document: DocumentId
  readonly device: DeviceId
  readonly place: unknown
}

export interface PresenceEvents {
  /** Our own presence envelope, to everybody of the space. */
  publish(record: Bytes): void
  /** Our own cursor, to those on the page. */
  frame(document: DocumentId, record: Bytes, others: readonly DeviceId[]): void
  changed(): void
  /** Somebody shows their own card, since they cannot write it down (W11). Not proven. */
  introduced(member: MemberId, card: PresenceCard): void
  pointed(document: DocumentId, device: DeviceId, place: unknown): void
}

/** Who is here in one space, what they let us see, and what we let them see. */
export class Presence {
  readonly announcer: Announcer
  readonly #self: SpaceSelf
  readonly #now: () => number
  readonly #events: PresenceEvents
  readonly #roster = new Roster()
  readonly #known = new Acquaintances()
  /** The epoch in which each device last announced itself: that of its frames (F1). */
  readonly #spoken = new Map<DeviceId, number>()
  /** Certificates being verified: what a device says right behind its own must find it known. */
  readonly #learning = new Set<Promise<boolean>>()
  readonly #pace: CursorPace
  readonly #sweep: Alarm
  #frames = 0

  constructor(self: SpaceSelf, ports: { readonly clock: Clock; readonly random: Random }, events: PresenceEvents) {
    this.#self = self
    this.#now = steady(ports.clock)
    this.#events = events
    this.announcer = new Announcer(self, ports, (record) => events.publish(record))
    const interval = (document: DocumentId) => cursorIntervalMs(this.on(document).length + 1)
    this.#pace = new CursorPace(ports.clock, interval, (point) => void this.#point(point.document, point.body))
    this.#sweep = new Alarm(ports.clock, () => this.#swept())
    this.#sweep.set(SWEEP_MS)
  }

  /** Devices that are here, ourselves excepted. */
  here(): readonly Here[] {
    return this.#roster.here()
  }

  /** As contexts are told. */
  all() {
    return this.here().map(({ device, member, body, huddle }) => ({ device, member, page: body.page, huddle }))
  }

  /** Whom to be linked with: those on our page, and in our huddle (N16). */
  near() {
    const { page, huddle } = this.announcer.body
    return this.here().flatMap(({ device, body, huddle: theirs }) => {
      const call = huddle !== undefined && theirs?.id === huddle.id
      const together = page !== undefined && body.page === page
      return call || together ? [{ device, peer: body.peer, call }] : []
    })
  }

  get(device: DeviceId): Here | undefined {
    return this.#roster.get(device)
  }

  /** The device's proven certificate, as far as it was shown to us. */
  certificateOf(device: DeviceId, epoch: number): Bytes | undefined {
    return this.#known.certificateOf(device, epoch)
  }

  memberOf(device: DeviceId): MemberId | undefined {
    return this.#known.memberOf(device)
  }

  on(document: DocumentId): readonly Here[] {
    return this.here().filter(({ body }) => body.page === document)
  }

  /** Those on our page, and in our huddle (N16). */
  toBeLinked() {
    const { page, huddle } = this.announcer.body
    return this.here().flatMap(({ device, body, huddle: theirs }) => {
      const call = huddle !== undefined && theirs?.id === huddle.id
      const together = page !== undefined && body.page === page
      return call || together ? [{ device, peer: body.peer, call }] : []
    })
  }

  /** Learns whose a device is. False when the certificate does not hold. What is heard from now on waits for the answer. */
  async learn(certificate: Bytes): Promise<boolean> {
    const proving = this.#prove(certificate)
    this.#learning.add(proving)
    try {
      return await proving
    } finally {
      this.#learning.delete(proving)
    }
  }

  async #prove(certificate: Bytes): Promise<boolean> {
    const proven = await this.#self.verifyCertificate(certificate)
    if (proven === undefined || !this.#self.admits(proven.device, proven.epoch)) return false
    return this.#known.add(proven, certificate)
  }

  /** Takes a presence envelope as it arrived. Only what the device itself has signed counts; refusals are silent. */
  async hear(record: Bytes): Promise<void> {
    if (this.#learning.size > 0) await Promise.allSettled(this.#learning)
    const opened = await this.#self.openSession(record, (device, epoch) => this.certificateOf(device, epoch))
    if (opened?.kind !== 'presence' || opened.device === this.#self.device) return
    const member = this.memberOf(opened.device)
    const body = parsePresence(opened.body)
    if (member === undefined || body === undefined) return
    const { device, session, counter, epoch } = opened
    if (!this.#self.admits(device, epoch)) return
    this.#spoken.set(device, epoch)
    if (body.card) this.#events.introduced(member, body.card)
    if (this.#roster.hear({ device, member, session, counter, body }, this.#now()) === 'news') this.#events.changed()
  }

  /** N27: our keys are others now. Who is not in any more is not here either. */
  async keysMoved(): Promise<void> {
    for (const { device } of this.here())
      if (!this.#self.admits(device, this.#known.epochOf(device) ?? 0)) this.drop(device)
    await this.announcer.announce()
  }

  /** Known to be gone before its presence ran out. */
  drop(device: DeviceId): void {
    if (this.#roster.drop(device)) this.#events.changed()
  }

  /**
   * Takes a cursor's frame as it arrived (F2). A frame is not signed, and any member could seal one in another's name: only from its
   * own device does it count.
   */
  async hearFrame(record: Bytes, from: DeviceId): Promise<void> {
    const opened = await this.#self.openFrame(record, this.#spoken.get(from) ?? this.#self.epoch)
    if (opened === undefined || opened.device !== from || from === this.#self.device) return
    const { device, session, counter, document } = opened
    if (this.#roster.get(device)?.body.page !== document) return
    if (!this.#roster.frame(device, session, counter)) return
    const parsed = parsePlace(opened.body)
    if (parsed) this.#events.pointed(document, device, parsed.place)
  }

  point(document: DocumentId, place: unknown): void {
    if (this.announcer.body.page === document) this.#pace.point(document, place)
  }

  async #point(document: DocumentId, body: Bytes): Promise<void> {
    const others = this.on(document).map(({ device }) => device)
    if (others.length === 0 || this.announcer.body.page !== document) return
    const record = await this.#self.sealFrame(document, this.announcer.session, ++this.#frames, body)
    this.#events.frame(document, record, others)
  }

  #swept(): void {
    const now = this.#now()
    const went = this.#roster.expire(now)
    // To the millisecond for huddles: nobody is shown in a call who is not.
    this.#sweep.set(Math.min(SWEEP_MS, this.#roster.huddleEnds(now) ?? SWEEP_MS))
    if (went) this.#events.changed()
  }

  /** Says that we leave. Resolves when it was handed to whoever carries it. */
  async close(): Promise<void> {
    this.#sweep.stop()
    this.#pace.close()
    await this.announcer.close()
  }
}
