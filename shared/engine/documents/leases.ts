import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { parseHeader } from '../../envelope/header.ts'
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
  /** Sequence in the relay's log of each envelope, in its present incarnation; 0: not seen there. */
  readonly places: number[]
  /** On whose word we have the envelopes with arrival 0 (CK3). Of those only the last one's hash and end are known. */
  by: MemberId | undefined
}

/** A lease as stored in a snapshot: hashes as 32 bytes each. */
export interface StoredLease {
  readonly device: string
  readonly nonce: string
  readonly peer: string
  readonly hashes: Bytes
  readonly arrivals: readonly number[]
  readonly ends: readonly number[]
  readonly places?: readonly number[]
  readonly by?: string
}

const HASH = 32
/** The hash of an envelope that we know by a checkpoint only; in memory an empty text. */
const UNKNOWN = '00'.repeat(HASH)
const known = (hash: string): string => (hash === UNKNOWN ? '' : hash)

/** All leases that ever wrote a document; who stands behind each Loro peer. */
export class Leases {
  readonly #leases = new Map<string, Lease>()
  readonly #byPeer = new Map<string, Lease>()

  constructor(stored: readonly StoredLease[] = []) {
    for (const lease of stored) {
      const hashes = lease.arrivals.map((_, i) => known(toHex(lease.hashes.subarray(i * HASH, (i + 1) * HASH))))
      const { nonce } = lease
      const peer = lease.peer as Peer
      this.add({
        device: lease.device as DeviceId,
        nonce,
        peer,
        hashes,
        arrivals: [...lease.arrivals],
        ends: [...lease.ends],
        places: [...(lease.places ?? [])],
        by: lease.by as MemberId | undefined,
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

  /** The relay's log shows an envelope at this sequence. @returns its arrival number, when it is here and was not seen before */
  seenAt(record: Bytes, sequence: number): number | undefined {
    const header = parseHeader(record)
    if (!header.ok || header.value.kind !== 'update') return undefined
    const lease = this.get(header.value.device, header.value.nonce)
    const { counter } = header.value
    if (!lease || counter > lease.hashes.length) return undefined
    while (lease.places.length < counter) lease.places.push(0)
    if (lease.places[counter - 1]) return undefined
    lease.places[counter - 1] = sequence
    return lease.arrivals[counter - 1] || undefined
  }

  heads(): readonly LeaseHead[] {
    return this.all().map(({ device, nonce, hashes }) => ({ device, nonce, counter: hashes.length }))
  }

  stored(): readonly StoredLease[] {
    return this.all().map(({ by, ...lease }) => ({
      ...lease,
      hashes: concatAll(lease.hashes.map((hash) => fromHex(hash || UNKNOWN))),
      ...(by === undefined ? {} : { by }),
    }))
  }
}

/** A lease without envelopes. */
export const newLease = (device: DeviceId, nonce: string, peer: Peer): Lease => ({
  device,
  nonce,
  peer,
  hashes: [],
  arrivals: [],
  ends: [],
  places: [],
  by: undefined,
})

/** Where the next update of a lease must begin. */
export const endOf = (lease: Lease | undefined): number => lease?.ends.at(-1) ?? 0
