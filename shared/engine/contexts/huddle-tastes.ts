import { type OwnServer, readServer, type TypedServer } from '../../contract/ice.ts'
import type { HomeView } from '../../contract/views.ts'
import type { SpaceId } from '../../domain/ids.ts'
import type { OpenSpace } from '../parts.ts'
import type { Desk } from './desk.ts'
import { Refusal } from './words.ts'

/** Servers as they were typed. @throws Refusal with words for the first that cannot be used */
export function ownServers(typed: readonly TypedServer[]): OwnServer[] {
  return typed.map((one) => {
    const read = readServer(one)
    if (!read.ok) throw new Refusal(read.error)
    return read.value
  })
}

/** HE28. */
export async function ringEveryone({ spaces }: Desk, id: SpaceId, on: boolean): Promise<void> {
  const space = spaces.get(id)
  if (!space) throw new Refusal('You are not in this space.')
  if (space.self.role !== 'admin') throw new Refusal('Only an admin of the space can change this.')
  await space.document.putRingEveryone(on)
}

/** What the settings show about huddles. */
export function huddleTastes(
  { settings }: Desk,
  active: OpenSpace | undefined,
): Pick<HomeView, 'tastes' | 'ringEveryone'> {
  const { ringSound, relayOnly, servers } = settings
  const mine = active?.self.role === 'admin'
  return {
    tastes: { ringSound, relayOnly, ...(servers.length === 0 ? {} : { servers }) },
    ...(active && !active.private ? { ringEveryone: { on: active.document.ringEveryone, mine } } : {}),
  }
}
