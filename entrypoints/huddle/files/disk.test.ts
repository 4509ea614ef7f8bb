import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { BLOCK_BYTES, KEPT_FOR_MS } from '../../../shared/huddle/transfer/limits.ts'
import type { FileId } from '../../../shared/huddle/transfer/message.ts'
import { NoRoom } from '../../../shared/huddle/transfer/ports.ts'
import type { Bytes } from '../../../shared/kit/bytes.ts'
import { openDisk } from './disk.ts'
import { parseRecord } from './record.ts'

let now = 1_800_000_000_000
const full = Object.assign(new Error('no more'), { name: 'QuotaExceededError' })

/** As much of the Origin Private File System as is used: names, whole writes at closing, times of change. */
class MemoryFolder {
  readonly kind = 'directory'
  readonly name: string
  readonly entries = new Map<string, MemoryFolder | MemoryEntry>()
  constructor(name: string) {
    this.name = name
  }
  async getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryFolder> {
    const known = this.entries.get(name)
    if (known instanceof MemoryFolder) return known
    if (!create) throw new Error('NotFoundError')
    const made = new MemoryFolder(name)
    this.entries.set(name, made)
    return made
  }
  async getFileHandle(name: string, { create = false } = {}): Promise<MemoryEntry> {
    const known = this.entries.get(name)
    if (known instanceof MemoryEntry) return known
    if (!create) throw new Error('NotFoundError')
    const made = new MemoryEntry(name)
    this.entries.set(name, made)
    return made
  }
  async removeEntry(name: string): Promise<void> {
    if (!this.entries.delete(name)) throw new Error('NotFoundError')
  }
  async *values() {
    yield* this.entries.values()
  }
  async *keys() {
    yield* this.entries.keys()
  }
}

class MemoryEntry {
  static room = Number.POSITIVE_INFINITY
  readonly kind = 'file'
  readonly name: string
  content: Bytes | string = ''
  changed = now
  constructor(name: string) {
    this.name = name
  }
  async getFile(): Promise<File> {
    return new File([this.content], this.name, { lastModified: this.changed })
  }
  async createWritable() {
    let written: Bytes | string = ''
    return {
      write: async (content: Bytes | string) => {
        written = content
      },
      close: async () => {
        if (written.length > MemoryEntry.room) throw full
        this.content = written
        this.changed = now
      },
      abort: async () => undefined,
    }
  }
}

const root = new MemoryFolder('')
const incoming = () => root.getDirectoryHandle('files', { create: true })
const device = 'a'.repeat(32) as DeviceId
const about = (n: string, size = BLOCK_BYTES + 10) => ({
  id: n.repeat(32) as FileId,
  name: 'film.mp4',
  size,
  type: 'video/mp4',
  modified: 5,
})

vi.stubGlobal('navigator', {
  storage: { getDirectory: async () => root, estimate: async () => ({ quota: 1e9, usage: 1e8 }) },
})
vi.spyOn(Date, 'now').mockImplementation(() => now)
afterEach(() => {
  root.entries.clear()
  MemoryEntry.room = Number.POSITIVE_INFINITY
})

describe('incoming files on disk', () => {
  it('HF17 what is older than seven days is deleted when a window begins, what is younger is found again', async () => {
    await (await openDisk('files').open(device, about('1'))).write(0, new Uint8Array(BLOCK_BYTES))
    now += KEPT_FOR_MS - 1
    await openDisk('files').open(device, about('2'))
    expect((await openDisk('files').leftovers()).map(({ record }) => record.id[0])).toEqual(['1', '2'])
    now += 2
    const left = await openDisk('files').leftovers()
    expect(left.map(({ record }) => record)).toEqual([{ ...about('2'), device, finished: false, given: false }])
    expect((await incoming()).entries.size).toBe(1)
  })

  it('HF17 what was handed to the downloads stays as long as one may take, and is not listed', async () => {
    const place = await openDisk('files').open(device, about('1', 0))
    await place.finish()
    await place.keepRecord({ given: true })
    expect(await openDisk('files').leftovers()).toEqual([])
    expect((await incoming()).entries.size).toBe(1)
    now += 2 * 60 * 60 * 1000
    expect(await openDisk('files').leftovers()).toEqual([])
    expect((await incoming()).entries.size).toBe(0)
  })

  it('what makes no sense is deleted', async () => {
    const folder = await (await incoming()).getDirectoryHandle('odd', { create: true })
    ;(await folder.getFileHandle('about.json', { create: true })).content = '{"device":'
    await (await incoming()).getFileHandle('stray', { create: true })
    expect(await openDisk('files').leftovers()).toEqual([])
    expect((await incoming()).entries.size).toBe(0)
  })

  it.each(['', 'null', '[]', '{}', '{"device":"../x"}', '9'.repeat(100)])('a record that says %j is none', (text) =>
    expect(parseRecord(text)).toBeUndefined(),
  )

  it('counts whole blocks without a gap, and puts the file together from them', async () => {
    const place = await openDisk('files').open(device, about('1'))
    expect(await place.count()).toBe(0)
    await place.write(0, new Uint8Array(BLOCK_BYTES).fill(1))
    // Named before it was written, when the window closed.
    const folder = await (await incoming()).getDirectoryHandle(`${device}-${about('1').id}`)
    await folder.getFileHandle('1', { create: true })
    expect(await place.count()).toBe(1)
    await place.write(1, new Uint8Array(10).fill(2))
    expect(await place.count()).toBe(2)
    const whole = await place.whole()
    expect([whole.name, whole.type, whole.size, whole.lastModified]).toEqual([
      'film.mp4',
      'video/mp4',
      BLOCK_BYTES + 10,
      5,
    ])
    expect([...new Uint8Array(await whole.slice(BLOCK_BYTES - 1, BLOCK_BYTES + 1).arrayBuffer())]).toEqual([1, 2])
  })

  it('HF16 a full disk is told from a broken one', async () => {
    const place = await openDisk('files').open(device, about('1'))
    MemoryEntry.room = 100
    await expect(place.write(0, new Uint8Array(BLOCK_BYTES))).rejects.toBeInstanceOf(NoRoom)
  })

  it('leaves room for documents', async () => expect(await openDisk('files').room()).toBe(9e8 - 64 * 1024 * 1024))
})
