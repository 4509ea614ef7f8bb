import type { DocumentId, SpaceId } from '../../domain/ids.ts'
import type { DocumentHandle } from '../document-parts.ts'
import type { Seat } from './seat.ts'

/** The seats of one relay link, by space. */
export class Seats extends Map<SpaceId, Seat> {
  /** That which carries the document, or stands in its live room. */
  carrying(document: DocumentId): Seat | undefined {
    for (const seat of this.values()) if (seat.carries(document)) return seat
    return undefined
  }

  /** Those of the spaces that are accepted. */
  documents(accepts: (space: SpaceId) => boolean): readonly DocumentHandle[] {
    return [...this.values()].filter(({ self }) => accepts(self.space)).flatMap((seat) => seat.documents)
  }

  each(run: (seat: Seat) => void): void {
    for (const seat of [...this.values()]) run(seat)
  }
}
