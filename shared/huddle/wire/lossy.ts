/** HU7: where people point and draw, over the unordered, unrepeated channel (`lossy`). */
import type { DeviceId } from '../../domain/ids.ts'
import { ByteReader, ByteWriter, Malformed } from '../../kit/binary.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import type { PenPoint } from '../parts.ts'

export const MAX_LOSSY_BYTES = 200
/** `n` counts what one window sends here: what comes late is older than what is shown, and is passed over. */
export interface Pointed {
  readonly n: number
  readonly point: PenPoint | 'none'
}

const TYPE = { none: 1, point: 2, stroke: 3 } as const
const FINEST = 65_535
const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * FINEST)

/** @returns 5 bytes, 25 for a pointer, 29 for a stroke's point */
export function formatPointed({ n, point }: Pointed): Bytes {
  const type = point === 'none' ? TYPE.none : point.stroke === undefined ? TYPE.point : TYPE.stroke
  const writer = new ByteWriter().u8(type).u32(n)
  if (point === 'none') return writer.done()
  writer.bytes(fromHex(point.screen)).u16(share(point.x)).u16(share(point.y))
  return point.stroke === undefined ? writer.done() : writer.u32(point.stroke).done()
}

/** Undefined for whatever is not such a message, kinds of later versions among them. */
export function parsePointed(raw: unknown): Pointed | undefined {
  const bytes = raw instanceof ArrayBuffer ? new Uint8Array(raw) : raw
  if (!(bytes instanceof Uint8Array) || bytes.length > MAX_LOSSY_BYTES) return undefined
  try {
    const reader = new ByteReader(bytes)
    const pointed = read(reader)
    reader.end()
    return pointed
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

function read(reader: ByteReader): Pointed {
  const type = reader.u8()
  const n = reader.u32()
  if (type === TYPE.none) return { n, point: 'none' }
  if (type !== TYPE.point && type !== TYPE.stroke) throw new Malformed('type')
  const screen = toHex(reader.bytes(16)) as DeviceId
  const x = reader.u16() / FINEST
  const y = reader.u16() / FINEST
  return { n, point: { screen, x, y, stroke: type === TYPE.stroke ? reader.u32() : undefined } }
}
