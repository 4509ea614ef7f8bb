import type { VerifiedKeyring } from '../shared/envelope/keyring.ts'
import type { Bytes } from '../shared/kit/bytes.ts'
import type { Signal } from '../shared/kit/signal.ts'
import type { IceServer } from '../shared/protocol/hello.ts'
import { Certificates } from './access/certificates.ts'
import { Door } from './access/door.ts'
import { Guard } from './access/guard.ts'
import { Keyrings } from './access/keyrings.ts'
import { Tokens } from './access/session.ts'
import { Signer } from './access/signer.ts'
import { type TurnConfig, TurnCredentials } from './access/turn.ts'
import { Checkpoints } from './checkpoints.ts'
import { Counters } from './counters.ts'
import { Handovers } from './handovers.ts'
import { checkpointRoutes } from './http/checkpoint-routes.ts'
import { entryRoutes } from './http/entries.ts'
import { createHandler } from './http/handle.ts'
import { joinRoute, type Stores } from './http/join.ts'
import { operationRoutes } from './http/operations.ts'
import { createRates } from './http/rates.ts'
import { protocolRoutes } from './http/routes.ts'
import { Live, type LiveConnection, type LivePipe } from './live/live.ts'
import type { Log } from './log/log.ts'
import type { Clock, Random } from './ports.ts'
import { Relay } from './relay.ts'
import { Streams } from './stream/streams.ts'

/** What a relay is told by its operator. */
export interface RelayConfig {
  /** 32 random bytes: signs tokens and challenges. */
  readonly secret: Bytes
  readonly ice: readonly IceServer[]
  /** The operator's TURN server, if any. */
  readonly turn?: TurnConfig
  /** Addresses of the extension's store pages, shown on the join page. */
  readonly stores: Stores
  /** How long records stay that two checkpoints cover, in ms; only tests set it. */
  readonly graceMs?: number
}

export interface RelayParts {
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  readonly config: RelayConfig
  /** Told of every surprise; what was refused is counted, not told. */
  readonly failed?: (error: unknown) => void
}

/** The whole relay without a socket. */
export interface RelayCore {
  /** @param address the client's network address, for the caps on requests that need no token */
  handle(request: Request, address?: string): Promise<Response>
  readonly live: {
    /** @param send text or bytes to the browser @param close with a WebSocket close code @param waiting bytes sent that have not left */
    connect(
      send: (message: string | Bytes) => void,
      close: (code: number, reason: string) => void,
      waiting?: () => number,
    ): LiveConnection
  }
  /** Whether this address may open another socket now: those count like requests without a token. */
  mayConnect(address: string): boolean
  readonly tokens: Tokens
  readonly guard: Guard
  /** A keyring after a space's first was kept. */
  readonly keyrings: Signal<VerifiedKeyring>
  readonly counters: Counters
  /** Ends every stream and live socket; requests are still answered. */
  drain(): void
  /** Drains, finishes appends that were begun, closes the log. */
  close(): Promise<void>
}

/** Builds the relay's core: no sockets, no clock and no chance of its own. */
export function createRelay({ log, clock, random, config, failed }: RelayParts): RelayCore {
  const counters = new Counters()
  const tell = (error: unknown) => {
    counters.count('failures_total', 'where=core')
    failed?.(error)
  }
  const signer = new Signer(config.secret, clock)
  const tokens = new Tokens(signer, random)
  const keyrings = new Keyrings(log)
  const certificates = new Certificates(log, keyrings)
  const guard = new Guard(keyrings, certificates)
  const relay = new Relay(log, certificates, counters)
  const checkpoints = new Checkpoints({
    log,
    certificates,
    clock,
    failed: tell,
    ...(config.graceMs !== undefined && { graceMs: config.graceMs }),
  })
  const streams = new Streams({ relay, checkpoints, clock, random, guard, failed: tell })
  const live = new Live({ clock, tokens, certificates, counters, guard, failed: tell })
  keyrings.added.listen((keyring) => {
    streams.keyring(keyring).catch(tell)
    live.keyring(keyring).catch(tell)
  })
  const door = new Door({ clock, random, signer, tokens, keyrings, certificates })
  counters.gauge('streams', () => streams.size)
  counters.gauge('live_sockets', () => live.sockets)
  counters.gauge('live_rooms', () => live.rooms)
  const rates = createRates(clock)
  const handovers = new Handovers(clock)
  counters.gauge('handovers', () => handovers.size)
  const turn = new TurnCredentials(config.turn, config.secret, clock)
  const handle = createHandler(
    [
      ...protocolRoutes({
        relay,
        streams,
        live,
        door,
        tokens,
        guard,
        keyrings,
        rates,
        ice: config.ice,
        turn,
        handovers,
      }),
      ...checkpointRoutes({ tokens, guard, rates, log, checkpoints }),
      ...entryRoutes({ tokens, guard, rates, entries: log.entries, keyrings, certificates, streams, clock }),
      ...operationRoutes(log, counters),
      joinRoute(config.stores),
    ],
    counters,
    tell,
  )
  const drain = () => {
    checkpoints.close()
    streams.close()
    live.close()
  }
  return {
    handle: (request, address = '') => handle(request, address),
    live: {
      connect: (send, close, waiting) =>
        live.connect({ send, close, ...(waiting === undefined ? {} : { waiting }) } satisfies LivePipe),
    },
    mayConnect: (address) => rates.open.take(address) === 0,
    tokens,
    guard,
    keyrings: keyrings.added,
    counters,
    drain,
    close: async () => {
      drain()
      await log.close()
    },
  }
}
