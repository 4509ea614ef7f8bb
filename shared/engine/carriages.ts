import { Carriage, type CarriagePorts } from './carriage.ts'
import type { SpaceDocument } from './document-parts.ts'
import type { SpaceCarriage, SpaceSelf } from './parts.ts'
import { withDeadline } from './relay-link/deadline.ts'
import { RelayLink } from './relay-link/relay-link.ts'

/** Builds the carriage of one space. The space document is carried from the start until `close()`. Private spaces have none. */
export type CreateCarriage = (self: SpaceSelf, spaceDocument: SpaceDocument) => SpaceCarriage

/** One per engine: carriages built by the same factory share one session, stream and live socket per relay address. */
export function createCarriages(ports: CarriagePorts): CreateCarriage {
  const links = new Map<string, RelayLink>()
  return (self, spaceDocument) => {
    const address = self.relay
    if (address === undefined) throw new Error('a private space needs no carriage')
    let link = links.get(address)
    if (link === undefined) {
      const door = withDeadline(ports.relay(address), ports.clock)
      link = new RelayLink(address, door, ports, () => links.delete(address))
      links.set(address, link)
    }
    return new Carriage(self, spaceDocument, ports, link)
  }
}
