import type { DeviceId } from '../../../shared/domain/ids.ts'
import { KEPT_FOR_MS } from '../../../shared/huddle/transfer/limits.ts'
import type { Announcement } from '../../../shared/huddle/transfer/message.ts'
import { Serial } from '../../../shared/kit/serial.ts'
import { Folder, RECORD_NAME } from './folder.ts'
import { parseRecord } from './record.ts'

/** Left free for documents, which matter more than files. Bytes. */
const SPARE_BYTES = 64 * 1024 * 1024
/** A download that was begun from a file may read it for so long. Milliseconds. */
const GIVEN_FOR_MS = 60 * 60 * 1000

/** The incoming files of this browser profile, in the Origin Private File System. */
export interface Disk {
  /** What earlier windows left. Deletes what is old, was handed over, or makes no sense. Asked once, before anything else. */
  leftovers(): Promise<readonly Folder[]>
  open(device: DeviceId, about: Announcement): Promise<Folder>
  /** Bytes that may still be written. */
  room(): Promise<number>
}

async function leftover(
  folder: FileSystemDirectoryHandle,
  remove: () => Promise<void>,
): Promise<Folder | 'given' | 'old'> {
  try {
    const file = await (await folder.getFileHandle(RECORD_NAME)).getFile()
    const record = parseRecord(await file.text())
    const age = Date.now() - file.lastModified
    if (!record || age > KEPT_FOR_MS || (record.given && age > GIVEN_FOR_MS)) return 'old'
    return record.given ? 'given' : new Folder(folder, record, remove)
  } catch {
    return 'old'
  }
}

class OriginDisk implements Disk {
  readonly #name: string
  /** A folder that is being deleted must be gone before one by the same name begins. */
  readonly #order = new Serial()

  constructor(name: string) {
    this.#name = name
  }

  async #root(): Promise<FileSystemDirectoryHandle> {
    return (await navigator.storage.getDirectory()).getDirectoryHandle(this.#name, { create: true })
  }

  #remove(parent: FileSystemDirectoryHandle, name: string): Promise<void> {
    return this.#order.run(() => parent.removeEntry(name, { recursive: true }))
  }

  async leftovers(): Promise<readonly Folder[]> {
    const parent = await this.#root()
    const entries: FileSystemHandle[] = []
    for await (const entry of parent.values()) entries.push(entry)
    const found: Folder[] = []
    for (const { name, kind } of entries) {
      const remove = () => this.#remove(parent, name)
      const left = kind === 'directory' ? await leftover(await parent.getDirectoryHandle(name), remove) : 'old'
      if (left === 'old') await remove().catch(() => undefined)
      else if (left !== 'given') found.push(left)
    }
    return found
  }

  open(device: DeviceId, { id, name, size, type, modified }: Announcement): Promise<Folder> {
    return this.#order.run(async () => {
      const parent = await this.#root()
      const folder = await parent.getDirectoryHandle(`${device}-${id}`, { create: true })
      const record = { device, id, name, size, type, modified, finished: false, given: false }
      const place = new Folder(folder, record, () => this.#remove(parent, folder.name))
      await place.keepRecord({})
      return place
    })
  }

  async room(): Promise<number> {
    const { quota, usage } = await navigator.storage.estimate()
    return Math.max(0, (quota ?? 0) - (usage ?? 0) - SPARE_BYTES)
  }
}

/** @param name of the folder that holds one folder for each incoming file */
export const openDisk = (name: string): Disk => new OriginDisk(name)
