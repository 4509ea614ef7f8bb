import type { Counters } from '../counters.ts'
import type { Log } from '../log/log.ts'
import { plain, refusal } from './answer.ts'
import type { Route } from './handle.ts'

/** For those who run the relay: is the process alive, can it keep anything, what has it done. */
export const operationRoutes = (log: Log, counters: Counters): readonly Route[] => [
  { method: 'GET', path: '/health', name: 'health', answer: () => plain('ok\n') },
  {
    method: 'GET',
    path: '/ready',
    name: 'ready',
    answer: async () => ((await log.ready()) ? plain('ready\n') : refusal('unavailable')),
  },
  { method: 'GET', path: '/metrics', name: 'metrics', answer: () => plain(counters.text()) },
]
