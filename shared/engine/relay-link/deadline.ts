import { type Clock, type RelayDoor, RelayFailure } from '../ports.ts'

/**
 * An answer that takes longer counts as none: a connection can be dead without anybody noticing, and what waits for it (an append,
 * a join) would wait for ever. Long enough for a whole batch over a slow line. Milliseconds.
 */
export const ANSWER_MS = 60_000

/** A door that gives up requests which are not answered in time. Stream and live socket are watched by their own silence (N6). */
export function withDeadline(door: RelayDoor, clock: Clock): RelayDoor {
  return {
    async request(request, signal) {
      const late = new AbortController()
      const cancel = clock.after(ANSWER_MS, () => late.abort(new RelayFailure('unreachable', 'no answer in time')))
      try {
        return await door.request(request, AbortSignal.any([signal, late.signal]))
      } finally {
        cancel()
      }
    },
    stream: (request, signal) => door.stream(request, signal),
    live: (events) => door.live(events),
  }
}
