import type { DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { fail, ok, type Result } from '../../shared/kit/result.ts'
import { encodeAppendAnswer } from '../../shared/protocol/append.ts'
import { decodeBatch, encodeBatch } from '../../shared/protocol/batch.ts'
import type { RequestCode } from '../../shared/protocol/codes.ts'
import { parseDeletion } from '../../shared/protocol/deletion.ts'
import { encodeHello, type IceServer } from '../../shared/protocol/hello.ts'
import { MAX_BODY, MAX_JSON_BODY, MAX_KEYRING } from '../../shared/protocol/limits.ts'
import { encodeChallenge, encodeSessionAnswer, parseSessionRequest } from '../../shared/protocol/session.ts'
import { parseStreamChange, parseStreamOpen } from '../../shared/protocol/stream.ts'
import { encodeTurnAnswer, TURN_PATH } from '../../shared/protocol/turn.ts'
import type { Door } from '../access/door.ts'
import type { Keyrings } from '../access/keyrings.ts'
import type { Session } from '../access/session.ts'
import type { TurnCredentials } from '../access/turn.ts'
import type { Handovers } from '../handovers.ts'
import type { Live } from '../live/live.ts'
import type { Relay } from '../relay.ts'
import type { Streams } from '../stream/streams.ts'
import { binary, events, json, nothing, refusal } from './answer.ts'
import { readBytes, readText } from './body.ts'
import { type Gates, open, withToken } from './gates.ts'
import type { Call, Route } from './handle.ts'
import { handoverRoutes } from './handover.ts'

export interface RoutesParts extends Gates {
  readonly relay: Relay
  readonly streams: Streams
  readonly live: Live
  readonly door: Door
  readonly keyrings: Keyrings
  readonly ice: readonly IceServer[]
  readonly turn: TurnCredentials
  readonly handovers: Handovers
}

export const protocolRoutes = (parts: RoutesParts): readonly Route[] => [
  { method: 'GET', path: '/v1/hello', name: 'hello', answer: open(parts, () => hello(parts)) },
  {
    method: 'PUT',
    path: '/v1/spaces/:space/keyring',
    name: 'keyring',
    answer: open(parts, (call) => putKeyring(call, parts)),
  },
  {
    method: 'GET',
    path: '/v1/spaces/:space/keyrings',
    name: 'keyrings',
    answer: open(parts, (call) => getKeyrings(call, parts)),
  },
  {
    method: 'DELETE',
    path: '/v1/spaces/:space',
    name: 'delete',
    answer: open(parts, (call) => deleteSpace(call, parts)),
  },
  {
    method: 'POST',
    path: '/v1/challenge',
    name: 'challenge',
    answer: open(parts, async () => json(encodeChallenge(await parts.door.challenge()))),
  },
  { method: 'POST', path: '/v1/session', name: 'session', answer: open(parts, (call) => session(call, parts)) },
  {
    method: 'POST',
    path: '/v1/log/:space/:document',
    name: 'append',
    answer: withToken(parts, (call, who) => append(call, who, parts)),
  },
  {
    method: 'POST',
    path: '/v1/stream',
    name: 'stream',
    answer: withToken(parts, (call, who) => openStream(call, who, parts)),
  },
  { method: 'POST', path: TURN_PATH, name: 'turn', answer: withToken(parts, (_, who) => turnServers(who, parts)) },
  {
    method: 'POST',
    path: '/v1/stream/:stream',
    name: 'follow',
    answer: withToken(parts, (call, who) => changeStream(call, who, parts)),
  },
  ...handoverRoutes(
    parts,
    (answer) => open(parts, answer),
    (answer) => withToken(parts, answer),
  ),
]

const hello = ({ relay, ice }: RoutesParts): Response =>
  json(encodeHello({ huddlemark: 1, incarnation: relay.log.incarnation, ice: [...ice] }))

async function putKeyring({ request, ids, address }: Call, { keyrings, rates }: RoutesParts): Promise<Response> {
  const body = await readBytes(request, MAX_KEYRING)
  if (!body.ok) return refusal(body.error)
  let wait = 0
  const registered = await keyrings.register(ids[0] as SpaceId, body.value, () => {
    wait = rates.newSpaces.take(address)
    return wait === 0
  })
  if (registered.ok) return nothing()
  return refusal(registered.error, registered.error === 'slow-down' ? wait : undefined)
}

async function getKeyrings({ ids }: Call, { keyrings }: RoutesParts): Promise<Response> {
  const records = await keyrings.records(ids[0] as SpaceId)
  if (records.length > 0) return binary(encodeBatch(records))
  return refusal((await keyrings.deletion(ids[0] as SpaceId)) === undefined ? 'unknown-space' : 'deleted')
}

/** Whoever is connected for the space is cut off: the next session says why. */
async function deleteSpace({ request, ids }: Call, { door, streams, live }: RoutesParts): Promise<Response> {
  const space = ids[0] as SpaceId
  const parsed = await readJson(request, parseDeletion)
  if (!parsed.ok) return refusal(parsed.error)
  const deleted = await door.deleteSpace(space, parsed.value)
  if (!deleted.ok) return refusal(deleted.error)
  streams.end(space)
  live.endSpace(space)
  return nothing()
}

async function session({ request }: Call, { door }: RoutesParts): Promise<Response> {
  const parsed = await readJson(request, parseSessionRequest)
  if (!parsed.ok) return refusal(parsed.error)
  const answer = await door.session(parsed.value)
  return answer.ok ? json(encodeSessionAnswer(answer.value)) : refusal(answer.error)
}

async function append({ request, ids }: Call, who: Session, { relay, rates }: RoutesParts): Promise<Response> {
  const [space, document] = ids as readonly [SpaceId, DocumentId]
  const standing = who.spaces.get(space)
  if (standing?.role !== 'writer') return refusal('forbidden')
  const wait = rates.appends.take(`${space}/${standing.device}`)
  if (wait > 0) return refusal('slow-down', wait)
  const body = await readBytes(request, MAX_BODY)
  if (!body.ok) return refusal(body.error)
  const records = decodeBatch(body.value)
  if (!records.ok) return refusal(records.error === 'too-large' ? 'too-large' : 'bad-request')
  return json(encodeAppendAnswer(await relay.append({ space, document }, records.value)))
}

/** U1: for whoever is in a space here; one name for a browser, whichever of its devices comes first. */
async function turnServers(who: Session, { turn, rates }: RoutesParts): Promise<Response> {
  const [device] = [...who.spaces.values()].map((standing) => standing.device).sort()
  if (device === undefined) return refusal('forbidden')
  const wait = rates.turn.take(device)
  return wait > 0 ? refusal('slow-down', wait) : json(encodeTurnAnswer(await turn.issue(device)))
}

async function openStream({ request }: Call, who: Session, { streams, keyrings }: RoutesParts): Promise<Response> {
  // Whoever still holds a token for a deleted space has to ask for another, and is told then.
  for (const space of who.spaces.keys()) if ((await keyrings.deletion(space)) !== undefined) return refusal('bad-token')
  const parsed = await readJson(request, parseStreamOpen)
  if (!parsed.ok) return refusal(parsed.error)
  const id = request.headers.get('last-event-id')
  if (id !== null && !/^\d{1,15}$/.test(id)) return refusal('bad-request')
  const body = streams.open(who, parsed.value.follow, id === null ? undefined : Number(id))
  return body.ok ? events(body.value) : refusal(body.error)
}

async function changeStream({ request, ids }: Call, who: Session, { streams }: RoutesParts): Promise<Response> {
  const parsed = await readJson(request, parseStreamChange)
  if (!parsed.ok) return refusal(parsed.error)
  const changed = streams.change(ids[0] as string, who, parsed.value)
  return changed.ok ? nothing() : refusal(changed.error)
}

async function readJson<Value>(
  request: Request,
  parse: (text: string) => Result<Value, string>,
): Promise<Result<Value, RequestCode>> {
  const text = await readText(request, MAX_JSON_BODY)
  if (!text.ok) return text
  const parsed = parse(text.value)
  return parsed.ok ? ok(parsed.value) : fail('bad-request')
}
