/** Longest stretch of work at a time: half a frame, so that scrolling and typing go on. */
export const SLICE_MS = 8

/**
 * Drives a generator in slices, the first one at once: a single new highlight is painted in the frame it arrives in.
 * Undefined when the signal aborted before it was done.
 */
export async function inSlices<Value>(steps: Generator<void, Value>, until: AbortSignal): Promise<Value | undefined> {
  while (!until.aborted) {
    const stop = performance.now() + SLICE_MS
    do {
      const step = steps.next()
      if (step.done) return step.value
    } while (performance.now() < stop)
    await new Promise<void>((resolve) => setTimeout(resolve))
  }
  return undefined
}
