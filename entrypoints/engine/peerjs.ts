import { type DataConnection, Peer } from 'peerjs'
import type { Link, PeerDoor, PeerHost, PeerIdentity } from '../../shared/engine/ports.ts'
import { backoffMs } from '../../shared/kit/backoff.ts'
import { LINGER_MS, linkOver, lossyChannelOf, opened } from './peer-link.ts'

const DIAL_MS = 10_000
const RETRY = { firstMs: 500, mostMs: 30_000 }
/** Registered for so long, a lost registration is a new event and not the last one's failure. */
const STABLE_MS = 10_000
/** Incoming connections that have not opened yet: each holds an RTCPeerConnection. */
const MAX_OPENING = 32

/** The `PeerDoor` port over PeerJS, signalled by the relay. */
export const peerJsDoor: PeerDoor = {
  open: (identity, incoming) => new PeerJsHost(identity, incoming),
}

function peerOf({ id, token, relay, ice }: PeerIdentity): Peer {
  const { protocol, hostname, port, pathname } = new URL(relay)
  const secure = protocol === 'https:'
  const iceServers = ice.map(({ urls, username, credential }) => ({
    urls: typeof urls === 'string' ? urls : [...urls],
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  }))
  return new Peer(id, {
    host: hostname,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    path: `${pathname.replace(/\/+$/, '')}/v1/signal/`,
    secure,
    token,
    debug: 0,
    referrerPolicy: 'no-referrer',
    // Always given: PeerJS would otherwise use STUN and TURN servers of strangers.
    config: { iceServers },
  })
}

class PeerJsHost implements PeerHost {
  readonly #identity: PeerIdentity
  readonly #incoming: (link: Link) => void
  readonly #ended = new AbortController()
  readonly #over = aborted(this.#ended.signal)
  readonly #dials = new Map<string, Set<AbortController>>()
  readonly #links = new Set<Link>()
  #peer: Peer
  #registered = Promise.withResolvers<void>()
  #attempt = 0
  #since = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #opening = 0

  constructor(identity: PeerIdentity, incoming: (link: Link) => void) {
    this.#identity = identity
    this.#incoming = incoming
    this.#over.catch(() => undefined)
    this.#peer = this.#register()
    addEventListener('online', () => this.#again(), { signal: this.#ended.signal })
  }

  #register(): Peer {
    const peer = peerOf(this.#identity)
    peer.on('open', () => {
      this.#since = Date.now()
      this.#registered.resolve()
    })
    peer.on('connection', (connection) => void this.#accept(connection))
    // Calls are placed by the huddle window, never to the engine.
    peer.on('call', (call) => call.close())
    peer.on('error', (error) => this.#failed(error))
    peer.on('disconnected', () => this.#lost())
    peer.on('close', () => this.#lost())
    return peer
  }

  /** PeerJS tells of an absent peer on the Peer, late, with the id in the words only. Everything else ends in `disconnected` or `close`. */
  #failed({ type, message }: { type: string; message: string }): void {
    if (type !== 'peer-unavailable') return
    const id = /(\S+)$/.exec(message)?.[1] ?? ''
    for (const dial of this.#dials.get(id) ?? []) dial.abort()
  }

  #lost(): void {
    if (this.#ended.signal.aborted || this.#retry !== undefined) return
    if (this.#since !== 0) {
      if (Date.now() - this.#since > STABLE_MS) this.#attempt = 0
      this.#registered = Promise.withResolvers()
      this.#since = 0
    }
    this.#retry = setTimeout(() => this.#again(), backoffMs(this.#attempt++, Math.random(), RETRY))
  }

  /** Registers anew under the same id and token. Open links do not notice, unless PeerJS gave the whole Peer up. */
  #again(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
    if (this.#ended.signal.aborted || !(this.#peer.disconnected || this.#peer.destroyed)) return
    if (this.#peer.destroyed) this.#peer = this.#register()
    else this.#peer.reconnect()
  }

  async #accept(connection: DataConnection): Promise<void> {
    // Other serializations parse what a stranger sends, some without bounds.
    if (connection.serialization !== 'raw' || this.#opening >= MAX_OPENING || !connection.peerConnection) {
      return connection.close()
    }
    this.#opening++
    try {
      this.#incoming(await this.#link(connection, this.#ended.signal))
    } catch {
      // Never opened: the one who dialled is told by their own time-out.
    } finally {
      this.#opening--
    }
  }

  async dial(peerId: string): Promise<Link> {
    const given = new AbortController()
    const dials = this.#dials.get(peerId) ?? new Set()
    this.#dials.set(peerId, dials.add(given))
    const timer = setTimeout(() => given.abort(), DIAL_MS)
    try {
      // An offer made before the registration is open is lost without a word.
      await Promise.race([this.#registered.promise, aborted(given.signal), this.#over])
      const connection = this.#peer.connect(peerId, { serialization: 'raw', reliable: true })
      if (!connection?.peerConnection) throw new Error('not registered')
      return await this.#link(connection, AbortSignal.any([given.signal, this.#ended.signal]))
    } finally {
      clearTimeout(timer)
      dials.delete(given)
      if (dials.size === 0) this.#dials.delete(peerId)
    }
  }

  async #link(connection: DataConnection, until: AbortSignal): Promise<Link> {
    const waited = new AbortController()
    const timer = setTimeout(() => waited.abort(), DIAL_MS)
    try {
      const lossy = lossyChannelOf(connection)
      await opened(connection, AbortSignal.any([until, waited.signal]))
      const link = linkOver(connection, lossy)
      this.#links.add(link)
      connection.on('close', () => this.#links.delete(link))
      return link
    } catch (error) {
      connection.close()
      // Where PeerJS thinks it never opened, its close leaves the RTCPeerConnection open.
      connection.peerConnection?.close()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  close(): void {
    if (this.#ended.signal.aborted) return
    this.#ended.abort()
    clearTimeout(this.#retry)
    for (const link of [...this.#links]) link.close()
    this.#peer.disconnect()
    // It ends all its connections at once; ours rest first.
    setTimeout(() => this.#peer.destroy(), 2 * LINGER_MS.ours)
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const fail = () => reject(new Error('the other cannot be reached'))
    signal.addEventListener('abort', fail, { once: true })
    if (signal.aborted) fail()
  })
