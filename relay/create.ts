import type { Log } from './log/log.ts'
import type { Clock, Random } from './ports.ts'

/** What a relay is told by its operator. */
export interface RelayConfig {
  /** 32 random bytes: signs tokens and challenges. */
  readonly secret: Uint8Array<ArrayBuffer>
  readonly ice: readonly import('../shared/protocol/hello.ts').IceServer[]
  /** Addresses of the extension's store pages, shown on the join page. */
  readonly stores: { readonly chrome?: string; readonly firefox?: string }
}

export interface RelayParts {
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  readonly config: RelayConfig
}

/** Text or binary to one browser's live socket. */
export interface LivePipe {
  send(message: string | Uint8Array<ArrayBuffer>): void
  /** 1000, 1001, 1008, 1009 or 1011. */
  close(code: number, reason: string): void
  /** Bytes handed to `send` that have not left. */
  waiting?(): number
}

export interface LiveConnection {
  text(message: string): void
  binary(message: Uint8Array): void
  closed(): void
}

/** The whole relay without a socket. */
export interface RelayCore {
  /** `address`: the client's network address, for the caps on requests that need no token. */
  handle(request: Request, address?: string): Promise<Response>
  readonly live: { connect(pipe: LivePipe, address?: string): LiveConnection }
  /** Ends every stream and socket, finishes appends that were begun, closes the log. */
  close(): Promise<void>
}

export function createRelay(_parts: RelayParts): RelayCore {
  throw new Error('being written')
}
