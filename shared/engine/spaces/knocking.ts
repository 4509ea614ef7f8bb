import type { Invite } from '../../envelope/invite.ts'
import { type InviteRecord, inviteKeys } from '../../envelope/invite-record.ts'
import { knockIdOf, sealKnock } from '../../envelope/knock.ts'
import { createDevice, type Device } from '../../envelope/party.ts'
import { openSeed } from '../../envelope/wrap.ts'
import { ByteReader, Malformed } from '../../kit/binary.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { knockPath, knocksPath, parseKnockState } from '../../protocol/entries.ts'
import { type Entrance, entranceBy } from './entrance.ts'
import { askRelay, reasonOf } from './fetch-keyrings.ts'
import type { JoinPorts } from './join.ts'
import type { JoinsParts } from './joins.ts'
import type { WaitReason } from './pending-words.ts'
import { PENDING, type StoredPending } from './stored.ts'

type Knocked = NonNullable<StoredPending['knock']>

/** S16: knocks, and hears what is said to it. What was sent is stored first: the answer is sealed to the device that knocked. */
export class Knocking {
  readonly #ports: JoinPorts
  readonly #invite: Invite & { readonly secret: Bytes }
  readonly #parts: JoinsParts
  #stored: StoredPending

  constructor(ports: JoinPorts, invite: Invite & { readonly secret: Bytes }, parts: JoinsParts, stored: StoredPending) {
    this.#ports = ports
    this.#invite = invite
    this.#parts = parts
    this.#stored = stored
  }

  /** @param knockPublic from the invite's record, of its epoch */
  async entrance(
    { epoch }: InviteRecord,
    knockPublic: Bytes,
    signal: AbortSignal,
  ): Promise<Result<Entrance, WaitReason>> {
    const knock = this.#stored.knock ?? (await this.#make(epoch, knockPublic))
    const { relay, space } = this.#invite
    const path = knockPath(space, await knockIdOf(knock.record))
    const sent = await this.#send(knock, signal)
    if (sent !== undefined) return fail(sent)
    const answer = await askRelay(this.#ports, relay, { method: 'GET', path }, signal)
    if (!answer.ok) return answer
    const state = answer.value.status === 200 ? parseKnockState(answer.value.body) : undefined
    if (state === undefined) return fail(reasonOf(answer.value))
    if (!state.ok) return fail('not-a-relay')
    if (state.value.answer === 'waiting') return fail('knocking')
    if (state.value.answer === 'declined') return fail('declined')
    const entrance = await this.#open(knock, state.value.sealed, signal)
    // Let in, but the keys have moved on since: we knock again.
    if (!entrance.ok && (entrance.error === 'stale-invite' || entrance.error === 'keys-moved'))
      await this.#keep(undefined)
    return entrance
  }

  /** KN8. Where the relay is not to be reached, the knock waits there until its time is over. */
  async withdraw(): Promise<void> {
    const { knock } = this.#stored
    if (knock === undefined) return
    const { relay, space } = this.#invite
    const path = knockPath(space, await knockIdOf(knock.record))
    await askRelay(this.#ports, relay, { method: 'DELETE', path }, new AbortController().signal)
  }

  async #make(epoch: number, knockPublic: Bytes): Promise<Knocked> {
    const { space, secret } = this.#invite
    const card = this.#parts.card()
    const { id: invite } = await inviteKeys(secret, space)
    const device = await createDevice(this.#parts.member)
    const who = { card, member: this.#parts.member, device }
    const record = await sealKnock({ space, invite, epoch }, knockPublic, who)
    const knock = { device, record }
    await this.#keep(knock)
    return knock
  }

  async #keep(knock: Knocked | undefined): Promise<void> {
    const { knock: _, ...rest } = this.#stored
    const stored: StoredPending = { ...rest, ...(knock && { knock }) }
    await this.#ports.store.write([{ table: 'spaces', key: PENDING + this.#invite.space, value: stored }])
    this.#stored = stored
  }

  /** Each time: the same knock again is harmless, and a relay that lost its disk needs it. */
  async #send({ record }: Knocked, signal: AbortSignal): Promise<WaitReason | undefined> {
    const { relay, space } = this.#invite
    const request = { method: 'POST', path: knocksPath(space), body: record } as const
    const sent = await askRelay(this.#ports, relay, request, signal)
    if (!sent.ok) return sent.error
    return sent.value.status === 204 ? undefined : reasonOf(sent.value)
  }

  async #open({ device }: Knocked, answer: Bytes, signal: AbortSignal): Promise<Result<Entrance, WaitReason>> {
    const { space } = this.#invite
    const known = device as Device
    try {
      const reader = new ByteReader(answer)
      const epoch = reader.u32()
      const place = { name: 'answer', space, epoch, device: known.id } as const
      const held = await openSeed(reader.rest(), place, device.exchange)
      if (!held.ok) return fail('lies')
      const entrance = await entranceBy(this.#ports, this.#invite, held.value, epoch, signal)
      return entrance.ok ? ok({ ...entrance.value, device: known }) : entrance
    } catch (error) {
      if (error instanceof Malformed) return fail('lies')
      throw error
    }
  }
}
