import { scheduler } from 'node:timers/promises'
import { relayDoor } from '../../../entrypoints/engine/relay-door.ts'
import type { AnnotationId, CommentId } from '../../../shared/domain/ids.ts'
import { ownedKey } from '../../../shared/domain/ids.ts'
import { createCarriages } from '../../../shared/engine/carriages.ts'
import type { PageDocument } from '../../../shared/engine/document-parts.ts'
import type { OpenSpace } from '../../../shared/engine/parts.ts'
import type { EnginePorts, PeerDoor, Store } from '../../../shared/engine/ports.ts'
import { createSpaces, type RunningSpaces } from '../../../shared/engine/spaces/spaces.ts'
import { fromBase64Url } from '../../../shared/kit/bytes.ts'
import { MemoryStore } from '../../kit/memory-store.ts'
import { CalledSurroundings } from '../../kit/surroundings.ts'
import { Applied, type Contender, type Desk, eventually } from './contender.ts'

export const PAGE = 'https://example.org/article'

/** Browsers have it among their globals. */
Object.assign(globalThis, { scheduler })

/** Nobody is reached directly: what is measured is the relay. */
const noPeers: PeerDoor = {
  open: () => ({ dial: () => Promise.reject(new Error('no links here')), close: () => undefined }),
}

/** The engine's own parts over a real relay's HTTP and SSE; the store is in memory, as Node has no IndexedDB. */
export function enginePorts(store: Store = new MemoryStore()): EnginePorts {
  return {
    clock: {
      now: () => Date.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
    },
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)), fraction: () => Math.random() },
    store,
    relay: relayDoor,
    peers: noPeers,
    surroundings: new CalledSurroundings(),
    defaultRelay: undefined,
    managed: {},
    newSession: false,
  }
}

export async function startEngine(ports: EnginePorts): Promise<RunningSpaces> {
  return createSpaces(ports, createCarriages(ports))
}

/** Somebody in a shared space, connected: founded, or joined by the invite of the first. */
export async function enter(
  spaces: RunningSpaces,
  name: string,
  where: string | { readonly invite: string },
): Promise<OpenSpace> {
  await spaces.setProfile({ v: 1, name, colour: 'teal' })
  if (typeof where === 'string') await spaces.create('Bench', where)
  else await spaces.join(fromBase64Url(where.invite))
  const shared = () => spaces.list().find((one) => !one.private)
  await eventually(`${name} is in the space`, () => shared() !== undefined)
  const space = shared() as OpenSpace
  const { carriage } = space
  await eventually(`${name} is connected`, () => carriage.link.state === 'online' && carriage.link.waiting === 0)
  return space
}

class OurDesk implements Desk {
  readonly page: PageDocument
  readonly space: OpenSpace
  readonly #spaces: RunningSpaces
  readonly #annotation: AnnotationId
  readonly #applied = new Applied()
  #count = 0
  readonly #keys = new Map<CommentId, string>()

  constructor(spaces: RunningSpaces, space: OpenSpace, page: PageDocument) {
    this.page = page
    this.space = space
    this.#spaces = spaces
    this.#annotation = ownedKey(space.self.member, '0'.repeat(16))
    page.changed.listen(({ comments }) =>
      this.#applied.tell(comments.map((id) => page.comments().get(id)?.value.body.split(' ')[0] ?? '')),
    )
  }

  put(key: string, value: string): void {
    const id = ownedKey(this.space.self.member, (++this.#count).toString(16).padStart(16, '0')) as CommentId
    this.#keys.set(id, key)
    void this.page.putComment(id, { v: 1, annotation: this.#annotation, body: `${key} ${value}`, created: Date.now() })
  }

  applied(listener: (key: string) => void): void {
    this.#applied.listen(listener)
  }

  close(): Promise<void> {
    return this.#spaces.close()
  }
}

/** Every edit is sealed, signed, stored, durable at the relay before it is passed on, and verified by each reader. */
export const ours: Contender = {
  name: 'Huddlemark',
  promises: 'durable, sealed, signed, verified by each reader',
  async join(address, people) {
    const desks: OurDesk[] = []
    let invite: string | undefined
    for (let i = 0; i < people; i++) {
      const spaces = await startEngine(enginePorts())
      const space = await enter(spaces, `Person ${i}`, invite === undefined ? address : { invite })
      invite ??= (await space.invite('Person 0', '')).code
      const page = await space.openPage(PAGE, new AbortController().signal)
      desks.push(new OurDesk(spaces, space, page))
    }
    const all = () =>
      desks.every(({ space }) => space.document.members().size === people && space.carriage.link.waiting === 0)
    await eventually('all know each other', all)
    return desks
  },
}
