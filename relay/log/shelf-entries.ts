import type { SpaceId } from '../../shared/domain/ids.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { Entries, KeptInvite, KeptKnock } from './log.ts'
import type { Shelf } from './shelf.ts'

const unlessOver = <Kept extends { readonly expires: number }>(kept: Kept | undefined, now: number) =>
  kept !== undefined && kept.expires > now ? kept : undefined

/** What is left of an invite that was taken back: its id, its device, its end. */
const isErased = ({ record }: KeptInvite): boolean => record.length === 0

/** Invites and knocks over a shelf in this process. */
export class ShelfEntries implements Entries {
  readonly #shelf: () => Shelf

  /** @param shelf throws once the log is closed */
  constructor(shelf: () => Shelf) {
    this.#shelf = shelf
  }

  async putInvite(
    space: SpaceId,
    id: string,
    invite: KeptInvite,
    now: number,
    most: number,
  ): Promise<'kept' | 'taken' | 'revoked' | 'over-quota'> {
    const shelf = this.#shelf()
    shelf.sweep(space, now)
    const there = shelf.invite(space, id)
    if (there !== undefined && there.by !== invite.by) return 'taken'
    if (there !== undefined && isErased(there)) return 'revoked'
    if (there === undefined && shelf.countInvites(space) >= most) return 'over-quota'
    shelf.putInvite(space, id, invite)
    return 'kept'
  }

  async invite(space: SpaceId, id: string, now: number): Promise<KeptInvite | undefined> {
    const found = unlessOver(this.#shelf().invite(space, id), now)
    return found && isErased(found) ? undefined : found
  }

  async dropInvite(space: SpaceId, id: string): Promise<void> {
    this.#shelf().dropInvite(space, id)
  }

  async putKnock(
    space: SpaceId,
    knock: KeptKnock,
    now: number,
    most: number,
  ): Promise<'kept' | 'known' | 'over-quota'> {
    const shelf = this.#shelf()
    shelf.sweep(space, now)
    if (shelf.knock(space, knock.id) !== undefined) return 'known'
    if (shelf.knocks(space).length >= most) return 'over-quota'
    shelf.putKnock(space, knock)
    return 'kept'
  }

  async knocks(space: SpaceId, now: number): Promise<readonly KeptKnock[]> {
    return this.#shelf()
      .knocks(space)
      .filter((knock) => knock.answer === undefined && knock.expires > now)
  }

  async knock(space: SpaceId, id: string, now: number): Promise<KeptKnock | undefined> {
    return unlessOver(this.#shelf().knock(space, id), now)
  }

  async answerKnock(space: SpaceId, id: string, answer: Bytes): Promise<void> {
    const shelf = this.#shelf()
    if (shelf.knock(space, id)?.answer === undefined) shelf.answerKnock(space, id, answer)
  }

  async dropKnock(space: SpaceId, id: string): Promise<void> {
    this.#shelf().dropKnock(space, id)
  }
}
