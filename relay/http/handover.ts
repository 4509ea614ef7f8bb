import type { DeviceId } from '../../shared/domain/ids.ts'
import { MAX_HANDOVER, MAX_HANDOVER_ANSWER } from '../../shared/protocol/limits.ts'
import type { Session } from '../access/session.ts'
import type { Handovers } from '../handovers.ts'
import { binary, nothing, refusal } from './answer.ts'
import { readBytes } from './body.ts'
import type { Call, Route } from './handle.ts'
import type { Rates } from './rates.ts'

interface Parts {
  readonly handovers: Handovers
  readonly rates: Rates
}

type Open = (answer: (call: Call) => Promise<Response> | Response) => Route['answer']
type WithToken = (answer: (call: Call, who: Session) => Promise<Response>) => Route['answer']

const SLOT = '/v1/handover/:id'
const ANSWER = '/v1/handover/:id/answer'

/** H1 to H4. @param open for requests without a token, capped per address @param withToken for those that have one */
export const handoverRoutes = (parts: Parts, open: Open, withToken: WithToken): readonly Route[] => [
  { method: 'PUT', path: SLOT, name: 'handover', answer: withToken((call, who) => put(call, who, parts)) },
  { method: 'GET', path: SLOT, name: 'handover-take', answer: open((call) => take(call, parts)) },
  { method: 'DELETE', path: SLOT, name: 'handover-end', answer: withToken(async (call, who) => end(call, who, parts)) },
  { method: 'PUT', path: ANSWER, name: 'handover-answer', answer: open((call) => answer(call, parts)) },
  {
    method: 'GET',
    path: ANSWER,
    name: 'handover-answered',
    answer: withToken(async (call, who) => answered(call, who, parts)),
  },
]

/** One name for a browser, whichever of its devices comes first; undefined for who is in no space here. */
const ownerOf = (who: Session): DeviceId | undefined => [...who.spaces.values()].map(({ device }) => device).sort()[0]
const idOf = ({ ids }: Call): string => ids[0] as string

async function put(call: Call, who: Session, { handovers, rates }: Parts): Promise<Response> {
  const owner = ownerOf(who)
  if (owner === undefined) return refusal('forbidden')
  const wait = rates.handovers.take(owner)
  if (wait > 0) return refusal('slow-down', wait)
  const body = await readBytes(call.request, MAX_HANDOVER)
  if (!body.ok) return refusal(body.error)
  const kept = handovers.put(idOf(call), owner, body.value)
  return kept.ok ? nothing() : refusal(kept.error)
}

function take(call: Call, { handovers }: Parts): Response {
  // A look without reading must not use up the one read.
  if (call.request.method !== 'GET') return refusal('wrong-method')
  const taken = handovers.take(idOf(call))
  if (!taken.ok) return refusal(taken.error)
  return taken.value ? binary(taken.value) : nothing()
}

async function answer(call: Call, { handovers }: Parts): Promise<Response> {
  const body = await readBytes(call.request, MAX_HANDOVER_ANSWER)
  if (!body.ok) return refusal(body.error)
  if (body.value.length === 0) return refusal('bad-request')
  const kept = handovers.answer(idOf(call), body.value)
  return kept.ok ? nothing() : refusal(kept.error)
}

function answered(call: Call, who: Session, { handovers }: Parts): Response {
  const owner = ownerOf(who)
  if (owner === undefined) return refusal('forbidden')
  const came = handovers.answered(idOf(call), owner)
  if (!came.ok) return refusal(came.error)
  return came.value ? binary(came.value) : nothing()
}

function end(call: Call, who: Session, { handovers }: Parts): Response {
  const owner = ownerOf(who)
  const ended = owner === undefined ? ({ ok: false, error: 'forbidden' } as const) : handovers.end(idOf(call), owner)
  return ended.ok ? nothing() : refusal(ended.error)
}
