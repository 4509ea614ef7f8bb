import type { DeviceId, MemberId, SpaceId } from '../domain/ids.ts'
import { Signal } from '../kit/signal.ts'
import { Comparing, type ComparingParts } from './comparing.ts'
import type { Mesh } from './peers/mesh.ts'
import type { Presence } from './presence/presence.ts'
import type { Failure } from './relay-link/failure-log.ts'
import { type CameBack, Outage } from './relay-link/outage.ts'
import type { RelayLink } from './relay-link/relay-link.ts'
import type { Seat } from './relay-link/seat.ts'
import { ENDED_WORDS } from './spaces/ended-words.ts'
import { standingWords } from './standing-words.ts'

/** How one space is connected now, for people who want to know (N28). Times in milliseconds since 1970. */
export interface Connection {
  /** Since when the relay's state is what it is; of an open one, its uptime. */
  readonly since: number
  /** When the relay last acknowledged something of ours. Undefined: not since this start. */
  readonly acknowledged: number | undefined
  readonly waiting: { readonly records: number; readonly bytes: number; readonly oldest: number | undefined }
  /** How each device that is here is reached. */
  readonly routes: readonly {
    readonly device: DeviceId
    readonly member: MemberId
    readonly route: 'direct' | 'relayed' | 'none'
  }[]
  /** The newest first. */
  readonly failures: readonly Failure[]
}

export const NOT_CONNECTED: Connection = {
  since: 0,
  acknowledged: undefined,
  waiting: { records: 0, bytes: 0, oldest: undefined },
  routes: [],
  failures: [],
}

interface Parts extends ComparingParts {
  readonly link: RelayLink
  readonly seat: Seat
  readonly mesh: Mesh
  readonly presence: Presence
  nameOf(member: MemberId): string | undefined
}

/** One space's connection: its state in a few words, all that can be told of it, and what became of what waited. */
export class SpaceConnection {
  readonly cameBack = new Signal<CameBack>()
  readonly outage = new Outage()
  readonly #space: SpaceId
  readonly #parts: Parts
  readonly #comparing: Comparing

  constructor(space: SpaceId, parts: Parts) {
    this.#space = space
    this.#parts = parts
    this.#comparing = new Comparing(parts)
  }

  close(): void {
    this.#comparing.close()
  }

  /** Call after every change. */
  look(): void {
    const { link, seat } = this.#parts
    const back = this.outage.look({ state: link.words(this.#space).state, ...seat.ownWaiting })
    if (back) this.cameBack.emit(back)
  }

  get short() {
    const { seat, mesh, nameOf } = this.#parts
    const { ended } = seat.self
    if (ended) return { state: 'none', words: ENDED_WORDS[ended], waiting: 0, refused: 0, direct: 0 } as const
    const { words, ...status } = seat.status
    return { ...status, words: [words, ...standingWords(seat.documents, nameOf)].join(' '), direct: mesh.size }
  }

  whole(): Connection {
    const { link, seat, mesh, presence } = this.#parts
    const { since, failures } = link.status
    const records = seat.documents.flatMap((document) => document.unacknowledged())
    const ages = seat.documents.flatMap(({ waitingSince }) => waitingSince ?? [])
    return {
      since,
      acknowledged: seat.acknowledged,
      waiting: {
        records: records.length,
        bytes: records.reduce((sum, { length }) => sum + length, 0),
        oldest: ages.length === 0 ? undefined : Math.min(...ages),
      },
      routes: presence.here().map(({ device, member }) => {
        const route = mesh.has(device) ? 'direct' : link.online ? 'relayed' : 'none'
        return { device, member, route }
      }),
      failures: [...failures.list, ...mesh.failures.list].sort((a, b) => b.at - a.at),
    }
  }
}
