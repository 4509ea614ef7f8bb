import type { ConnectionsView, SpaceConnectionView } from '../../contract/connection.ts'
import { byteLength } from '../documents/stored-bytes.ts'
import type { OpenSpace } from '../parts.ts'
import { hostOf } from '../relay-link/failures.ts'
import type { Desk } from './desk.ts'
import { cardOf, spaceView } from './people.ts'

/** N28: how each space is connected, and what it takes up here. Reads the store once through. */
export async function connectionsView({ ports, spaces }: Desk): Promise<ConnectionsView> {
  const views = spaces.list().map(async (space): Promise<SpaceConnectionView> => {
    const [envelopes, documents] = await Promise.all([
      byteLength(ports.store, 'envelopes', `${space.self.space}.`),
      byteLength(ports.store, 'documents', `${space.self.space}.`),
    ])
    return { ...viewOf(space), stored: { envelopes, documents } }
  })
  return { now: ports.clock.now(), spaces: await Promise.all(views) }
}

function viewOf(space: OpenSpace): Omit<SpaceConnectionView, 'stored'> {
  const { since, acknowledged, waiting, routes, failures } = space.carriage.connection()
  const { id, name, link } = spaceView(space)
  const { oldest, ...amounts } = waiting
  return {
    space: id,
    name,
    private: space.private,
    ...(space.self.relay === undefined ? {} : { relay: hostOf(space.self.relay) }),
    link,
    since,
    ...(acknowledged === undefined ? {} : { acknowledged }),
    waiting: { ...amounts, ...(oldest === undefined ? {} : { oldest }) },
    people: routes.map(({ member, route }) => ({ name: cardOf(space, member).name, route })),
    failures,
  }
}
