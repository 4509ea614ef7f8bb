/** The seam between file transfers and what is drawn of them. */
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { Signal } from '../../../shared/kit/signal.ts'

export interface TransferView {
  readonly id: string
  /** The other end. */
  readonly device: DeviceId
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly done: number
  readonly direction: 'out' | 'in'
  /**
   * `offered`: waits for the receiver's yes. `paused`: the connection is away; it resumes by itself. `unfinished`: the sender's window
   * is gone; offering the same file again resumes it.
   */
  readonly state: 'offered' | 'moving' | 'paused' | 'unfinished' | 'done' | 'cancelled' | 'failed'
  /** Bytes per second while moving. */
  readonly rate?: number
  /** It was handed to the browser's downloads. */
  readonly saved?: boolean
  /** For `failed`, `cancelled`: why. */
  readonly words?: string
}

export interface FileTransfers {
  readonly list: readonly TransferView[]
  readonly changed: Signal<void>
  /** Asks whether they want it. */
  offer(device: DeviceId, file: File): void
  accept(id: string): Promise<void>
  /** Declines, cancels, or gives an unfinished one up; what was received is deleted. */
  cancel(id: string): void
  /** Hands a finished file to the browser's downloads. */
  save(id: string): Promise<void>
  /** Removes a line that is over. */
  forget(id: string): void
}
