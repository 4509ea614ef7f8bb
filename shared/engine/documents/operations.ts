import { decodeImportBlobMeta, type LoroDoc, type PeerID } from 'loro-crdt'
import type { Bytes } from '../../kit/bytes.ts'

/**
 * Operations one by one, whatever changes they are grouped in: place, content, and the time that decides who wins. Texts that are equal
 * when the operations are: the keys of values stand in order, since Loro hands them on in another one from document to document.
 */
export function operationsOf(doc: LoroDoc, peer: PeerID, start: number, end: number): string {
  const changes = doc.exportJsonInIdSpan({ peer, counter: start, length: end - start })
  return JSON.stringify(
    changes.flatMap(({ id, lamport, ops }) =>
      ops.map(({ container, content, counter }) => [
        counter,
        lamport + counter - Number.parseInt(id, 10),
        container,
        inOrder(content),
      ]),
    ),
  )
}

/** The same value with its keys in order: Loro does not keep the order of an object's keys. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]))
}

/** How far each peer reaches in a `history`; undefined when it is none. Looks at the bytes, changes nothing. */
export function endsOf(history: Bytes): ReadonlyMap<PeerID, number> | undefined {
  try {
    const meta = decodeImportBlobMeta(history, true)
    const fromStart = [...meta.partialStartVersionVector.toJSON().values()].every((start) => start === 0)
    return meta.mode === 'update' && fromStart ? meta.partialEndVersionVector.toJSON() : undefined
  } catch {
    return undefined
  }
}

/** Which operations of a peer an update holds; undefined unless it holds those alone. */
export function spanOf(body: Bytes, peer: PeerID): { readonly start: number; readonly end: number } | undefined {
  try {
    const meta = decodeImportBlobMeta(body, true)
    const ends = meta.partialEndVersionVector.toJSON()
    const end = ends.get(peer)
    if (meta.mode !== 'update' || end === undefined || ends.size !== 1) return undefined
    const start = meta.partialStartVersionVector.toJSON().get(peer) ?? 0
    return start < end ? { start, end } : undefined
  } catch {
    return undefined
  }
}
