/** Longest stretch of work at a time: half a frame, so that scrolling and typing go on. */
export const SLICE_MS = 8

/** The next task: soon, and after whatever the browser has to do first. Timers would wait at least four milliseconds each time. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(0)
  })
}

/**
 * Drives a generator in slices, the first one at once: a single new highlight is painted in the frame it arrives in.
 * Undefined when the signal aborted before it was done.
 * @param spent told of the milliseconds of each slice
 */
export async function inSlices<Value>(
  steps: Generator<void, Value>,
  until: AbortSignal,
  spent?: (ms: number) => void,
): Promise<Value | undefined> {
  while (!until.aborted) {
    const began = performance.now()
    let step = steps.next()
    while (!step.done && performance.now() < began + SLICE_MS) step = steps.next()
    spent?.(performance.now() - began)
    if (step.done) return step.value
    await nextTask()
  }
  return undefined
}
