import { MAX_COMMENT } from '../../domain/annotation.ts'
import { type AnnotationId, type DocumentId, isOwnedKey, type SpaceId } from '../../domain/ids.ts'
import { Serial } from '../../kit/serial.ts'
import type { Store } from '../ports.ts'
import { draftsOf } from '../spaces/stored.ts'

/** What a draft belongs to: a thread, or a new highlight or page comment. */
export type DraftPlace = AnnotationId | 'highlight' | 'pin' | 'page'

export interface DraftPage {
  readonly space: SpaceId
  readonly document: DocumentId
}

/** Text that was typed and not posted. A card's frame may lose it at any moment (moved, reloaded, engine restarted), so it is kept here. */
export class Drafts {
  readonly #store: Store
  readonly #writing = new Serial()

  constructor(store: Store) {
    this.#store = store
  }

  async read({ space, document }: DraftPage, place: DraftPlace): Promise<string> {
    await this.#writing.idle()
    const value = await this.#store.get('settings', keyOf(space, document, place))
    return typeof value === 'string' ? value.slice(0, MAX_COMMENT) : ''
  }

  write({ space, document }: DraftPage, place: DraftPlace, body: string): Promise<void> {
    const value = body === '' ? undefined : body
    return this.#writing.run(() =>
      this.#store.write([{ table: 'settings', key: keyOf(space, document, place), value }]),
    )
  }
}

/** A thread's name is its own everywhere; its document may be another one when sites become one (W9). */
const keyOf = (space: SpaceId, document: DocumentId, place: DraftPlace): string =>
  isOwnedKey(place) ? `${draftsOf(space)}${place}` : `${draftsOf(space)}${document}/${place}`
