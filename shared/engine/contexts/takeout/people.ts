import type { MemberId } from '../../../domain/ids.ts'
import { cleanName } from '../../../domain/member.ts'
import type { OpenSpace } from '../../parts.ts'
import { cardOf } from '../people.ts'

/** What people are called in one file: by their names, or numbered in the order in which they come up. */
export class Called {
  readonly #space: OpenSpace
  readonly #numbers: Map<string, string> | undefined

  constructor(space: OpenSpace, names: boolean) {
    this.#space = space
    this.#numbers = names ? undefined : new Map()
  }

  get nameless(): boolean {
    return this.#numbers !== undefined
  }

  member(id: MemberId): string {
    return this.#numbers ? this.#numbered(id) : cardOf(this.#space, id).name
  }

  /** Somebody who is no member, by the name that an imported file had: the same name is taken for the same person. */
  other(name: string): string {
    const clean = cleanName(name)
    return clean === '' || !this.#numbers ? clean : this.#numbered(`by ${clean}`)
  }

  #numbered(key: string): string {
    const number = this.#numbers?.get(key) ?? `Person ${(this.#numbers?.size ?? 0) + 1}`
    this.#numbers?.set(key, number)
    return number
  }
}
