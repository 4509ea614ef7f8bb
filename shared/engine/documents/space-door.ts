import { isId, type MemberId } from '../../domain/ids.ts'
import type { ListedInvite } from '../at-the-door.ts'
import type { Root } from './content.ts'
import { Shelf } from './shelf.ts'
import { type Claim, claimValue, type ListedValue, listedValue, type Revoked, revokedValue } from './values.ts'

const isMember = (key: string): key is MemberId => isId(key)
/** `<member>.<record's id>`. */
type InviteKey = `${MemberId}.${string}`
const isInvite = (key: string): key is InviteKey => /^[0-9a-f]{32}\.[0-9a-f]{32}$/.test(key)
const memberOf = (key: InviteKey): MemberId => key.slice(0, 32) as MemberId
const idOf = (key: InviteKey): string => key.slice(33)

/** So many of one member are listed: a list that a person can look through, whoever fills it. */
const MOST_OF_ONE = 100

export const DOOR_ROOTS = ['claims', 'invites', 'revoked'] as const satisfies readonly Root[]
export type DoorRoot = (typeof DOOR_ROOTS)[number]

/** The ways into a space, as its document tells of them: open invites, those taken back, and who came by one for an admin. */
export class SpaceDoor {
  readonly #claims = new Shelf<MemberId, Claim>(claimValue, isMember)
  readonly #invites = new Shelf<InviteKey, ListedValue>(listedValue, isInvite)
  readonly #revoked = new Shelf<InviteKey, Revoked>(revokedValue, isInvite)
  readonly #isAdmin: (member: MemberId) => boolean

  constructor(isAdmin: (member: MemberId) => boolean) {
    this.#isAdmin = isAdmin
  }

  place(root: DoorRoot, key: string, value: unknown, writer: MemberId | undefined): void {
    const shelf = { claims: this.#claims, invites: this.#invites, revoked: this.#revoked }[root]
    shelf.place(key, value, writer)
  }

  get skipped(): number {
    return this.#claims.skipped + this.#invites.skipped + this.#revoked.skipped
  }

  /** W12: a claim counts as its own member wrote it. */
  claims(): ReadonlyMap<MemberId, Claim> {
    const own = [...this.#claims.values.values()].filter(({ id, writer }) => id === writer)
    return new Map(own.map(({ id, value }) => [id, value]))
  }

  /** W26: as its maker wrote it; one for an admin while the maker is one. */
  invites(): readonly ListedInvite[] {
    const counts = new Map<MemberId, number>()
    return [...this.#invites.values.values()].flatMap(({ id: key, value, writer }) => {
      const [by, id] = [memberOf(key), idOf(key)]
      const { v: _, ...rest } = value
      if (writer !== by || (value.role === 'admin' && !this.#isAdmin(by)) || this.isRevoked(by, id)) return []
      const count = (counts.get(by) ?? 0) + 1
      counts.set(by, count)
      return count > MOST_OF_ONE ? [] : [{ id, by, ...rest }]
    })
  }

  /** W26: by the maker's word, or an admin's, as each wrote it. */
  isRevoked(by: MemberId, id: string): boolean {
    return [...this.#revoked.values.values()].some(
      ({ id: key, writer }) => idOf(key) === id && memberOf(key) === writer && (writer === by || this.#isAdmin(writer)),
    )
  }
}
