import type { SpaceId } from '../../shared/domain/ids.ts'
import { hashId } from '../../shared/envelope/digest.ts'
import { parseKnockHeader } from '../../shared/envelope/header.ts'
import { RECORD_LIMIT } from '../../shared/envelope/limits.ts'
import { encodeBatch } from '../../shared/protocol/batch.ts'
import { encodeKnockAnswer, parseInviteEntry, parseKnockAnswer } from '../../shared/protocol/entries.ts'
import {
  KNOCK_LIFE_MS,
  MAX_INVITE_RECORD,
  MAX_INVITES,
  MAX_KNOCK_ANSWER,
  MAX_KNOCKS,
} from '../../shared/protocol/limits.ts'
import type { Certificates } from '../access/certificates.ts'
import type { Keyrings } from '../access/keyrings.ts'
import type { Session, Standing } from '../access/session.ts'
import type { Entries } from '../log/log.ts'
import type { Clock } from '../ports.ts'
import type { Streams } from '../stream/streams.ts'
import { binary, nothing, refusal } from './answer.ts'
import { readBytes } from './body.ts'
import { type Gates, open, withToken } from './gates.ts'
import type { Call, Route } from './handle.ts'

export interface EntryParts extends Gates {
  readonly entries: Entries
  /** Whose word deleted a space (Z2). */
  readonly keyrings: Pick<Keyrings, 'deletion'>
  readonly certificates: Certificates
  readonly streams: Streams
  readonly clock: Clock
}

const INVITE = '/v1/spaces/:space/invites/:id'
const KNOCKS = '/v1/spaces/:space/knocks'
const KNOCK = '/v1/spaces/:space/knocks/:id'

/** What lies at the door of a space: invites, knocks, and for its admins the list of devices. */
export const entryRoutes = (parts: EntryParts): readonly Route[] => [
  { method: 'GET', path: INVITE, name: 'invite', answer: open(parts, (call) => getInvite(call, parts)) },
  { method: 'PUT', path: INVITE, name: 'put-invite', answer: asMember(parts, putInvite) },
  { method: 'DELETE', path: INVITE, name: 'drop-invite', answer: asMember(parts, dropInvite) },
  { method: 'POST', path: KNOCKS, name: 'knock', answer: open(parts, (call) => knock(call, parts)) },
  { method: 'GET', path: KNOCKS, name: 'knocks', answer: asAdmin(parts, listKnocks) },
  { method: 'GET', path: KNOCK, name: 'knock-state', answer: open(parts, (call) => knockState(call, parts)) },
  { method: 'PUT', path: KNOCK, name: 'answer-knock', answer: asAdmin(parts, answerKnock) },
  { method: 'DELETE', path: KNOCK, name: 'withdraw-knock', answer: open(parts, (call) => withdrawKnock(call, parts)) },
  {
    method: 'GET',
    path: '/v1/spaces/:space/certificates',
    name: 'certificates',
    answer: asAdmin(parts, async ({ ids }) => binary(encodeBatch(await parts.certificates.all(ids[0] as SpaceId)))),
  },
]

type Answer = (call: Call, who: Standing, parts: EntryParts) => Promise<Response>

/** For whoever has a session in the space of the address; a writer, unless it is only read. */
const asMember = (parts: EntryParts, answer: Answer) =>
  withToken(parts, async (call: Call, session: Session) => {
    const standing = session.spaces.get(call.ids[0] as SpaceId)
    if (standing?.role !== 'writer') return refusal('forbidden')
    const wait = parts.rates.entries.take(standing.device)
    return wait > 0 ? refusal('slow-down', wait) : answer(call, standing, parts)
  })

const asAdmin = (parts: EntryParts, answer: Answer) =>
  asMember(parts, async (call, who) =>
    (await parts.guard.isAdmin(call.ids[0] as SpaceId, who.device)) ? answer(call, who, parts) : refusal('forbidden'),
  )

const place = ({ ids }: Call) => ids as readonly [SpaceId, string]

async function getInvite(call: Call, { entries, keyrings, clock }: EntryParts): Promise<Response> {
  const found = await entries.invite(...place(call), clock.now())
  if (found) return binary(found.record)
  return refusal((await keyrings.deletion(place(call)[0])) ? 'deleted' : 'unknown-invite')
}

async function putInvite(call: Call, who: Standing, { entries, clock }: EntryParts): Promise<Response> {
  const body = await readBytes(call.request, MAX_INVITE_RECORD + 8)
  if (!body.ok) return refusal(body.error)
  const parsed = parseInviteEntry(body.value)
  if (!parsed.ok) return refusal(parsed.error)
  const { record, life } = parsed.value
  const now = clock.now()
  const invite = { record, by: who.device, expires: now + life }
  const outcome = await entries.putInvite(...place(call), invite, now, MAX_INVITES)
  return outcome === 'kept' ? nothing() : refusal(outcome)
}

/** IN3: one's own, whichever device put it, or anybody's for an admin. What is not there is as good as erased. */
async function dropInvite(
  call: Call,
  who: Standing,
  { entries, clock, guard, streams }: EntryParts,
): Promise<Response> {
  const [space, id] = place(call)
  const found = await entries.invite(space, id, clock.now())
  if (!found) return nothing()
  const own = found.by === who.device || (await guard.ofOneMember(space, found.by, who.device))
  if (!own && !(await guard.isAdmin(space, who.device))) return refusal('forbidden')
  const knockedAt = (await entries.knocks(space, clock.now())).some(({ invite }) => invite === id)
  await entries.dropInvite(space, id)
  if (knockedAt) await streams.knock(space)
  return nothing()
}

async function knock(call: Call, { entries, clock, rates, streams }: EntryParts): Promise<Response> {
  const [space] = place(call)
  const body = await readBytes(call.request, RECORD_LIMIT.knock)
  if (!body.ok) return refusal(body.error)
  const header = parseKnockHeader(body.value)
  if (!header.ok || header.value.space !== space) return refusal('bad-request')
  const now = clock.now()
  const { invite } = header.value
  const found = await entries.invite(space, invite, now)
  if (found === undefined) return refusal('unknown-invite')
  const wait = rates.knocks.take(call.address)
  if (wait > 0) return refusal('slow-down', wait)
  const id = await hashId('knock', body.value)
  const expires = Math.min(found.expires, now + KNOCK_LIFE_MS)
  const outcome = await entries.putKnock(space, { id, invite, record: body.value, expires }, now, MAX_KNOCKS)
  if (outcome === 'over-quota') return refusal(outcome)
  if (outcome === 'kept') await streams.knock(space)
  return nothing()
}

async function listKnocks(call: Call, _who: Standing, { entries, clock }: EntryParts): Promise<Response> {
  const waiting = await entries.knocks(place(call)[0], clock.now())
  return binary(encodeBatch(waiting.map(({ record }) => record)))
}

async function knockState(call: Call, { entries, clock }: EntryParts): Promise<Response> {
  const found = await entries.knock(...place(call), clock.now())
  return found ? binary(found.answer ?? new Uint8Array()) : refusal('unknown-knock')
}

async function answerKnock(call: Call, _who: Standing, { entries, clock, streams }: EntryParts): Promise<Response> {
  const body = await readBytes(call.request, MAX_KNOCK_ANSWER + 1)
  if (!body.ok) return refusal(body.error)
  const parsed = parseKnockAnswer(body.value)
  if (!parsed.ok) return refusal(parsed.error)
  const [space, id] = place(call)
  if ((await entries.knock(space, id, clock.now())) === undefined) return refusal('unknown-knock')
  await entries.answerKnock(space, id, encodeKnockAnswer(parsed.value))
  await streams.knock(space)
  return nothing()
}

/** KN8: its id is a hash of the knock, so that only who knocked, and the admins who read it, can name it. */
async function withdrawKnock(call: Call, { entries, clock, streams }: EntryParts): Promise<Response> {
  const [space, id] = place(call)
  const found = await entries.knock(space, id, clock.now())
  if (found === undefined) return nothing()
  await entries.dropKnock(space, id)
  if (found.answer === undefined) await streams.knock(space)
  return nothing()
}
