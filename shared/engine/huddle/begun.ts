import type { HuddleId } from '../../domain/huddle.ts'
import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import type { Clock } from '../ports.ts'
import { fullWords, huddlesIn, type Standing } from './standing.ts'
import type { Wish } from './wish.ts'

/** Two who start within this, on one page, meant the same huddle. Milliseconds. */
export const SAME_START_MS = 10_000

/** Which huddles have just begun: by our own clock, since presence's times are other people's. */
export class Begun {
  readonly #clock: Clock
  readonly #spaces: Pick<Spaces, 'changed' | 'list' | 'get'>
  readonly #seen = new Map<HuddleId, number>()
  readonly #ended = new AbortController()
  #round = new AbortController()

  constructor(clock: Clock, spaces: Pick<Spaces, 'changed' | 'list' | 'get'>) {
    this.#clock = clock
    this.#spaces = spaces
    this.#listen()
    spaces.changed.listen(() => this.#listen(), this.#ended.signal)
  }

  #listen(): void {
    this.#round.abort()
    this.#round = new AbortController()
    for (const { carriage } of this.#spaces.list())
      carriage.presentChanged.listen(() => this.#look(), this.#round.signal)
    this.#look()
  }

  /** Forgets what is over: as many are remembered as presence shows. */
  #look(): void {
    const present = this.#spaces.list().flatMap(({ carriage }) => carriage.present())
    const on = new Set(present.flatMap(({ huddle }) => (huddle ? [huddle.id] : [])))
    for (const id of this.#seen.keys()) if (!on.has(id)) this.#seen.delete(id)
    for (const id of on) if (!this.#seen.has(id)) this.#seen.set(id, this.#clock.now())
  }

  /**
   * Two who press "Start" at the same moment meet: of a wish for a new talk, the wish for one that rings us from this space, or that has
   * just begun with somebody in it who looks at the same page. Any other wish as it is.
   * @param ring what rings us, if anything
   */
  meeting(wish: Wish, ring: Ring | undefined): Wish {
    const space = this.#spaces.get(wish.space)
    if (!space || wish.huddle !== undefined || wish.apart || wish.kind !== 'talk') return wish
    const same = this.#sameAs(space, wish.at, ring)
    return same ? { ...wish, huddle: same.id, rung: { ring: [] }, at: same.at } : wish
  }

  #sameAs(space: OpenSpace, page: DocumentId | undefined, ring: Ring | undefined): Standing | undefined {
    const open = huddlesIn(space, undefined).filter((one) => one.kind === 'talk' && fullWords(one) === undefined)
    const rings = open.find(({ id }) => ring?.huddle === id && ring.space === space.self.space)
    if (rings || page === undefined) return rings
    const here = new Set(space.carriage.present().flatMap((one) => (one.page === page ? [one.device] : [])))
    return open.find(({ id, people }) => this.#isNew(id) && people.some(({ device }) => here.has(device)))
  }

  #isNew(id: HuddleId): boolean {
    const age = this.#clock.now() - (this.#seen.get(id) ?? Number.NEGATIVE_INFINITY)
    return age >= 0 && age < SAME_START_MS
  }

  close(): void {
    this.#ended.abort()
    this.#round.abort()
  }
}

interface Ring {
  readonly huddle: HuddleId
  readonly space: SpaceId
}
