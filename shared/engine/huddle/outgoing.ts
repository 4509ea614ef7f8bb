import type { RingableView } from '../../contract/huddle.ts'
import { type HuddleId, type HuddleKind, RING_MS } from '../../domain/huddle.ts'
import type { MemberId, SpaceId } from '../../domain/ids.ts'
import { toHex } from '../../kit/bytes.ts'
import type { SpaceCarriage } from '../parts.ts'
import type { Clock, Random } from '../ports.ts'
import { encodeRingBody } from './ring-body.ts'

/** For so long we try to tell that a ring is over, so that nobody who comes online later is rung for nothing. Milliseconds. */
const TELL_OVER_MS = 10 * 60_000

export type RungState = NonNullable<RingableView['rung']>
export type RingCarriage = Pick<SpaceCarriage, 'notify'>

interface Call {
  readonly space: SpaceId
  readonly ring: string
  state: RungState
  /** Ends the notice's sending and the waiting for an answer. */
  readonly ended: AbortController
}

/** Whom we rang for one huddle, and what came of it. */
export class OutgoingRings {
  readonly #ports: { readonly clock: Clock; readonly random: Random }
  readonly #changed: () => void
  /** By huddle and member. */
  readonly #calls = new Map<HuddleId, Map<MemberId, Call>>()

  constructor(ports: { readonly clock: Clock; readonly random: Random }, changed: () => void) {
    this.#ports = ports
    this.#changed = changed
  }

  /** Rings members who are not being rung already. One notice each, the same ring for all. */
  ring(
    carriage: RingCarriage,
    what: { readonly space: SpaceId; readonly huddle: HuddleId; readonly kind: HuddleKind },
    members: readonly MemberId[],
  ): void {
    const { space, huddle, kind } = what
    const calls = this.#calls.get(huddle) ?? new Map<MemberId, Call>()
    this.#calls.set(huddle, calls)
    const wanted = members.filter((member) => calls.get(member)?.state !== 'ringing')
    if (wanted.length === 0) return
    const ring = toHex(this.#ports.random.bytes(8))
    const ended = new AbortController()
    for (const member of wanted) calls.set(member, { space, ring, state: 'ringing', ended })
    const body = encodeRingBody({ t: 'ring', huddle, ring, kind, at: this.#ports.clock.now() })
    void carriage.notify(wanted, body, ended.signal).catch(() => undefined)
    const cancel = this.#ports.clock.after(RING_MS, () => this.#end(carriage, huddle, ring, 'no-answer'))
    ended.signal.addEventListener('abort', cancel, { once: true })
    this.#changed()
  }

  /** Nobody answered in time, or the huddle is over for us: who still rings is told. */
  #end(carriage: RingCarriage, huddle: HuddleId, ring: string, state: RungState): void {
    const calls = [...(this.#calls.get(huddle) ?? [])].filter(([, call]) => call.ring === ring)
    const unanswered = calls.filter(([, call]) => call.state === 'ringing')
    for (const [, call] of calls) call.ended.abort()
    for (const [, call] of unanswered) call.state = state
    if (unanswered.length === 0) return
    const late = new AbortController()
    const cancel = this.#ports.clock.after(TELL_OVER_MS, () => late.abort())
    const told = unanswered.map(([member]) => member)
    void carriage
      .notify(told, encodeRingBody({ t: 'ring-over', huddle, ring }), late.signal)
      .catch(() => undefined)
      .finally(cancel)
    this.#changed()
  }

  /** "Not now" from somebody whom we rang. Nobody else's word counts. */
  declined(space: SpaceId, huddle: HuddleId, member: MemberId, ring: string): void {
    const call = this.#calls.get(huddle)?.get(member)
    if (call?.space !== space || call.ring !== ring || call.state !== 'ringing') return
    call.state = 'declined'
    this.#changed()
  }

  /** They are in: no longer rung. */
  came(huddle: HuddleId, member: MemberId): void {
    if (this.#calls.get(huddle)?.delete(member)) this.#changed()
  }

  /** We left: those who still ring are told that it is over. */
  left(carriage: RingCarriage | undefined, huddle: HuddleId): void {
    const calls = this.#calls.get(huddle)
    if (calls === undefined) return
    if (carriage)
      for (const ring of new Set([...calls.values()].map((call) => call.ring)))
        this.#end(carriage, huddle, ring, 'no-answer')
    this.#calls.delete(huddle)
    this.#changed()
  }

  rung(huddle: HuddleId): ReadonlyMap<MemberId, RungState> {
    return new Map([...(this.#calls.get(huddle) ?? [])].map(([member, { state }]) => [member, state]))
  }

  get huddles(): readonly HuddleId[] {
    return [...this.#calls.keys()]
  }

  close(): void {
    for (const calls of this.#calls.values()) for (const { ended } of calls.values()) ended.abort()
    this.#calls.clear()
  }
}
