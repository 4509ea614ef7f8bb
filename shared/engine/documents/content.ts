import { decodeImportBlobMeta, type Frontiers, LoroDoc, type LoroMap, type PeerID, type Value } from 'loro-crdt'
import { type Bytes, equalBytes } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { operationsOf } from './operations.ts'

/** The flat root maps (rule D1). Others may come with later versions: they are kept and not looked at. */
export const ROOTS = [
  'annotations',
  'comments',
  'states',
  'members',
  'pages',
  'settings',
  'placements',
  'versions',
  'aliases',
  'hidden',
  'mutes',
  'selves',
  'roles',
  'claims',
  'readers',
  'invites',
  'revoked',
] as const
export type Root = (typeof ROOTS)[number]
export type Peer = PeerID

export interface Place {
  readonly root: Root
  readonly key: string
}

export interface Put extends Place {
  /** Plain JSON, already checked. */
  readonly value: unknown
}

/** One write of a peer: its operation's number among the peer's. */
export interface Write extends Place {
  readonly operation: number
}

/** What an update adds: the operations of one peer from the ones known up to `end`. */
export interface Reach {
  readonly peer: Peer
  readonly end: number
}

const ROOT_OF = new Map<string, Root>(ROOTS.map((root) => [`cid:root-${root}:Map`, root]))

/**
 * One Loro document. No subscription is used: which keys an import changed is read from its operations, since an event is not sent
 * when two people write the same value and only the writer changes. So there is no callback in which Loro might be called again.
 */
export class Content {
  readonly #doc = new LoroDoc()
  readonly #maps = new Map<Root, LoroMap>()
  /** The memory was given back. Who looks once more, as views of a page that was just closed may, finds nothing and no failure. */
  #freed = false

  constructor(snapshot?: Bytes) {
    // Commits with the same message would melt into one change, and the history's granularity with them.
    this.#doc.setChangeMergeInterval(-1)
    if (snapshot) this.#doc.import(snapshot)
  }

  /** How many operations of each peer are applied. */
  reached(): ReadonlyMap<Peer, number> {
    return this.#freed ? new Map() : this.#doc.oplogVersion().toJSON()
  }

  /**
   * One commit. Returns the update that holds it and nothing else, or undefined when nothing changed.
   * @param kind small word kept as the commit's message
   * @param seconds the commit's time, since 1970
   */
  edit(peer: Peer, puts: readonly Put[], kind: string, seconds: number): Bytes | undefined {
    if (this.#doc.peerIdStr !== peer) this.#doc.setPeerId(peer)
    const before = this.#doc.oplogVersion()
    for (const { root, key, value } of puts) this.#put(root, key, value as Value, peer)
    this.#doc.commit({ message: kind, timestamp: seconds })
    if (this.#doc.oplogVersion().compare(before) === 0) return undefined
    return this.#doc.export({ mode: 'update', from: before }) as Bytes
  }

  #put(root: Root, key: string, value: Value, peer: Peer): void {
    const map = this.#map(root)
    map.set(key, value)
    // Loro drops a write of the value that is there already. If somebody else wrote it, the key would stay theirs.
    const editor = map.getLastEditor(key)
    if (editor === undefined || editor === peer) return
    map.delete(key)
    map.set(key, value)
  }

  /** Rule E7: one update, of this peer only, continuing where it ended. Looks at the bytes, changes nothing. */
  judge(body: Bytes, peer: Peer, from: number): Result<Reach, 'not-an-update' | 'foreign-peer' | 'not-continuing'> {
    try {
      const meta = decodeImportBlobMeta(body, true)
      if (meta.mode !== 'update') return fail('not-an-update')
      const starts = meta.partialStartVersionVector.toJSON()
      const ends = meta.partialEndVersionVector.toJSON()
      const end = ends.get(peer)
      if (end === undefined || ends.size !== 1) return fail('foreign-peer')
      if ([...starts.keys()].some((other) => other !== peer)) return fail('foreign-peer')
      return (starts.get(peer) ?? 0) === from && end > from ? ok({ peer, end }) : fail('not-continuing')
    } catch {
      return fail('not-an-update')
    }
  }

  /**
   * Imports a judged update. What depends on operations that are not here yet waits inside Loro, in memory only. Undefined when Loro
   * refuses it or finds something else in it than `judge` did: the document may then be damaged and must be loaded again.
   */
  apply(body: Bytes, { peer, end }: Reach): readonly Place[] | undefined {
    try {
      const { success, pending } = this.#doc.import(body)
      if (!pending?.has(peer) && (!success.has(peer) || this.#doc.oplogVersion().get(peer) !== end)) return undefined
      return [...success].flatMap(([from, span]) => this.#places(from, span.start, span.end))
    } catch {
      return undefined
    }
  }

  #places(peer: Peer, start: number, end: number): Place[] {
    return this.writes(peer, start, end).map(({ root, key }) => ({ root, key }))
  }

  /** What a peer's operations from `start` up to `end` wrote, in order, each with its operation's number. They must be applied. */
  writes(peer: Peer, start: number, end: number): readonly Write[] {
    const changes = this.#doc.exportJsonInIdSpan({ peer, counter: start, length: end - start })
    const writes: Write[] = []
    for (const { ops } of changes) {
      for (const { container, content, counter } of ops) {
        const root = ROOT_OF.get(container)
        if (root && 'key' in content && typeof content.key === 'string')
          writes.push({ root, key: content.key, operation: counter })
      }
    }
    return writes
  }

  /** When a peer committed an operation by its own clock, in seconds since 1970; undefined when it is not applied. */
  writtenAt(peer: Peer, operation: number): number | undefined {
    const applied = (this.reached().get(peer) ?? 0) > operation
    return applied ? this.#doc.getChangeAt({ peer, counter: operation }).timestamp : undefined
  }

  keys(root: Root): readonly string[] {
    return this.#map(root).keys()
  }

  /** Kept: each handle made anew is memory outside of JavaScript that somebody has to give back. */
  #map(root: Root): LoroMap {
    const known = this.#maps.get(root)
    if (known) return known
    const map = this.#doc.getMap(root)
    this.#maps.set(root, map)
    return map
  }

  /** The value as Loro gives it, unparsed, and the peer that wrote it. */
  read(root: Root, key: string): { readonly value: unknown; readonly peer: Peer | undefined } {
    if (this.#freed) return { value: undefined, peer: undefined }
    const map = this.#map(root)
    return { value: map.get(key), peer: map.getLastEditor(key) }
  }

  /** Everything that ever happened, as a checkpoint carries it. */
  history(): Bytes {
    return this.#doc.export({ mode: 'update' }) as Bytes
  }

  /** Takes in somebody's `history`. @returns false when Loro refuses it or holds other ends than were judged */
  merge(history: Bytes, ends: ReadonlyMap<Peer, number>): boolean {
    try {
      if (this.#doc.import(history).pending) return false
      const reached = this.#doc.oplogVersion()
      return [...ends].every(([peer, end]) => (reached.get(peer) ?? 0) >= end)
    } catch {
      return false
    }
  }

  /** Whether the operations of a peer from `start` to `end` are the same in both. */
  agrees(other: Content, peer: Peer, start: number, end: number): boolean {
    const [mine, theirs] = [this.#range(peer, start, end), other.#range(peer, start, end)]
    return equalBytes(mine, theirs) || this.#operations(peer, start, end) === other.#operations(peer, start, end)
  }

  /** Whether these are the operations of a judged update. Changes nothing. */
  holds(body: Bytes, { peer, end }: Reach, start: number): boolean {
    if (equalBytes(this.#range(peer, start, end), body)) return true
    // Another version of Loro may write the same operations otherwise: compared where they were made.
    const before = this.#doc.forkAt(this.#before(peer, start))
    try {
      before.import(body)
      const [theirs, ours] = [operationsOf(before, peer, start, end), this.#operations(peer, start, end)]
      return before.oplogVersion().get(peer) === end && theirs === ours
    } catch {
      return false
    } finally {
      before.free()
    }
  }

  #before(peer: Peer, start: number): Frontiers {
    const change = this.#doc.getChangeAt({ peer, counter: start })
    return change.counter === start ? change.deps : [{ peer, counter: start - 1 }]
  }

  #range(peer: Peer, start: number, end: number): Bytes {
    const spans = [{ id: { peer, counter: start }, len: end - start }]
    return this.#doc.export({ mode: 'updates-in-range', spans }) as Bytes
  }

  #operations(peer: Peer, start: number, end: number): string {
    return operationsOf(this.#doc, peer, start, end)
  }

  snapshot(): Bytes {
    return this.#doc.export({ mode: 'snapshot' }) as Bytes
  }

  /** Gives the memory outside of JavaScript back. A document in which Loro panicked cannot be freed; its memory is lost. */
  free(): void {
    this.#freed = true
    try {
      this.#doc.free()
    } catch {}
  }
}
