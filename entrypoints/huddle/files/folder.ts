import { BLOCK_BYTES, blockCount, blockEnd } from '../../../shared/huddle/transfer/limits.ts'
import { NoRoom, type Place } from '../../../shared/huddle/transfer/ports.ts'
import type { Bytes } from '../../../shared/kit/bytes.ts'
import type { FileRecord } from './record.ts'

export const RECORD_NAME = 'about.json'
/** Handles asked for at once when a file is put together. */
const AT_ONCE = 64

async function put(folder: FileSystemDirectoryHandle, name: string, content: Bytes | string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true })
  const stream = await file.createWritable()
  try {
    await stream.write(content)
    // What was written appears now, whole; before, and after a crash, the file is as it was.
    await stream.close()
  } catch (error) {
    await stream.abort().catch(() => undefined)
    throw error
  }
}

/** A full disk and a used-up allowance go by one name in all browsers. */
const isFull = (error: unknown): boolean => error instanceof Error && error.name === 'QuotaExceededError'

/**
 * One incoming file in a folder of the Origin Private File System: a file per block, so that each is there whole or not at all, and
 * nothing is copied when it goes on. The whole is a `File` of these parts, which the browser reads from disk only when it is saved.
 */
export class Folder implements Place {
  readonly #folder: FileSystemDirectoryHandle
  #record: FileRecord
  readonly remove: () => Promise<void>

  constructor(folder: FileSystemDirectoryHandle, record: FileRecord, remove: () => Promise<void>) {
    this.#folder = folder
    this.#record = record
    this.remove = remove
  }

  get record(): FileRecord {
    return this.#record
  }

  async count(): Promise<number> {
    const found = new Set<string>()
    for await (const name of this.#folder.keys()) found.add(name)
    let count = 0
    while (found.has(String(count))) count += 1
    // Only the newest can be one that was named and not written.
    while (count > 0 && (await this.#sizeOf(count - 1)) !== this.#length(count - 1)) count -= 1
    return Math.min(count, blockCount(this.#record.size))
  }

  #length(index: number): number {
    return blockEnd(index, this.#record.size) - index * BLOCK_BYTES
  }

  async #sizeOf(index: number): Promise<number> {
    return (await this.#block(index)).size
  }

  async #block(index: number): Promise<File> {
    return (await this.#folder.getFileHandle(String(index))).getFile()
  }

  async read(index: number): Promise<Bytes> {
    return new Uint8Array(await (await this.#block(index)).arrayBuffer())
  }

  async write(index: number, block: Bytes): Promise<void> {
    try {
      await put(this.#folder, String(index), block)
    } catch (error) {
      throw isFull(error) ? new NoRoom('no room') : error
    }
  }

  finish(): Promise<void> {
    return this.keepRecord({ finished: true })
  }

  /** Also says that it was touched: age counts from the last change of the record. */
  async keepRecord(change: Partial<Pick<FileRecord, 'finished' | 'given'>>): Promise<void> {
    this.#record = { ...this.#record, ...change }
    try {
      await put(this.#folder, RECORD_NAME, JSON.stringify(this.#record))
    } catch (error) {
      throw isFull(error) ? new NoRoom('no room') : error
    }
  }

  /** The finished file, named and typed as it was sent. Nothing is read yet. */
  async whole(): Promise<File> {
    const { name, size, type, modified } = this.#record
    const parts: File[] = []
    const count = blockCount(size)
    while (parts.length < count) {
      const next = Array.from({ length: Math.min(AT_ONCE, count - parts.length) }, (_, i) => parts.length + i)
      parts.push(...(await Promise.all(next.map((index) => this.#block(index)))))
    }
    return new File(parts, name, { type, lastModified: modified })
  }
}
