import type { SpaceId } from '../../domain/ids.ts'
import { fromUtf8 } from '../../kit/bytes.ts'
import type { Result } from '../../kit/result.ts'
import { keyringPath } from '../../protocol/append.ts'
import { type Hello, parseHello, parseRefusal } from '../../protocol/hello.ts'
import {
  encodeSessionRequest,
  parseChallenge,
  parseSessionAnswer,
  type SessionAnswer,
  sessionMessage,
} from '../../protocol/session.ts'
import { Alarm } from '../alarm.ts'
import type { SpaceSelf } from '../parts.ts'
import { type Clock, type RelayDoor, RelayFailure, type RelayRequest, type RelayResponse } from '../ports.ts'

/** Asks whether this is a Huddlemark relay, and for its incarnation. @throws RelayFailure when not. */
export async function askHello(door: RelayDoor, signal: AbortSignal): Promise<Hello> {
  const response = await door.request({ method: 'GET', path: '/v1/hello' }, signal)
  if (response.status === 429 || response.status >= 500) throw refusal(response)
  return parsed(response, parseHello)
}

/** Whether the relay says hello within so many milliseconds. */
export async function answersWithin(ms: number, door: RelayDoor, clock: Clock): Promise<boolean> {
  const late = new AbortController()
  const alarm = new Alarm(clock, () => late.abort())
  alarm.set(ms)
  try {
    await askHello(door, late.signal)
    return true
  } catch {
    return false
  } finally {
    alarm.stop()
  }
}

/** What a relay says that has no keyrings of a space, or not the newest, as after the loss of its disk. */
const LACKS_KEYRINGS: ReadonlySet<string> = new Set(['unknown-space', 'bad-certificate'])

/**
 * Proves every space's device to the relay and gets one token for all. Spaces which the relay does not know are registered with
 * their keyrings, then asked for again; what it still refuses stands in the answer's `refused`.
 * @param peerToken of the session before: the PeerJS id then stays, and with it every open link
 * @throws RelayFailure when the relay cannot be used at all
 */
export async function openSession(
  door: RelayDoor,
  selves: readonly SpaceSelf[],
  signal: AbortSignal,
  peerToken?: string,
): Promise<SessionAnswer> {
  const answer = await prove(door, selves, signal, peerToken)
  const unknown = new Set<SpaceId>(
    answer.refused.filter(({ error }) => LACKS_KEYRINGS.has(error)).map(({ space }) => space),
  )
  if (unknown.size === 0) return answer
  for (const self of selves) if (unknown.has(self.space)) await register(door, self, signal)
  return prove(door, selves, signal, peerToken)
}

async function register(door: RelayDoor, self: SpaceSelf, signal: AbortSignal): Promise<void> {
  // A refused keyring shows in the next session's answer, which names the space.
  for (const keyring of self.keyrings)
    await door.request({ method: 'PUT', path: keyringPath(self.space), body: keyring }, signal)
}

async function prove(
  door: RelayDoor,
  selves: readonly SpaceSelf[],
  signal: AbortSignal,
  peerToken: string | undefined,
): Promise<SessionAnswer> {
  const post = (request: Omit<RelayRequest, 'method'>) => door.request({ method: 'POST', ...request }, signal)
  const { challenge } = parsed(await post({ path: '/v1/challenge' }), parseChallenge)
  const message = sessionMessage(challenge)
  const proofs = await Promise.all(
    selves.map(async (self) => ({ certificate: self.certificate, signature: await self.sign(message) })),
  )
  const body = encodeSessionRequest({ challenge, proofs, ...(peerToken !== undefined && { peerToken }) })
  return parsed(await post({ path: '/v1/session', body }), parseSessionAnswer)
}

/** The body of a good answer. @throws RelayFailure for another status, or what is not in the form. */
export function parsed<Value>(response: RelayResponse, parse: (text: string) => Result<Value, string>): Value {
  if (response.status !== 200) throw refusal(response)
  const value = parse(textOf(response))
  if (!value.ok) throw new RelayFailure('not-a-relay', value.error)
  return value.value
}

/** What an error answer means. Without our error format it is another service, or a proxy before a stopped relay (502 to 504). */
export function refusal(response: RelayResponse): RelayFailure {
  const body = parseRefusal(textOf(response))
  if (body.ok) return new RelayFailure('refused', body.value.error)
  if (response.status >= 502 && response.status <= 504) return new RelayFailure('unreachable', String(response.status))
  return new RelayFailure('not-a-relay', String(response.status))
}

function textOf(response: RelayResponse): string {
  try {
    return fromUtf8(response.body)
  } catch {
    return ''
  }
}
