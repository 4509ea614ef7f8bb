import type { SpaceId } from '../../domain/ids.ts'
import type { Member } from '../../envelope/party.ts'
import type { Deletion } from '../../protocol/deletion.ts'
import type { Closed } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { deleteAtRelay, deletedBy, erase, forgetSpace } from './ending.ts'
import type { Joins } from './joins.ts'
import type { LiveSpace } from './open-space.ts'
import { SpaceRefusal } from './refusal.ts'
import { JOINED, PENDING, type StoredSpace } from './stored.ts'

/** What ending a space asks of the list of spaces. */
export interface EndingHost {
  get(space: SpaceId): LiveSpace | undefined
  /** Opens it anew in its place in the list. */
  reopen(stored: StoredSpace): Promise<void>
  readonly joins: Pick<Joins, 'drop'>
  /** It is in the list no more, neither joined, nor waiting (as whoever was out may, too), nor unreadable. False: it was not there. */
  drop(space: SpaceId): boolean
  changed(): void
}

/** How spaces end: left, forgotten, deleted. One at a time. */
export class Endings {
  readonly #ports: Pick<EnginePorts, 'clock' | 'relay' | 'store'>
  readonly #member: Member
  readonly #host: EndingHost

  constructor(ports: Pick<EnginePorts, 'clock' | 'relay' | 'store'>, member: Member, host: EndingHost) {
    this.#ports = ports
    this.#member = member
    this.#host = host
  }

  /** S20. */
  async leave(space: SpaceId): Promise<void> {
    await this.#end(this.#going(space), { how: 'left' })
  }

  /** S21: also of one that is still waiting for its relay, or cannot be read. */
  async forget(space: SpaceId): Promise<void> {
    const live = this.#host.get(space)
    if (live?.private) throw new SpaceRefusal('Your private space is yours alone: it cannot be left.')
    const gone = () => {
      this.#host.drop(space)
      this.#host.changed()
    }
    if (live) return forgetSpace(this.#ports.store, live, gone)
    if (!this.#host.drop(space)) throw new SpaceRefusal('You are not in this space.')
    await erase(this.#ports.store, space)
    this.#host.changed()
  }

  /** S3: the invite is not waited for any more. A copy from before stays as it is. */
  async giveUp(space: SpaceId): Promise<void> {
    if (!this.#host.joins.drop(space)) throw new SpaceRefusal('You are not waiting to join this space.')
    await this.#ports.store.write([{ table: 'spaces', key: PENDING + space, value: undefined }])
    this.#host.changed()
  }

  /** S22. */
  async deleteEverywhere(space: SpaceId): Promise<void> {
    const live = this.#going(space)
    if (live.self.role !== 'admin') throw new SpaceRefusal('Only an admin of the space can delete it.')
    await deleteAtRelay(this.#ports, live.self, this.#member)
    await this.#end(live, { how: 'deleted', by: this.#member.id })
  }

  /** The relay says that it was deleted. */
  async heard(live: LiveSpace, deletion: Deletion): Promise<void> {
    const closed = await deletedBy(live.self, deletion)
    if (closed && this.#host.get(live.self.space) === live) await this.#end(live, closed)
  }

  #going(space: SpaceId): LiveSpace {
    const live = this.#host.get(space)
    if (!live || live.closed) throw new SpaceRefusal('You are not in this space any more.')
    if (live.private) throw new SpaceRefusal('Your private space is yours alone: it cannot be left.')
    return live
  }

  async #end(live: LiveSpace, closed: Closed): Promise<void> {
    const stored: StoredSpace = { ...live.self.stored, closed }
    await this.#ports.store.write([{ table: 'spaces', key: JOINED + stored.space, value: stored }])
    await live.close()
    await this.#host.reopen(stored)
    this.#host.changed()
  }
}
