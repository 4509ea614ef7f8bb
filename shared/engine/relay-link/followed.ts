import type { DocumentId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { DocumentHandle } from '../document-parts.ts'
import type { RelayResponse } from '../ports.ts'
import type { Appender, AppendPorts } from './append.ts'
import { SummaryKeeper } from './summary-keeper.ts'

export interface SeatPorts extends Omit<AppendPorts, 'changed' | 'documentClosed'> {
  post(path: string, body: Bytes | string): Promise<RelayResponse>
  get(path: string): Promise<RelayResponse>
  /** The document is to be followed anew from its own cursor. */
  again(document: DocumentId): void
}

/** A document that a seat follows. */
export interface Followed {
  readonly document: DocumentHandle
  readonly appender: Appender
  readonly summaries: SummaryKeeper | undefined
  /** No longer carried, but not everything is acknowledged yet. */
  leaving: boolean
}

/** Changes of our device that the relay is not known to have, over all documents. */
export function ownWaitingOf(documents: readonly DocumentHandle[]): {
  readonly waiting: number
  readonly putOff: number
} {
  const all = documents.map(({ ownWaiting }) => ownWaiting)
  return {
    waiting: all.reduce((sum, { records }) => sum + records, 0),
    putOff: all.reduce((sum, { putOff }) => sum + putOff, 0),
  }
}

/** The keeper of a document's checkpoints. What one lacks, or made good, is offered again (CK4, CK6): so each change is a kick, too. */
export function summariesOf(
  document: DocumentHandle,
  { clock, random, get, post, again }: SeatPorts,
  seat: { kick(id: DocumentId): void; readonly events: { changed(): void } },
): SummaryKeeper | undefined {
  if (!document.summary) return undefined
  return new SummaryKeeper(document, document.summary, {
    clock,
    random,
    get,
    post,
    again: () => again(document.id),
    changed: () => {
      seat.kick(document.id)
      seat.events.changed()
    },
  })
}

export function end({ appender, summaries }: Followed): void {
  appender.close()
  summaries?.close()
}
