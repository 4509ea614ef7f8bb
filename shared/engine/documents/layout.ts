/**
 * How a document lies in the store (rules D7, D8). Table `documents`: `<space>.<document>.snapshot` and `.cursor`. Table `settings`: `unsent.<space>.<document>`. Table `envelopes`:
 * `<space>.<document>.e.<arrival>` sealed updates by order of arrival, without gaps; `.c.<hash>` certificates; `.h.<hash>` held records.
 * Table `documents` also, where the relay refused something: `<space>.<document>.refused.<device>.<nonce>` and `.kept.<root>.<key>` (D14).
 */
import * as v from 'valibot'
import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Store, StoreChange } from '../ports.ts'

const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array)
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const schema = v.literal(1)
/** Checked in one go: these lists are long. */
const wholes = v.custom<number[]>((value) => Array.isArray(value) && value.every((item) => Number.isSafeInteger(item)))

/** `era` counts the relay's beginnings: a record is acknowledged when its era is the cursor's. Starts at 1. */
export const storedCursor = v.object({
  schema,
  incarnation: v.string(),
  sequence: whole,
  chain: v.string(),
  era: whole,
  /** The relay, in this life of its, was found to show different histories (D20). */
  contradicted: v.exactOptional(v.literal(true)),
  /** How far the newest checkpoint reaches that was looked at, in this incarnation. */
  covered: v.exactOptional(whole),
  /** Hashes of checkpoints that were found false: not taken again. */
  distrusted: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(64))),
})
export type StoredCursor = v.InferOutput<typeof storedCursor>
export const FIRST_CURSOR: StoredCursor = { schema: 1, incarnation: '', sequence: 0, chain: '', era: 1 }

export const storedEnvelope = v.object({
  schema,
  record: bytes,
  era: whole,
  /** The relay's code when it will never take it. */
  refused: v.exactOptional(v.string()),
  /** Its sequence in the relay's log of that era, once seen there. */
  place: v.exactOptional(whole),
})
export type StoredEnvelope = v.InferOutput<typeof storedEnvelope>

/** A lease that the relay refuses for good from this counter on. */
export const storedRefused = v.object({ schema, device: v.string(), nonce: v.string(), from: whole })

/** A value of ours that no envelope of the document holds: the relay refused the one that did (D14). */
export const storedKept = v.object({ schema, root: v.string(), key: v.string(), value: v.unknown(), code: v.string() })
export const storedCheckpoint = v.object({ schema, record: bytes })
/** What a document held when it was found to disagree, to be looked at or exported (CK7). */
export const storedDisplaced = v.object({ schema, content: bytes, at: whole, why: v.string() })

export const storedCertificate = v.object({ schema, record: bytes, era: whole })

export const storedHeld = v.object({
  schema,
  record: bytes,
  device: v.string(),
  nonce: v.string(),
  counter: whole,
  era: whole,
  /** As an envelope's. */
  place: v.exactOptional(whole),
})

export const storedSnapshot = v.object({
  schema,
  content: bytes,
  /** Arrival number of the last envelope inside. */
  through: whole,
  leases: v.array(
    v.object({
      device: v.string(),
      nonce: v.string(),
      peer: v.string(),
      hashes: bytes,
      arrivals: wholes,
      ends: wholes,
      places: v.exactOptional(wholes),
      by: v.exactOptional(v.string()),
    }),
  ),
  /** Arrival numbers of envelopes inside that the relay was not known to have, in this era. */
  waiting: wholes,
  era: v.exactOptional(whole),
})

const UNSENT = 'unsent.'

/** Documents of a space that have something which its relay is not known to have. */
export async function unsentDocuments(store: Store, space: SpaceId): Promise<readonly DocumentId[]> {
  const prefix = `${UNSENT}${space}.`
  return (await store.list('settings', prefix)).map(({ key }) => key.slice(prefix.length) as DocumentId)
}

/** The store's keys of one document. */
export class Layout {
  readonly #base: string

  constructor(space: SpaceId, document: DocumentId) {
    this.#base = `${space}.${document}`
  }

  get snapshot(): string {
    return `${this.#base}.snapshot`
  }

  get cursor(): string {
    return `${this.#base}.cursor`
  }

  /** There while the relay lacks something of this document. In a table of small values, since it is listed. */
  get unsent(): string {
    return `${UNSENT}${this.#base}`
  }

  /** Checkpoints by which something came that we do not have as envelopes. */
  get checkpoints(): string {
    return `${this.#base}.k.`
  }

  get displaced(): string {
    return `${this.#base}.displaced.`
  }

  get envelopes(): string {
    return `${this.#base}.e.`
  }

  get certificates(): string {
    return `${this.#base}.c.`
  }

  get held(): string {
    return `${this.#base}.h.`
  }

  get refusedLeases(): string {
    return `${this.#base}.refused.`
  }

  refusedLease(device: string, nonce: string): string {
    return `${this.refusedLeases}${device}.${nonce}`
  }

  get keptPlaces(): string {
    return `${this.#base}.kept.`
  }

  kept(root: string, key: string): string {
    return `${this.keptPlaces}${root}.${key}`
  }

  envelope(arrival: number): string {
    return `${this.envelopes}${String(arrival).padStart(12, '0')}`
  }

  put(kind: 'e' | 'c' | 'h', key: string | number, value: unknown): StoreChange {
    const name = typeof key === 'number' ? this.envelope(key) : `${this.#base}.${kind}.${key}`
    return { table: 'envelopes', key: name, value }
  }
}
