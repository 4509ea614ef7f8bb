import * as v from 'valibot'
import type { SpaceId } from '../../domain/ids.ts'
import type { Invite } from '../../envelope/invite.ts'
import { verifyKeyrings } from '../../envelope/keyring.ts'
import { seedFits } from '../../envelope/keys.ts'
import { type BackoffLimits, backoffMs } from '../../kit/backoff.ts'
import { type Bytes, fromUtf8 } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { decodeBatch } from '../../protocol/batch.ts'
import { MAX_KEYRING, MAX_KEYRINGS } from '../../protocol/limits.ts'
import { type EnginePorts, RelayFailure, type RelayResponse } from '../ports.ts'
import { withDeadline } from '../relay-link/deadline.ts'
import { NO_ANSWER_YET, pendingWords, type WaitReason } from './pending-words.ts'

export const RETRY: BackoffLimits = { firstMs: 1_000, mostMs: 60_000 }

/** An invite that cannot be accepted; the message is for people. */
export class InviteRefused extends Error {
  override name = 'InviteRefused'
}

/** Resolves with the promise, or after so long without it. */
export async function within(clock: EnginePorts['clock'], ms: number, done: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = clock.after(ms, resolve)
  await Promise.race([done, promise])
  cancel()
}

const errorBody = v.object({ error: v.string() })

/** The keyrings of an invited space, proven against its id (S4) and against the invite's seed (I3, Y4). */
export async function fetchKeyrings(
  ports: Pick<EnginePorts, 'clock' | 'relay'>,
  invite: Invite,
  signal: AbortSignal,
): Promise<Result<readonly Bytes[], WaitReason>> {
  const path = `/v1/spaces/${invite.space}/keyrings`
  let response: RelayResponse
  try {
    const door = withDeadline(ports.relay(invite.relay), ports.clock)
    response = await door.request({ method: 'GET', path }, signal)
  } catch (error) {
    return fail(error instanceof RelayFailure ? error.reason : 'unreachable')
  }
  if (response.status !== 200) return fail(reasonOf(response))
  const records = decodeBatch(response.body, { records: MAX_KEYRINGS, record: MAX_KEYRING })
  if (!records.ok) return fail('not-a-relay')
  const chain = await verifyKeyrings(records.value, invite.space)
  if (!chain.ok) return fail('lies')
  const newest = chain.value.at(-1)
  if (!newest || !(await seedFits(invite.writeSeed, newest))) return fail('does-not-fit')
  return newest.epoch === 0 ? ok(records.value) : fail('newer-version')
}

/** Only an answer in the protocol's own words counts as a relay's: any web server has a 404. */
function reasonOf({ status, body }: RelayResponse): WaitReason {
  try {
    const { error } = v.parse(errorBody, JSON.parse(fromUtf8(body)))
    if (error === 'unknown-space' || (status === 404 && error === 'not-found')) return 'unknown-space'
    if (error === 'deleted') return 'deleted'
    return status === 429 ? 'busy' : 'refused'
  } catch {
    return 'not-a-relay'
  }
}

/** An accepted invite on its way: tried at once, then with growing pauses, until it is completed or the engine ends. */
export class Joining {
  readonly space: SpaceId
  readonly invite: Invite
  readonly #ports: Pick<EnginePorts, 'clock' | 'random' | 'relay'>
  readonly #complete: (keyrings: readonly Bytes[]) => Promise<void>
  readonly #changed: () => void
  readonly #ended = new AbortController()
  #reason: WaitReason | typeof NO_ANSWER_YET = NO_ANSWER_YET
  #attempt = 0
  #cancel: () => void = () => undefined
  #trying = false

  constructor(
    ports: Pick<EnginePorts, 'clock' | 'random' | 'relay'>,
    invite: Invite,
    complete: (keyrings: readonly Bytes[]) => Promise<void>,
    changed: () => void,
  ) {
    this.#ports = ports
    this.space = invite.space
    this.invite = invite
    this.#complete = complete
    this.#changed = changed
  }

  /** Why it is not done yet, for people. */
  get words(): string {
    return pendingWords(this.invite.relay, this.#reason)
  }

  /** As people see it while it waits. */
  get view() {
    const { spaceName: name, relay } = this.invite
    return { space: this.space, name, relay, words: this.words }
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
    const wait = backoffMs(this.#attempt++, this.#ports.random.fraction(), RETRY)
    this.#cancel = this.#ports.clock.after(wait, () => void this.tryNow())
    this.#changed()
  }

  async #try(): Promise<WaitReason | undefined> {
    const keyrings = await fetchKeyrings(this.#ports, this.invite, this.#ended.signal)
    if (!keyrings.ok) return keyrings.error
    try {
      await this.#complete(keyrings.value)
      return undefined
    } catch {
      // The store is full, or closing: the invite is kept and tried again.
      return 'store'
    }
  }

  close(): void {
    this.#ended.abort()
    this.#cancel()
  }
}
