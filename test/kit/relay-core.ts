import type { TurnConfig } from '../../relay/access/turn.ts'
import { createRelay, type RelayCore } from '../../relay/create.ts'
import type { Log, Quota } from '../../relay/log/log.ts'
import { memoryLog } from '../../relay/log/memory.ts'
import { randomBytes } from '../../shared/envelope/party.ts'
import { FakeClock } from './clock.ts'
import type { Ask } from './relay-client.ts'

const ROOMY: Quota = { bytes: 1e9, documents: 1e6 }

export interface TestRelay {
  readonly core: RelayCore
  readonly clock: FakeClock
  readonly log: Log
  readonly ask: Ask
  /** Surprises: a test that expects none checks that it is empty. */
  readonly failures: unknown[]
}

/** A relay core in this process, its log in memory, its time by hand. */
export function relayCore(
  options: { readonly quota?: Quota; readonly log?: Log; readonly turn?: TurnConfig; readonly graceMs?: number } = {},
): TestRelay {
  const clock = new FakeClock()
  const log = options.log ?? memoryLog(randomBytes(16), options.quota ?? ROOMY)
  const failures: unknown[] = []
  const core = createRelay({
    log,
    clock,
    random: { bytes: randomBytes },
    config: {
      secret: randomBytes(32),
      ice: [],
      stores: {},
      ...(options.turn && { turn: options.turn }),
      ...(options.graceMs !== undefined && { graceMs: options.graceMs }),
    },
    failed: (error) => failures.push(error),
  })
  const ask: Ask = (path, init) => core.handle(new Request(`http://relay${path}`, init), '192.0.2.1')
  return { core, clock, log, ask, failures }
}
