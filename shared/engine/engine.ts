import type { CardView, HomeView, OverlayView, PanelView, PortName, Reply } from '../contract/views.ts'
import type { EnginePorts } from './ports.ts'

/** Where a port comes from, by the browser's word, never by the sender's own. */
export interface Sender {
  /** Origin of the document that opened the port. */
  readonly origin?: string
  readonly tab?: number
  readonly url?: string
  /** One of our own pages: only these may speak on the card, panel and home ports. */
  readonly extension: boolean
}

export type ToContext = OverlayView | CardView | PanelView | HomeView | Reply

/** One context's line into the engine. `receive` never throws: what it cannot take is answered in words. */
export interface Connection {
  receive(raw: unknown): void
  closed(): void
}

export interface Engine {
  connect(port: PortName, sender: Sender, send: (message: ToContext) => void): Connection
  /** The network is back, or the computer woke: try now instead of after the waiting time. */
  wake(): void
  close(): Promise<void>
}

export async function createEngine(_ports: EnginePorts): Promise<Engine> {
  throw new Error('being written')
}
