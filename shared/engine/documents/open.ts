import type { DocumentId } from '../../domain/ids.ts'
import type { PageDocument, SpaceDocument } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import type { DocumentKeys } from './keys.ts'

/** What a document needs of the world; an `EnginePorts` will do. */
export type DocumentPorts = Pick<EnginePorts, 'clock' | 'random' | 'store'>

/** Documents close at the end of their use: writes are awaited, the snapshot is brought up to date. */
export interface Closable {
  close(): Promise<void>
}

/** Opens a page's document from the store, or begins it empty; nothing is written until the first edit or record. */
export function openPageDocument(
  _ports: DocumentPorts,
  _keys: DocumentKeys,
  _id: DocumentId,
): Promise<PageDocument & Closable> {
  throw new Error('being written')
}

/** Opens the space's own document. `pageId` computes the document id of an address, so that entries can be proven. */
export function openSpaceDocument(
  _ports: DocumentPorts,
  _keys: DocumentKeys,
  _id: DocumentId,
  _pageId: (address: string) => Promise<DocumentId>,
): Promise<SpaceDocument & Closable> {
  throw new Error('being written')
}
