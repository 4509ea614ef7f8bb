import type { DeviceId } from '../../../shared/domain/ids.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import type { FileTransfers } from './model.ts'

/** All file transfers of this window, over one ordered, reliable data channel per connection. */
export interface Transfers extends FileTransfers {
  /**
   * The channel `files` of a connection whose fingerprint is confirmed; it may still be connecting. A later one for the same device takes
   * its place. Sets `binaryType`, `bufferedAmountLowThreshold` and listeners; never closes it.
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

/** Begins with what earlier windows left unfinished or unsaved (it appears in `list` once the disk was read). */
export function createTransfers(_options: TransferOptions = {}): Transfers {
  return {
    list: [],
    changed: new Signal<void>(),
    offer: () => undefined,
    accept: async () => undefined,
    cancel: () => undefined,
    save: async () => undefined,
    forget: () => undefined,
    channel: () => undefined,
    gone: () => undefined,
    close: () => undefined,
  }
}
