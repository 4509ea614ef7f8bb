import { MAX_INVITE_LIFE_MS } from '../../protocol/limits.ts'
import type { ListedInvite, OpenInvite, SpaceInvites } from '../at-the-door.ts'
import type { SpaceDocument } from '../document-parts.ts'
import type { Clock } from '../ports.ts'
import { isVoid, type OwnInvites } from './own-invites.ts'
import { SpaceRefusal } from './refusal.ts'
import type { Self } from './self.ts'

/** How far its maker's clock may be ahead of ours. */
const SLACK_MS = 24 * 3_600_000

interface Parts {
  readonly self: Self
  readonly document: SpaceDocument
}

/** S18: the open invites that we may take back: those made here, on our other devices, and, as an admin, everybody's. */
export class OpenInvites implements SpaceInvites {
  readonly #clock: Pick<Clock, 'now'>
  readonly #parts: Parts
  readonly #own: OwnInvites

  constructor(clock: Pick<Clock, 'now'>, parts: Parts, own: OwnInvites) {
    this.#clock = clock
    this.#parts = parts
    this.#own = own
  }

  list(): readonly OpenInvite[] {
    const elsewhere = this.#elsewhere().map(({ epoch: _, ...listed }) => ({ ...listed, here: false, waiting: false }))
    return [...this.#own.list(), ...elsewhere].sort((a, b) => a.expires - b.expires)
  }

  #elsewhere(): readonly ListedInvite[] {
    const { self, document } = this.#parts
    const now = this.#clock.now()
    return document
      .invites()
      .filter(({ id, by }) => !this.#own.has(id) && (by === self.member ? self.mayWrite : self.role === 'admin'))
      .filter((one) => one.expires > now && one.expires <= now + MAX_INVITE_LIFE_MS + SLACK_MS && !isVoid(self, one))
  }

  async revoke(id: string): Promise<void> {
    if (this.#own.has(id)) return this.#own.revoke(id)
    const listed = this.#elsewhere().find((one) => one.id === id)
    if (listed) return this.#own.takeBack(listed)
    if (this.#parts.document.invites().some((one) => one.id === id))
      throw new SpaceRefusal('Only who made an invite, and admins of the space, can revoke it.')
  }
}
