/** What the file transfer needs of its surroundings. */
import type { Bytes } from '../../kit/bytes.ts'
import type { Announcement } from './message.ts'

/** One open, ordered, reliable channel to a peer. */
export interface Wire {
  send(message: Bytes): void
  /** Bytes given to `send` that have not left yet. */
  readonly buffered: number
  /** The peer broke the rules: nothing more is taken from it over this channel. */
  close(): void
}

/** A file to be sent. `name` is clean. */
export interface Source {
  readonly name: string
  readonly size: number
  readonly type: string
  readonly modified: number
  /** Bytes from `from` up to, not including, `to`. Rejects when the file was changed or is gone. */
  read(from: number, to: number): Promise<Bytes>
}

/** Thrown by a place when the disk is full or the browser's allowance is used up. */
export class NoRoom extends Error {
  override name = 'NoRoom'
}

/** Where one incoming file is kept, block by block. A block is there as a whole or not at all. */
export interface Place {
  /** Blocks from the first on, without a gap. */
  count(): Promise<number>
  read(index: number): Promise<Bytes>
  /** @throws NoRoom, or another error when the disk fails */
  write(index: number, block: Bytes): Promise<void>
  /** Every block is there. */
  finish(): Promise<void>
  /** Deletes all of it. */
  remove(): Promise<void>
}

export interface Shelf {
  /** Begins to keep a file: the first thing that is ever written of it. */
  open(about: Announcement): Promise<Place>
  /** Bytes that may still be written. */
  room(): Promise<number>
}

/** What an earlier window left. */
export interface Leftover {
  readonly about: Announcement
  readonly place: Place
  readonly finished: boolean
}

export const STATES = ['offered', 'moving', 'paused', 'unfinished', 'done', 'cancelled', 'failed'] as const
export type TransferState = (typeof STATES)[number]
export const isOver = (state: TransferState): boolean => state === 'done' || state === 'cancelled' || state === 'failed'
