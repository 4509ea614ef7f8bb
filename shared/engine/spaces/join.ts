import type { SpaceId } from '../../domain/ids.ts'
import type { Invite } from '../../envelope/invite.ts'
import { type BackoffLimits, backoffMs } from '../../kit/backoff.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { ok, type Result } from '../../kit/result.ts'
import type { EnginePorts } from '../ports.ts'
import { claimOf, type Entrance, entranceBy, fetchRecord } from './entrance.ts'
import type { JoinsParts } from './joins.ts'
import { Knocking } from './knocking.ts'
import { NO_ANSWER_YET, pendingWords, type WaitReason } from './pending-words.ts'
import type { StoredPending } from './stored.ts'

export type JoinPorts = Pick<EnginePorts, 'clock' | 'random' | 'relay' | 'store'>

/** Whoever knocked looks for the answer so often. Milliseconds. */
const KNOCKING_MS = 5_000

export const RETRY: BackoffLimits = { firstMs: 1_000, mostMs: 60_000 }

/** An accepted invite on its way: tried at once, then with growing pauses, until it is completed or the engine ends. */
export class Joining {
  readonly space: SpaceId
  readonly invite: Invite
  readonly #ports: JoinPorts
  readonly #parts: JoinsParts
  readonly #stored: StoredPending
  #knocking: Knocking | undefined
  readonly #ended = new AbortController()
  #reason: WaitReason | typeof NO_ANSWER_YET = NO_ANSWER_YET
  #attempt = 0
  #cancel: () => void = () => undefined
  #trying = false

  constructor(ports: JoinPorts, invite: Invite, stored: StoredPending, parts: JoinsParts) {
    this.#ports = ports
    this.space = invite.space
    this.invite = invite
    this.#parts = parts
    this.#stored = stored
  }

  /** Why it is not done yet, for people. */
  get words(): string {
    return pendingWords(this.invite.relay, this.#reason)
  }

  /** Tries now. Resolves when the attempt is over, whatever came of it. */
  async tryNow(): Promise<void> {
    if (this.#trying || this.#ended.signal.aborted) return
    this.#trying = true
    this.#cancel()
    const failure = await this.#try()
    this.#trying = false
    if (failure === undefined || this.#ended.signal.aborted) return
    this.#reason = failure
    if (failure === 'declined') return this.#parts.declined(this.space)
    const pause = backoffMs(this.#attempt++, this.#ports.random.fraction(), RETRY)
    const wait = failure === 'knocking' ? KNOCKING_MS : pause
    this.#cancel = this.#ports.clock.after(wait, () => void this.tryNow())
    this.#parts.changed()
  }

  async #try(): Promise<WaitReason | undefined> {
    const entrance = await this.#entrance()
    if (!entrance.ok) return entrance.error
    try {
      await this.#parts.enter(this.invite, entrance.value)
      return undefined
    } catch {
      // The store is full, or closing: the invite is kept and tried again.
      return 'store'
    }
  }

  /** By the invite's own seed, or by that of its record on the relay. */
  async #entrance(): Promise<Result<Entrance, WaitReason>> {
    const { invite } = this
    const { signal } = this.#ended
    if (!hasSecret(invite)) {
      const held = { role: 'writer', seed: invite.writeSeed ?? new Uint8Array() } as const
      return entranceBy(this.#ports, invite, held, undefined, signal)
    }
    const record = await fetchRecord(this.#ports, invite, signal)
    if (!record.ok) return record
    const { role, epoch, key } = record.value
    const claim = await claimOf(invite, record.value, this.#parts.member)
    if ('knockPublic' in key) {
      const entrance = await this.#knocksAt(invite).entrance(record.value, key.knockPublic, signal)
      return entrance.ok ? ok({ ...entrance.value, ...claim }) : entrance
    }
    const held = { role: role === 'reader' ? 'reader' : 'writer', seed: key.seed } as const
    const entrance = await entranceBy(this.#ports, invite, held, epoch, signal)
    if (!entrance.ok) return entrance
    return ok({ ...entrance.value, ...claim })
  }

  #knocksAt(invite: SecretInvite): Knocking {
    this.#knocking ??= new Knocking(this.#ports, invite, this.#parts, this.#stored)
    return this.#knocking
  }

  /** It is given up: nobody is to be asked for us any more. */
  withdraw(): void {
    if (hasSecret(this.invite)) void this.#knocksAt(this.invite).withdraw()
  }

  close(): void {
    this.#ended.abort()
    this.#cancel()
  }
}

type SecretInvite = Invite & { readonly secret: Bytes }
const hasSecret = (invite: Invite): invite is SecretInvite => invite.secret !== undefined
