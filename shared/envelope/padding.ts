const SMALLEST = 256
/** Up to here powers of two, above eighths of a power of two. */
const LARGEST_POWER = 65_536

/**
 * Length to which a plaintext of `length` bytes is padded (E4): powers of two from 256 to 65,536, above that the next
 * eighth of its power of two, at most 12.5 % more. Watchers learn a bucket, not a length.
 */
export function paddedLength(length: number): number {
  if (length <= SMALLEST) return SMALLEST
  if (length <= LARGEST_POWER) return 2 ** (32 - Math.clz32(length - 1))
  const unit = 2 ** (31 - Math.clz32(length) - 3)
  return Math.ceil(length / unit) * unit
}

/** Whether a plaintext may have this length. Every bucket is its own padded length. */
export const isPaddedLength = (length: number): boolean => length >= SMALLEST && paddedLength(length) === length
