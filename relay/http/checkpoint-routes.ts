import type { DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { encodeEntries, encodeLeaseAnswer, encodeOffered, parseLeaseRequest } from '../../shared/protocol/checkpoint.ts'
import {
  ENTRIES_PAGE_BYTES,
  ENTRIES_PAGE_RECORDS,
  MAX_CHECKPOINT,
  MAX_JSON_BODY,
} from '../../shared/protocol/limits.ts'
import type { Session, Standing } from '../access/session.ts'
import type { Checkpoints } from '../checkpoints.ts'
import type { Log, LogName } from '../log/log.ts'
import { binary, json, nothing, refusal } from './answer.ts'
import { readBytes, readText } from './body.ts'
import { type Gates, withToken } from './gates.ts'
import type { Call, Route } from './handle.ts'

export interface CheckpointRouteParts extends Gates {
  readonly log: Log
  readonly checkpoints: Checkpoints
}

const PATH = '/v1/checkpoint/:space/:document'
const PAGE = { records: ENTRIES_PAGE_RECORDS, bytes: ENTRIES_PAGE_BYTES }

/** Summaries of logs (CP1-CP7). */
export const checkpointRoutes = (parts: CheckpointRouteParts): readonly Route[] => [
  { method: 'GET', path: PATH, name: 'checkpoint', answer: withToken(parts, (call, who) => give(call, who, parts)) },
  { method: 'POST', path: PATH, name: 'checkpoint', answer: withToken(parts, (call, who) => keep(call, who, parts)) },
  {
    method: 'POST',
    path: `${PATH}/lease`,
    name: 'lease',
    answer: withToken(parts, (call, who) => lease(call, who, parts)),
  },
  {
    method: 'GET',
    path: '/v1/log/:space/:document',
    name: 'entries',
    answer: withToken(parts, (call, who) => entries(call, who, parts)),
  },
]

/** Whoever may follow a document may read what is kept of it; each request takes from the device's rate. */
function allowed({ ids }: Call, who: Session, { rates }: CheckpointRouteParts) {
  const [space, document] = ids as readonly [SpaceId, DocumentId]
  const standing = who.spaces.get(space)
  if (standing === undefined) return { refused: refusal('forbidden') }
  const wait = rates.appends.take(`${space}/${standing.device}`)
  return wait > 0 ? { refused: refusal('slow-down', wait) } : { name: { space, document }, standing }
}

async function give(call: Call, who: Session, parts: CheckpointRouteParts): Promise<Response> {
  const { refused, name } = allowed(call, who, parts)
  if (refused) return refused
  const found = await parts.checkpoints.offer(name, false)
  return found ? json(encodeOffered(found, parts.log.incarnation)) : refusal('not-found')
}

async function entries(call: Call, who: Session, parts: CheckpointRouteParts): Promise<Response> {
  const { refused, name } = allowed(call, who, parts)
  if (refused) return refused
  const after = new URL(call.request.url).searchParams.get('after') ?? ''
  if (!/^\d{1,15}$/.test(after)) return refusal('bad-request')
  return binary(encodeEntries(await parts.log.read(name, Number(after), PAGE)))
}

type Write = (call: Call, name: LogName, standing: Standing, parts: CheckpointRouteParts) => Promise<Response>

const asWriter =
  (write: Write) =>
  async (call: Call, who: Session, parts: CheckpointRouteParts): Promise<Response> => {
    const { refused, name, standing } = allowed(call, who, parts)
    if (refused) return refused
    return standing.role === 'writer' ? write(call, name, standing, parts) : refusal('forbidden')
  }

const keep = asWriter(async ({ request }, name, { device }, { checkpoints }) => {
  const body = await readBytes(request, MAX_CHECKPOINT)
  if (!body.ok) return refusal(body.error)
  const kept = await checkpoints.keep(name, body.value, device)
  return kept.ok ? nothing() : refusal(kept.error)
})

const lease = asWriter(async ({ request }, name, { device }, { checkpoints }) => {
  const text = await readText(request, MAX_JSON_BODY)
  const parsed = text.ok ? parseLeaseRequest(text.value) : text
  if (!parsed.ok) return refusal('bad-request')
  const turn = await checkpoints.lease(name, device, parsed.value.remedy)
  return turn.ok ? json(encodeLeaseAnswer(turn.value)) : refusal(turn.error)
})
