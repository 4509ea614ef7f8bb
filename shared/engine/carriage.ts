/** Joins relay-link/, peers/ and presence/ for one space: everything that moves between its devices. */
import type { SpaceCarriage, SpaceDocument, SpaceSelf } from './parts.ts'
import type { EnginePorts } from './ports.ts'

/** What carriage needs of the world; an `EnginePorts` will do. */
export type CarriagePorts = Pick<EnginePorts, 'clock' | 'random' | 'relay' | 'peers'>

/** Builds the carriage of one space. The space document is carried from the start until `close()`. */
export type CreateCarriage = (self: SpaceSelf, spaceDocument: SpaceDocument) => SpaceCarriage

/** One per engine: carriages built by the same factory share one session, stream and live socket per relay address. */
export function createCarriages(_ports: CarriagePorts): CreateCarriage {
  throw new Error('being written')
}
