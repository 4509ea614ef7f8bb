import { ByteWriter } from '../../kit/binary.ts'
import { type Bytes, concatAll, toHex, utf8 } from '../../kit/bytes.ts'
import { sha256 } from '../../kit/sha256.ts'
import type { FileId } from './message.ts'
import type { Source } from './ports.ts'

const SAMPLE_BYTES = 64 * 1024

/** One hash over the size and the hashes of blocks in their order: the file's digest when all are given (SPEC HF8). */
export function rootOf(size: number, hashes: readonly Uint8Array[]): Promise<Bytes> {
  return sha256(concatAll([new ByteWriter().u64(size).done(), ...hashes]))
}

/** The id of a file: name, size, time of change, and its first and last 64 KiB (SPEC HF1). */
export async function fileId(source: Source): Promise<FileId> {
  const { name, size, modified } = source
  const first = await source.read(0, Math.min(SAMPLE_BYTES, size))
  const last = await source.read(Math.max(0, size - SAMPLE_BYTES), size)
  const about = new ByteWriter().bytes(utf8('huddlemark file 1')).block(utf8(name)).u64(size).u64(modified)
  return toHex((await sha256(about.block(first).block(last).done())).slice(0, 16)) as FileId
}

/** A name for a file that cannot be read, so that this can be said of it. Never sent. */
export async function unreadableId({ name, size, modified }: Source, count: number): Promise<FileId> {
  return toHex((await sha256(utf8(`${name} ${size} ${modified} ${count}`))).slice(0, 16)) as FileId
}
