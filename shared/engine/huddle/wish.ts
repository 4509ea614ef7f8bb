import type { HuddleId, HuddleKind } from '../../domain/huddle.ts'
import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Clock } from '../ports.ts'
import type { Rung } from './whom.ts'

/** A window opens within a second; one that needs longer than this was closed, or kept from opening. Milliseconds. */
export const WISH_LIFE_MS = 30_000

/** The huddle that somebody pressed for, until the window that it opens takes it. */
export interface Wish {
  readonly space: SpaceId
  /** Undefined: a new one. */
  readonly huddle: HuddleId | undefined
  readonly kind: HuddleKind
  readonly rung: Rung
  /** The page it is started on. */
  readonly at: DocumentId | undefined
}

/** One wish, the newest. It is taken once, and forgotten when nobody comes for it. */
export class WishPlace {
  readonly #clock: Clock
  #wish: Wish | undefined
  #made = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  put(wish: Wish): void {
    this.#wish = wish
    this.#made = this.#clock.now()
  }

  /** @param life how old it may be, milliseconds: an open window that asks the person waits as long as they do */
  take(life = WISH_LIFE_MS): Wish | undefined {
    const age = Math.max(0, this.#clock.now() - this.#made)
    const wish = age < life ? this.#wish : undefined
    this.#wish = undefined
    return wish
  }
}
