import type { SpaceCarriage, SpaceDocument, SpaceSelf, Spaces } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'

/** Builds what moves for one space. Given by engine.ts; for a private space (`self.relay` undefined) it is not asked. */
export type CarriageFactory = (self: SpaceSelf, spaceDocument: SpaceDocument) => SpaceCarriage

/** What spaces need of the world; an `EnginePorts` will do. */
export type SpacesPorts = Pick<EnginePorts, 'clock' | 'random' | 'store' | 'relay'>

/** Reads the person and their spaces from the store, opens every space's own document and its carriage, resumes waiting joins. */
export function createSpaces(
  _ports: SpacesPorts,
  _carriage: CarriageFactory,
): Promise<Spaces & { close(): Promise<void> }> {
  throw new Error('being written')
}
