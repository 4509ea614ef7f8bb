import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { parseFrame, parseHeader, recordKind } from '../../shared/envelope/header.ts'
import { type Bytes, equalBytes } from '../../shared/kit/bytes.ts'
import { Serial } from '../../shared/kit/serial.ts'
import { type LiveCode, WORDS } from '../../shared/protocol/codes.ts'
import {
  LIVE_AUTH_MS,
  LIVE_BYTES_BURST,
  LIVE_BYTES_PER_SECOND,
  LIVE_DROPPED_CLOSES,
  LIVE_MESSAGES_BURST,
  LIVE_MESSAGES_PER_SECOND,
  LIVE_SILENCE_MS,
  MAX_LIVE_MESSAGE,
  MAX_ROOMS,
} from '../../shared/protocol/limits.ts'
import { encodeLiveNews, type LiveRequest, parseLiveRequest, parseLiveSend } from '../../shared/protocol/live.ts'
import { Bucket } from '../access/bucket.ts'
import type { Session, Standing } from '../access/session.ts'
import type { Live, LiveConnection, LivePipe, Occupant } from './live.ts'

interface Place {
  readonly space: SpaceId
  readonly occupant: Occupant
}

/**
 * One browser's live socket, from `auth` to its end (V1-V3). Messages are handled one after the other, since some wait for keys:
 * a record sent right after a `join` must find it done.
 */
export class Connection implements LiveConnection {
  readonly #live: Live
  readonly #pipe: LivePipe
  readonly #ended: () => void
  readonly #work = new Serial()
  readonly #places = new Map<DocumentId, Place>()
  readonly #messages: Bucket
  readonly #bytes: Bucket
  #session: Session | undefined
  #dropped = 0
  #over = false
  #heard: number
  #stopTimer: () => void

  constructor(live: Live, pipe: LivePipe, ended: () => void) {
    this.#live = live
    this.#pipe = pipe
    this.#ended = ended
    const { clock } = live.parts
    this.#heard = clock.now()
    this.#messages = new Bucket({ perSecond: LIVE_MESSAGES_PER_SECOND, burst: LIVE_MESSAGES_BURST }, this.#heard)
    this.#bytes = new Bucket({ perSecond: LIVE_BYTES_PER_SECOND, burst: LIVE_BYTES_BURST }, this.#heard)
    this.#stopTimer = clock.after(LIVE_AUTH_MS, () => {
      if (this.#session === undefined) this.end(1008, 'no auth')
      else this.#watch()
    })
  }

  text(message: string): void {
    if (!this.#admit(message.length)) return
    const parsed = parseLiveRequest(message)
    this.#do(() => (parsed.ok ? this.#request(parsed.value) : 'bad-request'))
  }

  binary(message: Uint8Array): void {
    if (!this.#admit(message.length)) return
    this.#do(() => this.#send(message))
  }

  closed(): void {
    if (this.#over) return
    this.#over = true
    this.#stopTimer()
    for (const [document, { space, occupant }] of this.#places) this.#live.leave(space, document, occupant)
    this.#places.clear()
    this.#ended()
  }

  isBy(device: DeviceId): boolean {
    return [...(this.#session?.spaces.values() ?? [])].some((standing) => standing.device === device)
  }

  standing(space: SpaceId): Standing | undefined {
    return this.#session?.spaces.get(space)
  }

  /** Closes the socket from here. */
  end(code: number, reason: string): void {
    if (this.#over) return
    this.closed()
    this.#pipe.close(code, reason)
  }

  /** Runs `work` after what came before; the code that it answers with is why it was refused. */
  #do(work: () => Promise<LiveCode | undefined> | LiveCode | undefined): void {
    this.#work
      .run(async () => {
        const refused = this.#over ? undefined : await work()
        if (refused !== undefined) this.#refuse(refused)
      })
      .catch(() => {
        this.#live.parts.counters.count('failures_total', 'where=live')
        this.end(1011, 'the relay failed')
      })
  }

  /** V3: over the rate messages are dropped and counted, far over it the socket is closed. */
  #admit(length: number): boolean {
    if (this.#over) return false
    if (length > MAX_LIVE_MESSAGE) {
      this.end(1009, 'too large')
      return false
    }
    const now = this.#live.parts.clock.now()
    this.#heard = now
    if (this.#messages.take(1, now) && this.#bytes.take(length, now)) {
      this.#dropped = 0
      return true
    }
    this.#dropped++
    this.#live.parts.counters.count('live_refused_total', 'code=slow-down')
    if (this.#dropped === 1) this.#say('slow-down')
    if (this.#dropped >= LIVE_DROPPED_CLOSES || this.#session === undefined) this.end(1008, 'too much')
    return false
  }

  async #request(message: LiveRequest): Promise<LiveCode | undefined> {
    if (message.t === 'auth') return this.#auth(message.token)
    if (this.#session === undefined) this.end(1008, 'auth first')
    else if (message.t === 'join') return this.#join(message.space, message.document, this.#session)
    else if (message.t === 'leave') this.#leave(message.document)
    else this.#pipe.send(encodeLiveNews({ t: 'pong' }))
    return undefined
  }

  async #auth(token: string): Promise<LiveCode | undefined> {
    const { tokens, guard } = this.#live.parts
    const session = await tokens.read(token)
    if (session === undefined || !(await guard.holds(session))) {
      this.#refuse('bad-token')
      this.end(1008, 'bad token')
    } else if (!this.#over) {
      this.#session = session
      this.#live.makeRoom([...session.spaces.values()].map(({ device }) => device))
      this.#pipe.send(encodeLiveNews({ t: 'ready' }))
    }
    return undefined
  }

  async #join(space: SpaceId, document: DocumentId, session: Session): Promise<LiveCode | undefined> {
    const standing = session.spaces.get(space)
    const before = this.#places.get(document)
    // Binary messages name the document only: one socket cannot stand in two rooms of the same document id.
    if (standing === undefined || (before !== undefined && before.space !== space)) return 'forbidden'
    if (before === undefined && this.#places.size >= MAX_ROOMS) return 'too-many-rooms'
    const known = await this.#live.parts.certificates.newest(space, standing.device)
    if (known === undefined || known === 'revoked') return 'forbidden'
    if (this.#over) return undefined
    // V1: joined again under another certificate, after new keys, it is a newcomer: the others cannot read it without.
    const same = before && equalBytes(before.occupant.certificate, known.record) ? before : undefined
    const place = same ?? this.#place(space, document, standing.device, known.record)
    this.#live.enter(space, document, place.occupant)
    return undefined
  }

  #place(space: SpaceId, document: DocumentId, device: DeviceId, certificate: Bytes): Place {
    const occupant: Occupant = {
      device,
      certificate,
      pipe: this.#pipe,
      replaced: () => {
        if (this.#places.get(document)?.occupant === occupant) this.#places.delete(document)
      },
      tooSlow: () => this.end(1008, 'too slow'),
    }
    const place = { space, occupant }
    this.#places.set(document, place)
    return place
  }

  #leave(document: DocumentId): void {
    const place = this.#places.get(document)
    if (place === undefined) return
    this.#places.delete(document)
    this.#live.leave(place.space, document, place.occupant)
  }

  #send(message: Uint8Array): LiveCode | undefined {
    if (this.#session === undefined) {
      this.end(1008, 'auth first')
      return undefined
    }
    const parsed = parseLiveSend(message)
    if (!parsed.ok) return parsed.error
    const { document, to, record } = parsed.value
    const place = this.#places.get(document)
    if (place === undefined) return 'not-in-room'
    const refused = refuseRecord(record, document, place)
    if (refused === undefined) this.#live.deliver(place.space, document, place.occupant, to, record)
    return refused
  }

  #refuse(code: LiveCode): void {
    this.#live.parts.counters.count('live_refused_total', `code=${code}`)
    this.#say(code)
  }

  #say(code: LiveCode): void {
    this.#pipe.send(encodeLiveNews({ t: 'error', error: code, message: WORDS[code] }))
  }

  /** Ends a socket that fell silent or whose token is over (T6). */
  #watch(): void {
    if (this.#over) return
    const now = this.#live.parts.clock.now()
    if ((this.#session?.expires ?? 0) <= now) this.end(1008, 'token over')
    else if (now - this.#heard >= LIVE_SILENCE_MS) this.end(1001, 'silent')
    else this.#stopTimer = this.#live.parts.clock.after(LIVE_AUTH_MS, () => this.#watch())
  }
}

/** V2: presence, signal and frame only, and only the session's own device. The receivers check the signature. */
function refuseRecord(record: Uint8Array, document: DocumentId, { space, occupant }: Place): LiveCode | undefined {
  const kind = recordKind(record)
  if (!kind.ok) return kind.error === 'too-large' ? 'too-large' : 'bad-request'
  if (kind.value === 'frame') {
    const frame = parseFrame(record)
    if (!frame.ok) return 'bad-request'
    if (frame.value.document !== document) return 'wrong-document'
    return frame.value.device === occupant.device ? undefined : 'wrong-device'
  }
  if (kind.value !== 'presence' && kind.value !== 'signal') return 'kind-not-allowed'
  const header = parseHeader(record)
  if (!header.ok) return 'bad-request'
  if (header.value.space !== space) return 'wrong-space'
  return header.value.device === occupant.device ? undefined : 'wrong-device'
}
