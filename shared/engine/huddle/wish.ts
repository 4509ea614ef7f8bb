import type { HuddleId, HuddleKind } from '../../domain/huddle.ts'
import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { Clock } from '../ports.ts'
import type { Rung } from './whom.ts'

/** A window opens within a second; one that needs longer than this was closed, or kept from opening. Milliseconds. */
export const WISH_LIFE_MS = 30_000
/** The same press again within this is the hand that clicked twice. Milliseconds. */
export const SAME_PRESS_MS = 1_500

/** The huddle that somebody pressed for, until the window that it opens takes it. */
export interface Wish {
  readonly space: SpaceId
  /** Undefined: a new one. */
  readonly huddle: HuddleId | undefined
  readonly kind: HuddleKind
  readonly rung: Rung
  /** The page it is started on. */
  readonly at: DocumentId | undefined
  /** A huddle of its own, whatever others have just begun. */
  readonly apart?: true
}

/** Entered by the window itself, or asked for elsewhere. */
export type Entry = Pick<Wish, 'huddle' | 'kind' | 'at'> & Partial<Pick<Wish, 'rung'>>

/** A window that is reloaded comes back within this; others do not see it go. Milliseconds. */
export const GRACE_MS = 2_000

/** One wish, the newest. It is taken once, and forgotten when nobody comes for it. */
export class WishPlace {
  readonly #clock: Clock
  #wish: Wish | undefined
  #made = 0
  #pressed = { what: '', at: 0 }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  put(wish: Wish): void {
    this.#wish = wish
    this.#made = this.#clock.now()
  }

  /** Nobody has taken it yet. */
  get waits(): boolean {
    return this.#wish !== undefined
  }

  /** A press: whether it is the one of a moment ago once more. A clock that was set back forgets that one. */
  again(wish: Wish): boolean {
    const before = this.#pressed
    this.#pressed = { what: JSON.stringify(wish), at: this.#clock.now() }
    const age = this.#pressed.at - before.at
    return age >= 0 && age < SAME_PRESS_MS && before.what === this.#pressed.what
  }

  /** @param life how old it may be, milliseconds: an open window that asks the person waits as long as they do */
  take(life = WISH_LIFE_MS): Wish | undefined {
    const age = Math.max(0, this.#clock.now() - this.#made)
    const wish = age < life ? this.#wish : undefined
    this.#wish = undefined
    return wish
  }
}
