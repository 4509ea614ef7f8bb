import type { IceServerView } from './huddle.ts'

/** This browser's own choices about huddles. */
export interface HuddleTastes {
  /** Being rung makes a sound. */
  readonly ringSound: boolean
  /** Calls go through a TURN server only: nobody in them learns our address. */
  readonly relayOnly: boolean
  /** STUN and TURN servers of one's own; absent when there are none. */
  readonly servers?: readonly IceServerView[]
}

/** Sites whose pages are another's; `mine`: we are an admin and may change it; `circle`: it does not count, for it leads nowhere. */
export interface AliasesView {
  readonly list: readonly { readonly from: string; readonly to: string; readonly circle?: true }[]
  readonly mine: boolean
}

/** The page in front. */
export interface FrontPage {
  readonly address: string
  readonly supported: boolean
  readonly shown: boolean
  readonly siteOff: boolean
}
