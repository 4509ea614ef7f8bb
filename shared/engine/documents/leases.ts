import type { DeviceId } from '../../domain/ids.ts'
import { type Bytes, concatAll, fromHex, toHex } from '../../kit/bytes.ts'
import type { LeaseHead } from '../document-parts.ts'
import type { Peer } from './content.ts'

/** One run of one engine writing this document (rule K3): its envelopes in order. */
export interface Lease {
  readonly device: DeviceId
  /** Hex, 8 bytes. */
  readonly nonce: string
  readonly peer: Peer
  /** Hash (hex) and arrival number of each envelope; index 0 holds counter 1. */
  readonly hashes: string[]
  readonly arrivals: number[]
  /** How many Loro operations the lease has with each envelope. */
  readonly ends: number[]
}

/** A lease as stored in a snapshot: hashes as 32 bytes each. */
export interface StoredLease {
  readonly device: string
  readonly nonce: string
  readonly peer: string
  readonly hashes: Bytes
  readonly arrivals: readonly number[]
  readonly ends: readonly number[]
}

const HASH = 32

/** All leases that ever wrote a document; who stands behind each Loro peer. */
export class Leases {
  readonly #leases = new Map<string, Lease>()
  readonly #byPeer = new Map<string, Lease>()

  constructor(stored: readonly StoredLease[] = []) {
    for (const lease of stored) {
      const hashes = lease.arrivals.map((_, i) => toHex(lease.hashes.subarray(i * HASH, (i + 1) * HASH)))
      const { nonce } = lease
      const peer = lease.peer as Peer
      this.add({
        device: lease.device as DeviceId,
        nonce,
        peer,
        hashes,
        arrivals: [...lease.arrivals],
        ends: [...lease.ends],
      })
    }
  }

  /** Called with a lease's first envelope accepted; until then a lease is nothing but a claim. */
  add(lease: Lease): void {
    this.#leases.set(`${lease.device}.${lease.nonce}`, lease)
    this.#byPeer.set(lease.peer, lease)
  }

  get(device: DeviceId, nonce: string): Lease | undefined {
    return this.#leases.get(`${device}.${nonce}`)
  }

  byPeer(peer: Peer): Lease | undefined {
    return this.#byPeer.get(peer)
  }

  all(): readonly Lease[] {
    return [...this.#leases.values()]
  }

  heads(): readonly LeaseHead[] {
    return this.all().map(({ device, nonce, hashes }) => ({ device, nonce, counter: hashes.length }))
  }

  stored(): readonly StoredLease[] {
    return this.all().map((lease) => ({ ...lease, hashes: concatAll(lease.hashes.map(fromHex)) }))
  }
}

/** Where the next update of a lease must begin. */
export const endOf = (lease: Lease | undefined): number => lease?.ends.at(-1) ?? 0
