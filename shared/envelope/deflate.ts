import { deflateRaw, Inflate } from 'pako'
import { type Bytes, concatAll } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import type { Refusal } from './refusals.ts'

/**
 * Up to here bytes are worked on here and now; the browser's streams take longer to set up than the work (measured in Chromium: a body of
 * 450 bytes 0.2 to 2 ms through them, a tenth here). Beyond it they keep our thread free. The same in all clients, as it is read from the bytes.
 */
const SMALL = 16_384
/** Room that suits the small ones: zlib's own choice would be half a megabyte for each. */
const ROOM = { memLevel: 5, windowBits: 14, chunkSize: 4_096 }
/** How much a stream's inflater is given at a time: it may make a thousandfold of it before we see any, and no more. */
const SLICE = 8_192
/** Most that comes out of our own inflater at a time. */
const CHUNK = 16_384

/** Raw DEFLATE (RFC 1951) of the bytes. */
export async function deflate(bytes: Bytes): Promise<Bytes> {
  if (bytes.length <= SMALL) return deflateRaw(bytes, ROOM)
  const result = await pump(bytes, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY)
  if (result === undefined) throw new Error('unreachable: no limit was given')
  return result
}

/** E5: inflates until `limit` bytes have come out, and not one chunk more. A broken, cut or overlong body is refused. */
export async function inflate(bytes: Bytes, limit: number): Promise<Result<Bytes, Refusal>> {
  try {
    const result = bytes.length <= SMALL ? inflateHere(bytes, limit) : await pumpInflate(bytes, limit)
    return result === undefined ? fail('inflates-too-large') : ok(result)
  } catch {
    return fail('bad-compression')
  }
}

const pumpInflate = (bytes: Bytes, limit: number): Promise<Bytes | undefined> =>
  pump(bytes, new DecompressionStream('deflate-raw'), limit)

/** All that is inflated, or undefined as soon as that is more than `limit` bytes. @throws what is no whole DEFLATE stream and nothing else */
function inflateHere(bytes: Bytes, limit: number): Bytes | undefined {
  const inflater = new Inflate({ raw: true, chunkSize: Math.min(CHUNK, 4 * bytes.length + 256) })
  const parts: Bytes[] = []
  let left = limit
  let unread = 0
  inflater.onStart = (stream) => {
    inflater.onEnd = () => {
      unread = stream.avail_in
    }
  }
  inflater.onData = (part) => {
    left -= part.length
    if (left < 0) throw new TooLong()
    parts.push(part)
  }
  try {
    if (!inflater.push(bytes, true) || !inflater.ended || unread > 0) throw new Error('not one whole stream')
  } catch (error) {
    if (error instanceof TooLong) return undefined
    throw error
  }
  return concatAll(parts)
}

class TooLong extends Error {}

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
