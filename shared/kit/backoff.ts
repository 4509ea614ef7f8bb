export interface BackoffLimits {
  readonly firstMs: number
  readonly mostMs: number
}

/**
 * Waiting time before the next try: exponential with full jitter, so that many clients do not return together.
 * @param attempt 0 for the first retry
 * @param random a number in [0, 1)
 * @returns milliseconds, at least half of `firstMs`
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("full jitter")
 */
export function backoffMs(attempt: number, random: number, limits: BackoffLimits): number {
  const ceiling = Math.min(limits.mostMs, limits.firstMs * 2 ** Math.min(attempt, 30))
  return Math.max(limits.firstMs / 2, ceiling * random)
}
