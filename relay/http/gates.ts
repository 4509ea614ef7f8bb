import type { Guard } from '../access/guard.ts'
import type { Session, Tokens } from '../access/session.ts'
import { refusal } from './answer.ts'
import type { Call } from './handle.ts'
import type { Rates } from './rates.ts'

export interface Gates {
  readonly tokens: Tokens
  readonly guard: Guard
  readonly rates: Rates
}

/** Routes that need no token are capped per address. */
export const open =
  ({ rates }: Gates, answer: (call: Call) => Promise<Response> | Response) =>
  (call: Call): Promise<Response> | Response => {
    const wait = rates.open.take(call.address)
    return wait > 0 ? refusal('slow-down', wait) : answer(call)
  }

/** The others need one that still holds (KR1, KR2): a browser that was removed from one of its spaces begins a new session for the rest. */
export const withToken =
  ({ tokens, guard, rates }: Gates, answer: (call: Call, session: Session) => Promise<Response>) =>
  async (call: Call): Promise<Response> => {
    const [, token] = /^Bearer ([A-Za-z0-9_-]+)$/.exec(call.request.headers.get('authorization') ?? '') ?? []
    const session = token === undefined ? undefined : await tokens.read(token)
    if (session !== undefined && (await guard.holds(session))) return answer(call, session)
    const wait = rates.badTokens.take(call.address)
    return wait > 0 ? refusal('slow-down', wait) : refusal('bad-token')
  }
