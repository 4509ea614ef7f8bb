import type { DocumentId } from '../../domain/ids.ts'
import { CLASS, type PageDocument, type SpaceDocument } from '../document-parts.ts'
import type { DocumentPorts } from './document.ts'
import type { DocumentKeys } from './keys.ts'
import { loadState } from './load.ts'
import { OpenPage } from './page.ts'
import { OpenSpaceDocument } from './space.ts'

/** A document is open once: whoever opened it closes it, and must not open it twice at a time. */
export interface Closable {
  /** Resolves when what is under way now is stored or refused. */
  settled(): Promise<void>
  /** Waits for what is under way and brings the snapshot up to date. */
  close(): Promise<void>
}

/**
 * Opens a page's document from the store, or begins it empty; nothing is written until the first edit or record.
 * @throws UnreadableStore when the store holds what this version cannot read
 */
export async function openPageDocument(
  ports: DocumentPorts,
  keys: DocumentKeys,
  id: DocumentId,
): Promise<PageDocument & Closable> {
  const identity = { id, class: CLASS.page, keys }
  const state = await loadState(ports.store, identity)
  const document = await new OpenPage(ports, identity, state).begin(state)
  return document.mend()
}

/**
 * Opens the space's own document.
 * @param pageId the document id of an address, so that entries can be proven (W4)
 */
export async function openSpaceDocument(
  ports: DocumentPorts,
  keys: DocumentKeys,
  id: DocumentId,
  pageId: (address: string) => Promise<DocumentId>,
): Promise<SpaceDocument & Closable> {
  const identity = { id, class: CLASS.space, keys }
  const state = await loadState(ports.store, identity)
  const document = await new OpenSpaceDocument(ports, identity, state, pageId).begin(state)
  return document.mend()
}
