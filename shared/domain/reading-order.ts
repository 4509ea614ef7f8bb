/** What orders annotations of one page. */
export interface InOrder {
  readonly id: string
  /** Offset in the page's text where it begins; below zero for what is about the whole page. */
  readonly at: number
  readonly created: number
}

/** The one order in which annotations are listed, walked through and exported: by place, then by age, the same on every device. */
export function inReadingOrder(a: InOrder, b: InOrder): number {
  // Not by subtraction: places that are not known are infinite.
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  return a.created - b.created || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
