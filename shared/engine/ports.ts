/**
 * Everything the engine needs from the world, each port as small as its use. Adapters live in entrypoints/engine (browser) and
 * test/kit (one process); each port ships an acceptance suite in test/contracts that every adapter runs.
 */
import type { Managed } from '../contract/managed.ts'
import type { Bytes } from '../kit/bytes.ts'

/** Time as an argument: the engine never reads the platform's clock. Milliseconds. */
export interface Clock {
  /** Wall clock, milliseconds since 1970; may jump. */
  now(): number
  /** Runs once after `ms`; the returned function cancels. */
  after(ms: number, run: () => void): () => void
}

export interface Random {
  bytes(length: number): Bytes
  /** In [0, 1), for jitter only. */
  fraction(): number
}

/**
 * Durable tables of structured-cloneable values (bytes, JSON, CryptoKeys). A batch is atomic and is on disk, as far as the
 * platform promises, when its promise resolves.
 */
export interface Store {
  get(table: StoreTable, key: string): Promise<unknown>
  /** Entries whose key starts with `prefix`, in ascending key order (UTF-16 code units). */
  list(table: StoreTable, prefix: string): Promise<ReadonlyArray<{ readonly key: string; readonly value: unknown }>>
  /** Keys that start with `prefix`, in the same order, without reading what lies there. */
  keys(table: StoreTable, prefix: string): Promise<readonly string[]>
  /** Shows each value whose key starts with `prefix`, a few hundred in memory at a time: for tables too large to be listed. */
  walk(table: StoreTable, prefix: string, visit: (value: unknown) => void): Promise<void>
  /** @throws StoreFull when the quota is exhausted: nothing of the batch is kept. */
  write(batch: readonly StoreChange[]): Promise<void>
  /** Deletes all entries whose keys start so, and writes the batch, all of it at once. @throws StoreFull */
  erase(ranges: readonly StoreRange[], batch: readonly StoreChange[]): Promise<void>
  close(): void
}

export interface StoreRange {
  readonly table: StoreTable
  readonly prefix: string
}

export const STORE_TABLES = ['profile', 'spaces', 'documents', 'envelopes', 'settings'] as const
export type StoreTable = (typeof STORE_TABLES)[number]
/** `value: undefined` deletes. */
export interface StoreChange {
  readonly table: StoreTable
  readonly key: string
  readonly value: unknown
}

export class StoreFull extends Error {
  override name = 'StoreFull'
}

/** Why a relay could not be used, in the words people are told (`relay-link/failures.ts`). */
export type RelayFailureReason = 'offline' | 'unreachable' | 'certificate' | 'not-a-relay' | 'refused'

export class RelayFailure extends Error {
  override name = 'RelayFailure'
  readonly reason: RelayFailureReason
  constructor(reason: RelayFailureReason, message: string) {
    super(message)
    this.reason = reason
  }
}

export interface RelayRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Begins with a slash; joined to the relay's address. */
  readonly path: string
  readonly token?: string
  readonly body?: Bytes | string
  readonly lastEventId?: string
}

export interface RelayResponse {
  readonly status: number
  readonly body: Bytes
  /** Seconds from a `Retry-After` header. */
  readonly retryAfter?: number
}

/** A comment line (the relay's heartbeat) is an event too: `event: 'heartbeat'`, empty data, no id. */
export interface StreamEvent {
  readonly event: string
  readonly data: string
  readonly id?: string
}

/** One relay, seen from the engine: requests, one event stream, one live socket. */
export interface RelayDoor {
  /** @throws RelayFailure when no answer came; any HTTP status is an answer. */
  request(request: RelayRequest, signal: AbortSignal): Promise<RelayResponse>
  /** Yields events until the stream ends. @throws RelayFailure when it cannot be opened (reason refused carries the status in its message) or breaks. */
  stream(request: RelayRequest, signal: AbortSignal): AsyncIterable<StreamEvent>
  /** Opens the live socket, which reconnects by itself with backoff until closed. Each (re)connection calls `opened`. */
  live(events: LiveEvents): LiveSocket
}

export interface LiveEvents {
  opened(): void
  text(message: string): void
  binary(message: Bytes): void
  closed(): void
}

export interface LiveSocket {
  sendText(message: string): void
  sendBinary(message: Bytes): void
  close(): void
}

/** A data channel pair to one remote engine: whole messages, reliable and in order; and a lossy one for frames. */
export interface Link {
  /** Resolves when the message was handed to the transport under its flow control (at most 1 MiB waiting); rejects when closed. */
  send(message: Bytes): Promise<void>
  /** May be lost, doubled or reordered. At most 1,024 bytes. */
  sendLossy(message: Bytes): void
  /** DTLS fingerprints as hex, to be confirmed in signed envelopes; equal on both ends, swapped. */
  readonly fingerprints: { readonly local: string; readonly remote: string }
  /** Under which id the signalling server introduced the other end: a hint, no proof. */
  readonly peer: string
  /** Set once by the owner, before any message is delivered. */
  listen(events: LinkEvents): void
  close(): void
}

export interface LinkEvents {
  message(message: Bytes): void
  lossy(message: Bytes): void
  /** Exactly once, whoever closed. */
  closed(): void
}

/** Signalling identity given by the relay's session. */
export interface PeerIdentity {
  readonly id: string
  readonly token: string
  readonly relay: string
  readonly ice: readonly {
    readonly urls: string | readonly string[]
    readonly username?: string
    readonly credential?: string
  }[]
}

export interface PeerDoor {
  /** Registers at the signalling server and keeps itself registered with backoff. Established links survive its loss. */
  open(identity: PeerIdentity, incoming: (link: Link) => void): PeerHost
}

export interface PeerHost {
  /** Resolves with an open link, or rejects after the dial time-out (10 s) or when the other cannot be reached. */
  dial(peerId: string): Promise<Link>
  close(): void
}

/** What the engine asks of the browser around it; none of it may fail the engine. */
export interface Surroundings {
  /** Opens the huddle window, or brings it to the front. */
  openHuddle(): void
  /** Shows, or with undefined takes away, the desktop notification of a ring. */
  ringNotification(
    ring:
      | { readonly space: string; readonly huddle: string; readonly title: string; readonly words: string }
      | undefined,
  ): void
  /**
   * Who asks to be let in, as they wait now, in words: counted at the toolbar button, and those that are news said on the desktop.
   * Whatever was shown of others goes.
   */
  knocks(
    waiting: readonly {
      readonly knock: string
      readonly space: string
      readonly words: string
      readonly news: boolean
    }[],
  ): void
  /** The sound of a ring, until it is called with false. */
  ringSound(on: boolean): void
  /** Ends this engine and begins it anew: what lies in the store was exchanged. */
  restart(): void
  /** Forgets what is kept of the person outside the store: received files, small tastes, which sites were granted. */
  forget(): Promise<void>
  /** Whether this computer is shared, so that the browser's start wakes the engine, which erases (Z1). */
  shared(on: boolean): void
}

export interface EnginePorts {
  readonly clock: Clock
  readonly random: Random
  readonly store: Store
  readonly relay: (address: string) => RelayDoor
  readonly peers: PeerDoor
  readonly surroundings: Surroundings
  /** The build's default relay, if any. */
  readonly defaultRelay: string | undefined
  /** What an administrator has set for this browser. */
  readonly managed: Managed
  /** The browser was closed since an engine ran in this profile. */
  readonly newSession: boolean
}
