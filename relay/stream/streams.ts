import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import type { VerifiedKeyring } from '../../shared/envelope/keyring.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../../shared/kit/result.ts'
import type { RequestCode } from '../../shared/protocol/codes.ts'
import {
  EPOCH_GRACE_MS,
  MAX_FOLLOWED,
  MAX_STREAMS_PER_DEVICE,
  STREAM_HEARTBEAT_MS,
} from '../../shared/protocol/limits.ts'
import type { Follow, StreamChange } from '../../shared/protocol/stream.ts'
import type { Guard, Holding } from '../access/guard.ts'
import type { Session } from '../access/session.ts'
import type { Checkpoints } from '../checkpoints.ts'
import type { Clock, Random } from '../ports.ts'
import type { Relay } from '../relay.ts'
import { Outbox } from './outbox.ts'
import { encodeEvent, HEARTBEAT } from './sse.ts'
import { Stream } from './stream.ts'

interface Open {
  readonly devices: ReadonlySet<DeviceId>
  /** As the newest token that was shown for it says. */
  session: Session
  readonly stream: Stream
  readonly outbox: Outbox
  expires: number
}

export interface StreamsParts {
  readonly relay: Relay
  readonly checkpoints: Checkpoints
  readonly clock: Clock
  readonly random: Random
  readonly guard: Guard
  readonly failed: (error: unknown) => void
}

const devicesOf = (session: Session): ReadonlySet<DeviceId> =>
  new Set([...session.spaces.values()].map(({ device }) => device))

/** All open streams: opening, changing, and ending those whose token ended or whose reader is gone. */
export class Streams {
  readonly #parts: StreamsParts
  readonly #open = new Map<string, Open>()

  constructor(parts: StreamsParts) {
    this.#parts = parts
    parts.checkpoints.kept.listen(({ space, document, sequence }) => {
      for (const { stream } of this.#open.values()) stream.covered({ space, document }, sequence)
    })
  }

  get size(): number {
    return this.#open.size
  }

  /** @returns the body of the event stream */
  open(
    session: Session,
    follow: readonly Follow[],
    lastEventId: number | undefined,
  ): Result<ReadableStream<Bytes>, RequestCode> {
    const refused = refuseFollow(session, follow, undefined)
    if (refused !== undefined) return fail(refused)
    const devices = devicesOf(session)
    this.#makeRoom(devices)
    const id = toHex(this.#parts.random.bytes(16))
    const outbox = new Outbox(() => this.#ended(id))
    const stream = new Stream(this.#parts, outbox, (error) => {
      this.#parts.failed(error)
      outbox.end()
    })
    this.#open.set(id, { devices, session, stream, outbox, expires: session.expires })
    outbox.push(encodeEvent({ event: 'open', stream: id }))
    stream.follow(follow, lastEventId)
    this.#beat(id)
    return ok(outbox.body)
  }

  /** Follows and unfollows on an open stream; only its own devices may. A newer token prolongs it (T6). */
  change(id: string, session: Session, { follow, unfollow }: StreamChange): Result<void, RequestCode> {
    const open = this.#open.get(id)
    // Somebody else's stream is answered as one that does not exist.
    if (open === undefined || ![...devicesOf(session)].some((device) => open.devices.has(device)))
      return fail('unknown-stream')
    const refused = refuseFollow(session, follow, open.stream)
    if (refused !== undefined) return fail(refused)
    if (session.expires >= open.session.expires) open.session = session
    open.expires = Math.max(open.expires, session.expires)
    open.stream.unfollow(unfollow)
    open.stream.follow(follow)
    return ok(undefined)
  }

  /** Ends the streams that may follow this space. */
  end(space: SpaceId): void {
    for (const { outbox } of this.#in(space)) outbox.end()
  }

  /**
   * KR1, KR3: a keyring was kept. Who is revoked is cut off; the others hear of it, and, when somebody was removed, have a while to show
   * themselves under it.
   */
  async keyring({ space, epoch, revoked }: VerifiedKeyring): Promise<void> {
    const told = encodeEvent({ event: 'keyring', space, epoch })
    for (const open of this.#in(space)) open.outbox.push(told)
    if (revoked.length === 0) return
    await this.#cut(space, ['revoked'])
    this.#parts.clock.after(EPOCH_GRACE_MS, () => {
      this.#cut(space, ['revoked', 'stale']).catch(this.#parts.failed)
    })
  }

  /** KN3: the admins of the space hear that somebody knocks, or does not wait any more. */
  async knock(space: SpaceId): Promise<void> {
    for (const open of this.#in(space)) {
      const standing = open.session.spaces.get(space)
      if (standing && (await this.#parts.guard.isAdmin(space, standing.device)))
        open.outbox.push(encodeEvent({ event: 'knock', space }))
    }
  }

  #in(space: SpaceId): readonly Open[] {
    return [...this.#open.values()].filter(({ session }) => session.spaces.has(space))
  }

  async #cut(space: SpaceId, ending: readonly Holding[]): Promise<void> {
    for (const open of this.#in(space)) {
      const standing = open.session.spaces.get(space)
      if (standing && ending.includes(await this.#parts.guard.holding(space, standing))) open.outbox.end()
    }
  }

  close(): void {
    for (const { outbox } of [...this.#open.values()]) outbox.end()
  }

  #ended(id: string): void {
    this.#open.get(id)?.stream.close()
    this.#open.delete(id)
  }

  /** A browser that opens stream after stream replaces its own oldest. */
  #makeRoom(devices: ReadonlySet<DeviceId>): void {
    for (const device of devices) {
      const own = [...this.#open.values()].filter((open) => open.devices.has(device))
      for (const { outbox } of own.slice(0, Math.max(0, own.length - MAX_STREAMS_PER_DEVICE + 1))) outbox.end()
    }
  }

  #beat(id: string): void {
    this.#parts.clock.after(STREAM_HEARTBEAT_MS, () => {
      const open = this.#open.get(id)
      if (open === undefined) return
      if (open.expires <= this.#parts.clock.now()) open.outbox.end()
      else {
        open.outbox.push(HEARTBEAT)
        this.#beat(id)
      }
    })
  }
}

function refuseFollow(
  session: Session,
  follow: readonly Follow[],
  stream: Stream | undefined,
): RequestCode | undefined {
  if ((stream?.size ?? 0) + follow.length > MAX_FOLLOWED) return 'too-large'
  if (follow.some(({ space }) => !session.spaces.has(space))) return 'forbidden'
  // Events name the document only, so one stream cannot carry two logs of the same document id.
  const spaces = new Map<DocumentId, string>()
  for (const { document, space } of follow) {
    if ((spaces.get(document) ?? stream?.spaceOf(document) ?? space) !== space) return 'bad-request'
    spaces.set(document, space)
  }
  return undefined
}
