import { type Bytes, concatAll } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import type { Refusal } from './refusals.ts'

/** How much the inflater is given at a time: it may make a thousandfold of it before we see any, and no more. */
const SLICE = 8_192

/** Raw DEFLATE (RFC 1951) of the bytes. */
export async function deflate(bytes: Bytes): Promise<Bytes> {
  const result = await pump(bytes, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY)
  if (result === undefined) throw new Error('unreachable: no limit was given')
  return result
}

/** E5: inflates until `limit` bytes have come out, and not one chunk more. */
export async function inflate(bytes: Bytes, limit: number): Promise<Result<Bytes, Refusal>> {
  try {
    const result = await pump(bytes, new DecompressionStream('deflate-raw'), limit)
    return result === undefined ? fail('inflates-too-large') : ok(result)
  } catch {
    // The stream errs on a broken, cut or overlong body.
    return fail('bad-compression')
  }
}

/** Everything the transform makes of the bytes, or undefined as soon as that is more than `limit` bytes. */
async function pump(
  bytes: Bytes,
  transform: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Bytes | undefined> {
  const writer = transform.writable.getWriter()
  // A failed write also fails the reads below, which are awaited; a cancelled one is meant.
  for (let at = 0; at < bytes.length; at += SLICE) {
    writer.write(bytes.subarray(at, at + SLICE)).catch(() => undefined)
  }
  writer.close().catch(() => undefined)
  const reader = transform.readable.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length
    if (length > limit) {
      await reader.cancel().catch(() => undefined)
      return undefined
    }
    parts.push(next.value)
  }
  return concatAll(parts)
}
