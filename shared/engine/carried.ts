import type { DocumentId } from '../domain/ids.ts'
import type { DocumentHandle } from './document-parts.ts'
import type { Mesh } from './peers/mesh.ts'
import type { Seat } from './relay-link/seat.ts'

/** The documents of one space that move: to and from its relay, and over its links. */
export class Carried {
  readonly #seat: Seat
  readonly #mesh: Mesh
  readonly #changed: () => void
  readonly #documents = new Map<DocumentId, DocumentHandle>()

  constructor(seat: Seat, mesh: Mesh, changed: () => void) {
    this.#seat = seat
    this.#mesh = mesh
    this.#changed = changed
  }

  get all(): Iterable<DocumentHandle> {
    return this.#documents.values()
  }

  get(id: DocumentId): DocumentHandle | undefined {
    return this.#documents.get(id)
  }

  /** @param room with its live room */
  carry(document: DocumentHandle, room: boolean, until: AbortSignal): void {
    if (until.aborted) return
    const { id } = document
    this.#documents.set(id, document)
    document.sealed.listen((record) => {
      this.#mesh.offer(id, record)
      this.#seat.kick(id)
      this.#changed()
    }, until)
    if (room) this.#seat.joinRoom(id)
    this.#seat.follow(document)
    this.#mesh.carried(document)
    until.addEventListener('abort', () => this.#drop(document), { once: true })
  }

  #drop(document: DocumentHandle): void {
    if (this.#documents.get(document.id) !== document) return
    this.#documents.delete(document.id)
    this.#seat.leaveRoom(document.id)
    this.#seat.unfollow(document.id)
  }
}
