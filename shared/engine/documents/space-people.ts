import { isId, type MemberId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { MAX_SECOND_SELVES, type Mute, type SaidRole, type SecondSelf, toldApart } from '../../domain/people.ts'
import type { Root } from './content.ts'
import { Shelf } from './shelf.ts'
import { BadValue, memberValue, muteValue, saidRoleValue, secondSelfValue } from './values.ts'

const isMember = (key: string): key is MemberId => isId(key)

export const PEOPLE_ROOTS = ['members', 'mutes', 'selves', 'roles'] as const satisfies readonly Root[]
export type PeopleRoot = (typeof PEOPLE_ROOTS)[number]

/** The people of a space as its document tells of them: their cards, and what admins say of them. */
export class SpacePeople {
  readonly #cards = new Shelf<MemberId, MemberCard>(memberValue, isMember)
  readonly #mutes = new Shelf<MemberId, Mute>(muteValue, isMember)
  readonly #selves = new Shelf<MemberId, SecondSelf>(secondSelfValue, isMember)
  readonly #roles = new Shelf<MemberId, SaidRole>(saidRoleValue, isMember)
  readonly #members = new Map<MemberId, MemberCard>()
  readonly #readers = new Map<MemberId, MemberCard>()
  readonly #isAdmin: (member: MemberId) => boolean
  /** Found when they are asked for, until somebody changes. */
  #shown: ReadonlyMap<MemberId, MemberCard> | undefined
  #second: ReadonlyMap<MemberId, MemberId> | undefined

  constructor(isAdmin: (member: MemberId) => boolean) {
    this.#isAdmin = isAdmin
  }

  /** A card that a reader signed and another wrote down (W11); one that the member wrote goes before it. */
  putReader(member: MemberId, card: MemberCard | undefined): void {
    this.#shown = undefined
    if (card) this.#readers.set(member, card)
    else this.#readers.delete(member)
  }

  /** What counts by an admin's word is found anew. */
  adminsChanged(): void {
    this.#shown = undefined
    this.#second = undefined
  }

  place(root: PeopleRoot, key: string, value: unknown, writer: MemberId | undefined): void {
    this.#shown = undefined
    this.#second = undefined
    const member = this.#shelf(root).place(key, value, writer)
    if (root !== 'members' || member === undefined) return
    // W3: a card counts only when the member wrote it; one that somebody else wrote over theirs is not shown.
    const card = this.#cards.values.get(member)
    if (card && card.writer === member) this.#members.set(member, card.value)
    else this.#members.delete(member)
  }

  #shelf(root: PeopleRoot): Pick<Shelf<MemberId, unknown>, 'place' | 'skipped'> {
    return { members: this.#cards, mutes: this.#mutes, selves: this.#selves, roles: this.#roles }[root]
  }

  get skipped(): number {
    return PEOPLE_ROOTS.reduce((sum, root) => sum + this.#shelf(root).skipped, 0)
  }

  members(): ReadonlyMap<MemberId, MemberCard> {
    return this.#readers.size === 0 ? this.#members : new Map([...this.#readers, ...this.#members])
  }

  /** W23: an admin's word only, the first in the order of their ids, and none that leads to somebody who is a second self too. */
  secondSelves(): ReadonlyMap<MemberId, MemberId> {
    this.#second ??= this.#standing()
    return this.#second
  }

  #standing(): ReadonlyMap<MemberId, MemberId> {
    const said = [...this.#selves.values.values()]
      .filter(({ id, value, writer }) => !value.undone && value.as !== id && this.#isAdmin(writer))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, MAX_SECOND_SELVES)
    const second = new Set(said.map(({ id }) => id))
    return new Map(said.filter(({ value }) => !second.has(value.as)).map(({ id, value }) => [id, value.as]))
  }

  shown(): ReadonlyMap<MemberId, MemberCard> {
    this.#shown ??= this.#findShown()
    return this.#shown
  }

  #findShown(): ReadonlyMap<MemberId, MemberCard> {
    const [second, members] = [this.secondSelves(), this.members()]
    // Whose second self has not shown a card yet goes by its own name.
    const isSecond = (member: MemberId): boolean => members.has(second.get(member) ?? member) && second.has(member)
    const shown = toldApart(new Map([...members].filter(([member]) => !isSecond(member))))
    for (const [member, as] of second) {
      const card = shown.get(as)
      if (card) shown.set(member, card)
    }
    return shown
  }

  /** What may be put under a member's key. @throws BadValue when W23 forbids it */
  secondSelf(member: MemberId, as: MemberId | undefined): SecondSelf | undefined {
    const before = this.#selves.values.get(member)?.value.as
    if (as === undefined) return before === undefined ? undefined : { v: 1, as: before, undone: true }
    const second = this.secondSelves()
    if (as === member || second.has(as)) throw new BadValue('as: leads to a second self')
    if ([...second.values()].includes(member)) throw new BadValue('as: others are this one’s second selves')
    if (second.size >= MAX_SECOND_SELVES) throw new BadValue('selves: too many')
    return { v: 1, as }
  }

  /** W25: an admin's word only. */
  roles(): ReadonlyMap<MemberId, SaidRole['role']> {
    const said = [...this.#roles.values.values()].filter(({ value, writer }) => !value.undone && this.#isAdmin(writer))
    return new Map(said.map(({ id, value }) => [id, value.role]))
  }

  /** W22. */
  mutedSince(member: MemberId): { readonly since: number; readonly by: MemberId } | undefined {
    const as = this.secondSelves().get(member)
    const said = [member, ...(as === undefined ? [] : [as])].flatMap((one) => {
      const mute = this.#mutes.values.get(one)
      return mute?.value.on && this.#isAdmin(mute.writer) ? { since: mute.value.since, by: mute.writer } : []
    })
    return said.sort((a, b) => a.since - b.since)[0]
  }
}
