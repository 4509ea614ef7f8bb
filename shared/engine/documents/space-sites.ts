import type { MemberId } from '../../domain/ids.ts'
import { isAlias, MAX_ALIASES, type SiteAlias, type SiteAliases, siteOf } from '../../domain/site-alias.ts'
import { Shelf } from './shelf.ts'
import { aliasValue, BadValue, checked } from './values.ts'

const isSite = (key: string): key is string => {
  const site = siteOf(key)
  return site.ok && site.value === key
}

/** Which sites are another's, as admins declare. */
export class SpaceSites {
  readonly #sites = new Shelf<string, SiteAlias>(aliasValue, isSite)
  readonly #isAdmin: (member: MemberId) => boolean
  /** Found when it is asked for, until an alias changes. */
  #aliases: SiteAliases | undefined

  constructor(isAdmin: (member: MemberId) => boolean) {
    this.#isAdmin = isAdmin
  }

  place(key: string, value: unknown, writer: MemberId | undefined): void {
    this.#aliases = undefined
    this.#sites.place(key, value, writer)
  }

  adminsChanged(): void {
    this.#aliases = undefined
  }

  get skipped(): number {
    return this.#sites.skipped
  }

  /** W6, W8: only an admin's word counts, and the first in the order of their names: the same ones for everybody. */
  aliases(): SiteAliases {
    this.#aliases ??= new Map(
      [...this.#sites.values.values()]
        .filter(({ id, value, writer }) => !value.undone && this.#isAdmin(writer) && isAlias(id, value.to))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, MAX_ALIASES)
        .map(({ id, value }) => [id, value.to]),
    )
    return this.#aliases
  }

  /** What is to be written: undefined where there is nothing to take back. @throws BadValue when W6 forbids it */
  alias(from: string, to: string | undefined): SiteAlias | undefined {
    if (to !== undefined && !isAlias(from, to)) throw new BadValue('to: does not lead to another site')
    const before = this.#sites.values.get(from)?.value.to
    if (to !== undefined) return checked(aliasValue, { v: 1, to })
    return before === undefined ? undefined : checked(aliasValue, { v: 1, to: before, undone: true })
  }
}
