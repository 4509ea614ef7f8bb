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
