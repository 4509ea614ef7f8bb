import * as v from 'valibot'
import type { Result } from '../kit/result.ts'
import { type Hello, iceServers } from './hello.ts'
import { parseJson } from './json.ts'

export const TURN_PATH = '/v1/turn'

const turnAnswer = v.object({
  ice: iceServers,
  /** Milliseconds that the credentials live from now on; 0 with an empty list: this relay knows no TURN server. */
  expires: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
})
export interface TurnAnswer {
  readonly ice: Hello['ice']
  readonly expires: number
}

export const encodeTurnAnswer = (answer: TurnAnswer): string => JSON.stringify(answer)
export const parseTurnAnswer = (text: string): Result<TurnAnswer, string> => parseJson(turnAnswer, text)
