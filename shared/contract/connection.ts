/** How the spaces are connected, as the settings page shows it: the answer to `connection`. Times in milliseconds since 1970. */
import type { SpaceId } from '../domain/ids.ts'
import type { LinkView } from './views.ts'

export type Route = 'direct' | 'relayed' | 'none'

export interface SpaceConnectionView {
  readonly space: SpaceId
  readonly name: string
  readonly private: boolean
  /** Host of the relay; absent in a private space. */
  readonly relay?: string
  readonly link: LinkView
  /** Since when the connection is as it is. */
  readonly since: number
  /** When the relay last acknowledged something of ours since the browser was started. */
  readonly acknowledged?: number
  readonly waiting: { readonly records: number; readonly bytes: number; readonly oldest?: number }
  readonly people: readonly { readonly name: string; readonly route: Route }[]
  /** The newest first. */
  readonly failures: readonly { readonly at: number; readonly words: string; readonly times: number }[]
  /** Bytes in this browser: sealed envelopes, and the documents they make. */
  readonly stored: { readonly envelopes: number; readonly documents: number }
}

export interface ConnectionsView {
  /** The engine's clock when this was told. */
  readonly now: number
  readonly spaces: readonly SpaceConnectionView[]
}
