import type { Link, PeerDoor, PeerIdentity } from '../../shared/engine/ports.ts'
import type { Chance } from './chance.ts'
import { MemoryLinkPair } from './memory-link.ts'
import type { Net } from './net.ts'

interface Registered {
  readonly person: string
  readonly incoming: (link: Link) => void
}

export interface PeerRules {
  /** May this person be reached by signalling now? */
  signalling(person: string): boolean
  /** May these two talk directly now? */
  direct(a: string, b: string): boolean
}

/** Data channels between the engines of one process, with signalling as fragile as the relay. */
export class WorldPeers {
  readonly #net: Net
  readonly #chance: Chance
  readonly #rules: PeerRules
  readonly #registered = new Map<string, Registered>()
  readonly #pairs = new Set<{ readonly a: string; readonly b: string; readonly pair: MemoryLinkPair }>()
  dialled = 0

  constructor(net: Net, chance: Chance, rules: PeerRules) {
    this.#net = net
    this.#chance = chance
    this.#rules = rules
  }

  /** Links that one of the two holds. */
  get open(): number {
    return [...this.#pairs].filter(({ pair }) => pair.isOpen()).length
  }

  door(person: string): PeerDoor {
    return {
      open: (identity: PeerIdentity, incoming) => {
        const entry = { person, incoming }
        this.#registered.set(identity.id, entry)
        return {
          dial: (peer) => this.#dial(person, identity.id, peer),
          close: () => {
            if (this.#registered.get(identity.id) === entry) this.#registered.delete(identity.id)
          },
        }
      },
    }
  }

  #dial(person: string, from: string, peer: string): Promise<Link> {
    const { promise, resolve, reject } = Promise.withResolvers<Link>()
    this.#net.channel('dial').post(() => {
      const target = this.#registered.get(peer)
      const reachable = target && this.#rules.signalling(person) && this.#rules.signalling(target.person)
      if (!target || !reachable || !this.#rules.direct(person, target.person)) return reject(new Error('not reachable'))
      this.dialled++
      const print = () => Array.from(this.#chance.bytes(32), (byte) => byte.toString(16).padStart(2, '0')).join('')
      const pair = new MemoryLinkPair(
        this.#net,
        `${person}-${target.person}`,
        { a: print(), b: print() },
        { a: from, b: peer },
      )
      this.#pairs.add({ a: person, b: target.person, pair })
      target.incoming(pair.b)
      resolve(pair.a)
    })
    return promise
  }

  /** Breaks the links that the rules forbid now. */
  cutForbidden(): void {
    for (const entry of [...this.#pairs])
      if (!this.#rules.direct(entry.a, entry.b)) {
        this.#pairs.delete(entry)
        entry.pair.cut()
      }
  }

  /** The person's engine is gone: its links break, its registration ends. */
  gone(person: string): void {
    for (const [id, entry] of [...this.#registered]) if (entry.person === person) this.#registered.delete(id)
    for (const entry of [...this.#pairs])
      if (entry.a === person || entry.b === person) {
        this.#pairs.delete(entry)
        entry.pair.cut()
      }
  }
}
