import { MAX_LANDMARKS } from '../domain/annotation.ts'
import { fromBase64Url } from '../kit/bytes.ts'
import { KeyTable, pentagram } from './key-table.ts'
import type { Landmark } from './landmarks.ts'
import type { TextModel, Version } from './model.ts'
import type { PageTokens } from './tokens.ts'
import { GRAM } from './version.ts'

/** Versions that one call reads; targets of further ones do without. A page's document holds some tens. */
export const MOST_VERSIONS = 64
/** A landmark that stands on the page more often than this says nothing. */
const MOST_PLACES = 4
const TOKENS_PER_STEP = 1 << 15
/** Characters of base64url in which the landmarks fit. */
const MOST_CHARS = Math.ceil((MAX_LANDMARKS * 8 * 4) / 3)

interface Marked {
  readonly hash: number
  readonly offset: number
}

/** The stored landmarks; none where they are not what they should be: they come from others. */
export function landmarksOf({ length, landmarks }: Version): Marked[] {
  if (landmarks.length > MOST_CHARS) return []
  let bytes: Uint8Array
  try {
    bytes = fromBase64Url(landmarks)
  } catch {
    return []
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const marked: Marked[] = []
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const offset = view.getUint32(at + 4, true)
    if (offset > length || offset <= (marked.at(-1)?.offset ?? -1)) return []
    marked.push({ hash: view.getInt32(at, true), offset })
  }
  return marked
}

/** What of a version is on the page. */
export interface Kept {
  /** How many landmarks the version has. */
  readonly known: number
  /** How many of them are on the page. */
  readonly found: number
  readonly landmarks: readonly Landmark[]
}

const caches = new WeakMap<TextModel, Map<string, Kept>>()

function cacheOf(model: TextModel): Map<string, Kept> {
  const known = caches.get(model)
  if (known && known.size < 4 * MOST_VERSIONS) return known
  const fresh = new Map<string, Kept>()
  caches.set(model, fresh)
  return fresh
}

/** Page tokens at which each key stands, the first few. */
function* placesOf(page: PageTokens, table: KeyTable): Generator<void, (at: number) => readonly number[]> {
  const places = new Int32Array(table.size * (MOST_PLACES + 1))
  const counts = new Uint8Array(table.size)
  for (let at = 0; at + GRAM <= page.count; at++) {
    const slot = table.find(pentagram(page.hash, at))
    if (slot >= 0 && (counts[slot] as number) <= MOST_PLACES)
      places[slot * (MOST_PLACES + 1) + (counts[slot] as number)++] = at
    if (at % TOKENS_PER_STEP === TOKENS_PER_STEP - 1) yield
  }
  return (slot) => {
    const count = counts[slot] as number
    const from = slot * (MOST_PLACES + 1)
    return count > MOST_PLACES ? [] : Array.from(places.subarray(from, from + count))
  }
}

/** Looks for the landmarks of all versions in one pass over the page; what was looked for before on this model is remembered. */
export function* matchVersions(
  model: TextModel,
  page: PageTokens,
  versions: Iterable<Version>,
): Generator<void, (version: Version | undefined) => Kept | undefined> {
  const cache = cacheOf(model)
  const sought = new Map<string, readonly Marked[]>()
  for (const version of versions) {
    if (sought.size === MOST_VERSIONS) break
    if (!cache.has(version.landmarks) && !sought.has(version.landmarks)) {
      sought.set(version.landmarks, landmarksOf(version))
      yield
    }
  }
  if (sought.size > 0) {
    const table = new KeyTable(sought.size * MAX_LANDMARKS)
    for (const marked of sought.values()) for (const { hash } of marked) table.add(hash)
    const places = yield* placesOf(page, table)
    for (const [name, marked] of sought) {
      const landmarks = marked.flatMap(({ hash, offset }) =>
        places(table.find(hash)).map((at): Landmark => ({ before: offset, now: page.start[at] as number })),
      )
      const found = new Set(landmarks.map(({ before }) => before)).size
      cache.set(name, { known: marked.length, found, landmarks })
      yield
    }
  }
  return (version) => (version ? cache.get(version.landmarks) : undefined)
}
