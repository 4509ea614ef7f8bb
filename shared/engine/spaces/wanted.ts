import * as v from 'valibot'
import { isId, type MemberId, type SpaceId } from '../../domain/ids.ts'
import type { MemberWish as Wish } from '../parts.ts'
import type { Store } from '../ports.ts'
import { WANTED } from './stored.ts'

/** What an admin asked for and the relay has not taken yet. */
const WISHES = ['remove', 'admin', 'writer', 'reader'] as const satisfies readonly Wish[]

const storedWanted = v.object({
  schema: v.literal(1),
  wishes: v.array(
    v.object({
      member: v.custom<MemberId>((value) => typeof value === 'string' && isId(value)),
      wish: v.picklist(WISHES),
    }),
  ),
})

/** S13: wishes about members, one for each, kept in the store until they are done. */
export class Wanted {
  readonly #store: Store
  readonly #key: string
  readonly #wishes: Map<MemberId, Wish>

  private constructor(store: Store, key: string, wishes: Map<MemberId, Wish>) {
    this.#store = store
    this.#key = key
    this.#wishes = wishes
  }

  static async open(store: Store, space: SpaceId): Promise<Wanted> {
    const key = WANTED + space
    // What a newer version wanted is left to it.
    const found = v.safeParse(storedWanted, await store.get('spaces', key))
    const wishes = found.success ? found.output.wishes : []
    return new Wanted(store, key, new Map(wishes.map(({ member, wish }) => [member, wish])))
  }

  get all(): ReadonlyMap<MemberId, Wish> {
    return this.#wishes
  }

  /** Resolves when it is stored. @param wish undefined: done, or not wanted any more */
  async put(member: MemberId, wish: Wish | undefined): Promise<void> {
    const next = new Map(this.#wishes)
    if (wish === undefined) next.delete(member)
    else next.set(member, wish)
    const wishes = [...next].map(([who, what]) => ({ member: who, wish: what }))
    const value = wishes.length === 0 ? undefined : { schema: 1, wishes }
    await this.#store.write([{ table: 'spaces', key: this.#key, value }])
    this.#wishes.clear()
    for (const [who, what] of next) this.#wishes.set(who, what)
  }
}
