/** Where something of one's own has come to. */
export interface FateView {
  /** `alone`: a private space, where nothing leaves the device. `relay`: acknowledged durably, nothing less. */
  readonly at: 'alone' | 'here' | 'relay'
  /** Names of members who have had it in view, as they say themselves; a few, and how many more. */
  readonly seenBy?: readonly string[]
  readonly seenByMore?: number
  /** The relay refused it, or does not take it now: why, and what can be done, in words. `again`: trying again may help. */
  readonly refused?: { readonly words: string; readonly again?: true; readonly forGood?: true }
}
