import type { OpenSpace } from '../../parts.ts'
import type { Clock } from '../../ports.ts'
import { openPlanned, planOf } from '../pages.ts'
import type { Threaded } from '../visit.ts'

/** How long a page that was never opened here may take to come from the relay, and how long it is still while more may come. Milliseconds. */
const PATIENCE_MS = 8_000
const STILL_MS = 400

/**
 * A page of the space, opened, and fetched when this device had nothing of it. Undefined when nothing came: the relay is not reached, or
 * too slow.
 */
export async function fetchedPage(
  space: OpenSpace,
  address: string,
  clock: Clock,
  until: AbortSignal,
): Promise<Threaded | undefined> {
  const { document } = await openPlanned(space, planOf(space, address), until)
  if (space.private || document.annotations().size > 0) return document
  if (space.carriage.link.state !== 'online') return undefined
  await quiet(document, clock, until)
  return document.annotations().size > 0 ? document : undefined
}

/** Resolves when changes have come and ceased, or none came in time. */
function quiet(document: Threaded, clock: Clock, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController()
    let stop = clock.after(PATIENCE_MS, () => end())
    const end = () => {
      stop()
      over.abort()
      resolve()
    }
    document.changed.listen(() => {
      stop()
      stop = clock.after(STILL_MS, end)
    }, over.signal)
    until.addEventListener('abort', end, { once: true, signal: over.signal })
  })
}
