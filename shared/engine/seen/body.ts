import type { DeviceId } from '../../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import type { LeaseHead } from '../document-parts.ts'

/** Memory and time by one member: leases in one signal. 8 KiB, half of what its body takes. */
export const MOST_PER_SIGNAL = 256
const ENTRY = 32

/** The body of a signal that says how far its sender has seen the addressee's leases: n × (16 device ‖ 8 nonce ‖ u64 counter). */
export function encodeSeen(heads: readonly LeaseHead[]): Bytes {
  const writer = new ByteWriter()
  for (const { device, nonce, counter } of heads.slice(0, MOST_PER_SIGNAL))
    writer.bytes(fromHex(device)).bytes(fromHex(nonce)).u64(counter)
  return writer.done()
}

/** Undefined for whatever is not such a body. */
export function parseSeen(body: Bytes): readonly LeaseHead[] | undefined {
  if (body.length === 0 || body.length % ENTRY !== 0 || body.length > MOST_PER_SIGNAL * ENTRY) return undefined
  try {
    const reader = new ByteReader(body)
    return Array.from({ length: body.length / ENTRY }, () => ({
      device: toHex(reader.bytes(16)) as DeviceId,
      nonce: toHex(reader.bytes(8)),
      counter: reader.u64(),
    }))
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}
