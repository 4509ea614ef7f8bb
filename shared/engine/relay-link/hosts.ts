import type { SpaceId } from '../../domain/ids.ts'
import { toHex } from '../../kit/bytes.ts'
import { takeHello } from '../peers/greet.ts'
import { Inbox } from '../peers/inbox.ts'
import type { LinkMessage } from '../peers/wire.ts'
import type { Clock, Link, LinkEvents, PeerDoor, PeerHost, PeerIdentity } from '../ports.ts'

/** Memory by strangers who dial and say nothing: links waiting for their hello at once. */
const MAX_UNGREETED = 32

export type Greeted = (space: SpaceId, inbox: Inbox, hello: Extract<LinkMessage, { type: 'hello' }>) => void

interface Host {
  readonly identity: PeerIdentity
  readonly host: PeerHost
  links: number
}

/**
 * Our place at the relay's signalling. A renewed session keeps the peer id. Where a relay gives another one (it lost its secret),
 * the earlier host stays until the last link made through it is closed, since closing a host closes its links.
 */
export class PeerHosts {
  readonly #door: PeerDoor
  readonly #clock: Clock
  readonly #greeted: Greeted
  #current: Host | undefined
  readonly #retired = new Set<Host>()
  #ungreeted = 0
  #token = ''

  constructor(door: PeerDoor, clock: Clock, greeted: Greeted) {
    this.#door = door
    this.#clock = clock
    this.#greeted = greeted
  }

  /** Under which we can be dialled; empty before the first session. */
  get id(): string {
    return this.#current?.identity.id ?? ''
  }

  use(identity: PeerIdentity): void {
    this.#token = identity.token
    if (this.#current?.identity.id === identity.id) return
    const before = this.#current
    const token = () => this.#token
    // Read at every registration: sessions are renewed while the id stays.
    const lasting: PeerIdentity = {
      ...identity,
      get token() {
        return token()
      },
    }
    const host = this.#door.open(lasting, (link) => void this.#incoming(current, link))
    const current: Host = { identity, host, links: 0 }
    this.#current = current
    if (before === undefined) return
    this.#retired.add(before)
    this.#release(before)
  }

  async dial(peer: string): Promise<Link> {
    const current = this.#current
    if (current === undefined) throw new Error('no session yet')
    current.links += 1
    try {
      return this.#counted(current, await current.host.dial(peer))
    } catch (error) {
      this.#left(current)
      throw error
    }
  }

  async #incoming(host: Host, link: Link): Promise<void> {
    host.links += 1
    const inbox = new Inbox(this.#counted(host, link))
    if (this.#ungreeted >= MAX_UNGREETED) return link.close()
    this.#ungreeted += 1
    const hello = await takeHello(inbox, this.#clock)
    this.#ungreeted -= 1
    if (!hello.ok) return link.close()
    const space = toHex(hello.value.certificate.subarray(2, 18)) as SpaceId
    this.#greeted(space, inbox, hello.value)
  }

  #counted(host: Host, link: Link): Link {
    return {
      peer: link.peer,
      send: (message) => link.send(message),
      sendLossy: (message) => link.sendLossy(message),
      get fingerprints() {
        return link.fingerprints
      },
      listen: (events: LinkEvents) =>
        link.listen({
          message: (message) => events.message(message),
          lossy: (message) => events.lossy(message),
          closed: () => {
            this.#left(host)
            events.closed()
          },
        }),
      close: () => link.close(),
    }
  }

  #left(host: Host): void {
    host.links -= 1
    this.#release(host)
  }

  #release(host: Host): void {
    if (host.links > 0 || !this.#retired.delete(host)) return
    host.host.close()
  }

  close(): void {
    for (const { host } of [...this.#retired, ...(this.#current ? [this.#current] : [])]) host.close()
    this.#retired.clear()
    this.#current = undefined
  }
}
