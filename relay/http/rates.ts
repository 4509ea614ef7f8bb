import {
  APPENDS_BURST,
  APPENDS_PER_MINUTE,
  BAD_TOKENS_BURST,
  BAD_TOKENS_PER_MINUTE,
  ENTRIES_BURST,
  ENTRIES_PER_MINUTE,
  HANDOVERS_BURST,
  HANDOVERS_PER_MINUTE,
  KNOCKS_BURST,
  KNOCKS_PER_HOUR,
  NEW_SPACES_BURST,
  NEW_SPACES_PER_HOUR,
  OPEN_REQUESTS_BURST,
  OPEN_REQUESTS_PER_MINUTE,
  TURN_BURST,
  TURN_PER_MINUTE,
} from '../../shared/protocol/limits.ts'
import { Buckets } from '../access/bucket.ts'
import type { Clock } from '../ports.ts'

/** The rates of requests: per device where there is a token, per address only where there is none (P1). */
export interface Rates {
  readonly open: Buckets
  readonly newSpaces: Buckets
  readonly badTokens: Buckets
  readonly appends: Buckets
  readonly turn: Buckets
  readonly handovers: Buckets
  readonly knocks: Buckets
  readonly entries: Buckets
}

export const createRates = (clock: Clock): Rates => ({
  open: new Buckets({ perSecond: OPEN_REQUESTS_PER_MINUTE / 60, burst: OPEN_REQUESTS_BURST }, clock),
  newSpaces: new Buckets({ perSecond: NEW_SPACES_PER_HOUR / 3600, burst: NEW_SPACES_BURST }, clock),
  badTokens: new Buckets({ perSecond: BAD_TOKENS_PER_MINUTE / 60, burst: BAD_TOKENS_BURST }, clock),
  appends: new Buckets({ perSecond: APPENDS_PER_MINUTE / 60, burst: APPENDS_BURST }, clock),
  turn: new Buckets({ perSecond: TURN_PER_MINUTE / 60, burst: TURN_BURST }, clock),
  handovers: new Buckets({ perSecond: HANDOVERS_PER_MINUTE / 60, burst: HANDOVERS_BURST }, clock),
  knocks: new Buckets({ perSecond: KNOCKS_PER_HOUR / 3600, burst: KNOCKS_BURST }, clock),
  entries: new Buckets({ perSecond: ENTRIES_PER_MINUTE / 60, burst: ENTRIES_BURST }, clock),
})
