/** What a person likes, kept from huddle to huddle; and what this window was doing, kept over a reload of it. */
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import { isId, type MemberId, type SpaceId } from '../../../shared/domain/ids.ts'

export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface Tastes {
  /** On or off as last time. */
  readonly microphoneOn: boolean
  /** Device ids of the browser; empty: its default. */
  readonly microphone: string
  readonly camera: string
  readonly speaker: string
  readonly noiseSuppression: boolean
  readonly blur: boolean
  readonly lowData: boolean
  /** Per member, 0 to 2; 1 is left out. */
  readonly volumes: Readonly<Record<MemberId, number>>
}

/** What the window was doing before it was reloaded. */
export interface Interrupted {
  readonly back: { readonly space: SpaceId; readonly huddle: HuddleId } | undefined
  readonly muted: boolean
  readonly camera: boolean
  /** There was no microphone, or the person refused one: do not ask again by ourselves. */
  readonly listening: boolean
}

const TASTES = 'huddle-tastes'
const INTERRUPTED = 'huddle-interrupted'
/** Device ids are about 64 letters. */
const MAX_DEVICE = 200
const MAX_VOLUMES = 200
/** A browser that restores its windows days later must not walk into a huddle with the microphone on. Milliseconds. */
const INTERRUPTED_FOR_MS = 2 * 60_000

type Fields = Readonly<Record<string, unknown>>

/** What stands on the shelf may be of another version, or damaged: nothing of it is believed. */
function read(shelf: Shelf, key: string): Fields {
  try {
    const value: unknown = JSON.parse(shelf.getItem(key) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Fields) : {}
  } catch {
    return {}
  }
}

function write(shelf: Shelf, key: string, value: object): void {
  try {
    shelf.setItem(key, JSON.stringify(value))
  } catch {
    // A full or forbidden shelf costs a taste, never the call.
  }
}

const flag = (value: unknown, otherwise: boolean): boolean => (typeof value === 'boolean' ? value : otherwise)
const device = (value: unknown): string => (typeof value === 'string' && value.length <= MAX_DEVICE ? value : '')

function volumes(value: unknown): Record<MemberId, number> {
  if (typeof value !== 'object' || value === null) return {}
  const good = Object.entries(value).filter(
    ([member, volume]) => isId(member) && typeof volume === 'number' && volume >= 0 && volume <= 2,
  )
  return Object.fromEntries(good.slice(-MAX_VOLUMES))
}

export function readTastes(shelf: Shelf): Tastes {
  const kept = read(shelf, TASTES)
  return {
    microphoneOn: flag(kept['microphoneOn'], true),
    microphone: device(kept['microphone']),
    camera: device(kept['camera']),
    speaker: device(kept['speaker']),
    noiseSuppression: flag(kept['noiseSuppression'], true),
    blur: flag(kept['blur'], false),
    lowData: flag(kept['lowData'], false),
    volumes: volumes(kept['volumes']),
  }
}

/** @returns the tastes as they are now. */
export function keepTastes(shelf: Shelf, change: Partial<Tastes>): Tastes {
  const tastes = { ...readTastes(shelf), ...change }
  write(shelf, TASTES, tastes)
  return tastes
}

/** Undefined: nothing was interrupted, or too long ago. @param now milliseconds since 1970 */
export function readInterrupted(shelf: Shelf, now = Date.now()): Interrupted | undefined {
  const kept = read(shelf, INTERRUPTED)
  const at = typeof kept['at'] === 'number' ? kept['at'] : 0
  if (typeof kept['muted'] !== 'boolean' || Math.abs(now - at) > INTERRUPTED_FOR_MS) return undefined
  const { space, huddle } = (kept['back'] ?? {}) as Fields
  const known = typeof space === 'string' && typeof huddle === 'string' && isId(space) && isId(huddle)
  return {
    back: known ? { space: space as SpaceId, huddle: huddle as HuddleId } : undefined,
    muted: kept['muted'],
    camera: flag(kept['camera'], false),
    listening: flag(kept['listening'], false),
  }
}

/** Undefined: there is nothing to come back to. */
export function keepInterrupted(shelf: Shelf, doing: Interrupted | undefined, now = Date.now()): void {
  if (doing) write(shelf, INTERRUPTED, { ...doing, at: now })
  else shelf.removeItem(INTERRUPTED)
}
