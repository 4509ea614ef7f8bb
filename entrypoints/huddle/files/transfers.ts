import type { DeviceId } from '../../../shared/domain/ids.ts'
import { Flow } from '../../../shared/huddle/transfer/flow.ts'
import type { FileId } from '../../../shared/huddle/transfer/message.ts'
import { cleanName, cleanType } from '../../../shared/huddle/transfer/name.ts'
import type { Source } from '../../../shared/huddle/transfer/ports.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import { listenTo } from './channel.ts'
import { type Disk, openDisk } from './disk.ts'
import { Folder } from './folder.ts'
import type { FileTransfers, TransferView } from './model.ts'
import { saveFile } from './save.ts'

/** Progress is told at most this often; another state is told with it. Milliseconds. */
const TELL_MS = 100

/** All file transfers of this window, over one ordered, reliable data channel per connection. */
export interface Transfers extends FileTransfers {
  /**
   * The channel `files` of a connection whose fingerprint is confirmed; it may still be connecting. Give it before it can bring messages.
   * A later one for the same device takes its place. Sets `binaryType`, `bufferedAmountLowThreshold` and listeners; closes it only when
   * the peer breaks the rules of the transfer.
   */
  channel(device: DeviceId, channel: RTCDataChannel): void
  /** The connection is away: its transfers are paused. What closes by itself is noticed without this call. */
  gone(device: DeviceId): void
  /** The window closes. Unfinished files stay on disk and can be resumed. */
  close(): void
}

export interface TransferOptions {
  /** Folder of the Origin Private File System in which incoming files are kept; `incoming-files` unless told. */
  readonly folder?: string
}

interface Peer {
  readonly flow: Flow
  /** Ends listening to the present channel. */
  left: AbortController
}

const sourceOf = (file: File): Source => ({
  name: cleanName(file.name),
  size: file.size,
  type: cleanType(file.type),
  modified: Math.max(0, Math.trunc(file.lastModified)),
  read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
})

const ID = /^(in|out)-([0-9a-f]{32})-([0-9a-f]{32})$/

class WindowTransfers implements Transfers {
  readonly changed = new Signal<void>()
  readonly #disk: Disk
  readonly #peers = new Map<DeviceId, Peer>()
  /** The disk was read: what it holds must be known before an offer is answered. */
  readonly #ready: Promise<void>
  /** Handed to the downloads by this window. */
  readonly #saved = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(disk: Disk) {
    this.#disk = disk
    this.#ready = this.#restore()
  }

  async #restore(): Promise<void> {
    // A browser that keeps no files says so when one is accepted.
    for (const place of await this.#disk.leftovers().catch(() => [])) {
      const { device, finished, ...about } = place.record
      this.#peer(device).flow.restore({ about, place, finished })
    }
  }

  #peer(device: DeviceId): Peer {
    const known = this.#peers.get(device)
    if (known) return known
    const shelf = {
      open: (about: Parameters<Disk['open']>[1]) => this.#disk.open(device, about),
      room: () => this.#disk.room(),
    }
    const flow = new Flow({ shelf, now: () => performance.now(), changed: () => this.#tell() })
    const peer = { flow, left: new AbortController() }
    this.#peers.set(device, peer)
    return peer
  }

  /** Messages come by the hundred in a second; what is drawn need not. */
  #tell(): void {
    if (this.#closed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.changed.emit()
    }, TELL_MS)
  }

  get list(): readonly TransferView[] {
    return [...this.#peers].flatMap(([device, { flow }]) =>
      flow.list.map(({ file, ...status }) => {
        const id = `${status.direction}-${device}-${file}`
        return { id, device, ...status, ...(this.#saved.has(id) ? { saved: true } : {}) }
      }),
    )
  }

  channel(device: DeviceId, channel: RTCDataChannel): void {
    if (this.#closed) return
    const peer = this.#peer(device)
    peer.left.abort()
    const left = new AbortController()
    peer.left = left
    const { flow } = peer
    flow.disconnect()
    // Everything waits its turn behind the reading of the disk; thereafter it costs a microtask.
    const then = (act: () => void) => void this.#ready.then(() => left.signal.aborted || act())
    listenTo(
      channel,
      {
        opened: (wire) => then(() => flow.connect(wire)),
        message: (bytes) => then(() => flow.hear(bytes)),
        drained: () => flow.drained(),
        closed: () => then(() => flow.disconnect()),
      },
      left.signal,
    )
  }

  gone(device: DeviceId): void {
    const peer = this.#peers.get(device)
    peer?.left.abort()
    peer?.flow.disconnect()
  }

  close(): void {
    for (const device of this.#peers.keys()) this.gone(device)
    this.#closed = true
    clearTimeout(this.#timer)
  }

  offer(device: DeviceId, file: File): void {
    void this.#peer(device).flow.offer(sourceOf(file))
  }

  #find(id: string): { flow: Flow; direction: 'in' | 'out'; file: FileId } | undefined {
    const [, direction, device, file] = ID.exec(id) ?? []
    const flow = this.#peers.get(device as DeviceId)?.flow
    return flow && { flow, direction: direction as 'in' | 'out', file: file as FileId }
  }

  async accept(id: string): Promise<void> {
    const found = this.#find(id)
    if (found?.direction === 'in') await found.flow.accept(found.file)
  }

  cancel(id: string): void {
    const found = this.#find(id)
    found?.flow.cancel(found.direction, found.file)
  }

  #folder(id: string): Folder | undefined {
    const found = this.#find(id)
    const place = found?.direction === 'in' ? found.flow.place(found.file) : undefined
    return place instanceof Folder ? place : undefined
  }

  async save(id: string): Promise<void> {
    const folder = this.#folder(id)
    if (!folder) return
    saveFile(await folder.whole())
    this.#saved.add(id)
    this.#tell()
  }

  forget(id: string): void {
    const found = this.#find(id)
    if (!found) return
    const folder = this.#folder(id)
    found.flow.forget(found.direction, found.file)
    if (!folder) return
    // A download may still read what was saved: that goes when the next window begins.
    const over = this.#saved.has(id) ? folder.keepRecord({ given: true }) : folder.remove()
    over.catch(() => undefined)
  }
}

/** Begins with what earlier windows left unfinished or unsaved (it appears in `list` once the disk was read). */
export function createTransfers({ folder = 'incoming-files' }: TransferOptions = {}): Transfers {
  return new WindowTransfers(openDisk(folder))
}
