import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../../shared/kit/result.ts'
import type { RequestCode } from '../../shared/protocol/codes.ts'
import { MAX_FOLLOWED, MAX_STREAMS_PER_DEVICE, STREAM_HEARTBEAT_MS } from '../../shared/protocol/limits.ts'
import type { Follow, StreamChange } from '../../shared/protocol/stream.ts'
import type { Session } from '../access/session.ts'
import type { Clock, Random } from '../ports.ts'
import type { Relay } from '../relay.ts'
import { Outbox } from './outbox.ts'
import { encodeEvent, HEARTBEAT } from './sse.ts'
import { Stream } from './stream.ts'

interface Open {
  readonly devices: ReadonlySet<DeviceId>
  readonly spaces: Set<SpaceId>
  readonly stream: Stream
  readonly outbox: Outbox
  expires: number
}

export interface StreamsParts {
  readonly relay: Relay
  readonly clock: Clock
  readonly random: Random
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
    const stream = new Stream(this.#parts.relay, outbox, (error) => {
      this.#parts.failed(error)
      outbox.end()
    })
    this.#open.set(id, { devices, spaces: new Set(session.spaces.keys()), stream, outbox, expires: session.expires })
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
    open.expires = Math.max(open.expires, session.expires)
    for (const space of session.spaces.keys()) open.spaces.add(space)
    open.stream.unfollow(unfollow)
    open.stream.follow(follow)
    return ok(undefined)
  }

  /** Ends the streams that may follow this space. */
  end(space: SpaceId): void {
    for (const { spaces, outbox } of [...this.#open.values()]) if (spaces.has(space)) outbox.end()
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
