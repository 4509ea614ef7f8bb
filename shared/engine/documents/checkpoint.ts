import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'

/** One lease as a checkpoint names it. */
export interface SummedLease {
  readonly device: DeviceId
  /** Hex, 8 bytes. */
  readonly nonce: string
  /** Its last envelope inside: counter, and hash as hex. */
  readonly counter: number
  readonly hash: string
  /** How many Loro operations it has inside. */
  readonly end: number
  /** On whose word the signer itself has some of it; undefined: it holds every envelope. */
  readonly voucher: MemberId | undefined
}

export interface Summary {
  readonly leases: readonly SummedLease[]
  readonly certificates: readonly Bytes[]
  /** One Loro export of everything, mode "update". */
  readonly history: Bytes
}

/** Memory and signature checks by one record: leases and certificates that a checkpoint may name. */
export const MAX_LEASES = 16_384
export const MAX_CERTIFICATES = 4_096
const MAX_CERTIFICATE = 1_024
const FORM = 1
const NOBODY = new Uint8Array(16)

/** CK1: the body of a checkpoint. */
export function encodeSummary({ leases, certificates, history }: Summary): Bytes {
  const writer = new ByteWriter().u8(FORM).u16(leases.length)
  for (const { device, nonce, counter, end, hash, voucher } of leases)
    writer
      .bytes(fromHex(device))
      .bytes(fromHex(nonce))
      .u64(counter)
      .u32(end)
      .bytes(fromHex(hash))
      .bytes(voucher === undefined ? NOBODY : fromHex(voucher))
  writer.u16(certificates.length)
  for (const certificate of certificates) writer.block(certificate)
  return writer.bytes(history).done()
}

/** Undoes `encodeSummary`. Refuses what is cut, empty, named twice or beyond the bounds. */
export function parseSummary(body: Uint8Array): Result<Summary, 'malformed'> {
  try {
    const reader = new ByteReader(body)
    if (reader.u8() !== FORM) return fail('malformed')
    const leases = Array.from({ length: bounded(reader.u16(), MAX_LEASES) }, () => readLease(reader))
    if (new Set(leases.map(({ device, nonce }) => device + nonce)).size !== leases.length) return fail('malformed')
    const certificates = Array.from({ length: bounded(reader.u16(), MAX_CERTIFICATES) }, () =>
      reader.block(MAX_CERTIFICATE),
    )
    return reader.left === 0 ? fail('malformed') : ok({ leases, certificates, history: reader.rest() })
  } catch (error) {
    if (error instanceof Malformed) return fail('malformed')
    throw error
  }
}

function readLease(reader: ByteReader): SummedLease {
  const lease = {
    device: toHex(reader.bytes(16)) as DeviceId,
    nonce: toHex(reader.bytes(8)),
    counter: reader.u64(),
    end: reader.u32(),
    hash: toHex(reader.bytes(32)),
  }
  const voucher = reader.bytes(16)
  // A counter counts envelopes with at least one operation each; without this bound one number would cost any memory.
  if (lease.counter < 1 || lease.counter > lease.end) throw new Malformed('a lease with less operations than envelopes')
  return { ...lease, voucher: voucher.some(Boolean) ? (toHex(voucher) as MemberId) : undefined }
}

function bounded(count: number, most: number): number {
  if (count < 1 || count > most) throw new Malformed('too many, or none')
  return count
}
