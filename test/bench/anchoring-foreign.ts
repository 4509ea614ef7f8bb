import type { Target, Version } from '../../shared/anchoring/model.ts'
import type { DescribedPage } from './anchoring-lab.ts'

/** Quotes tried of each other page, spread evenly over its cases. */
const EACH = 60
/** A page that shares so much with another is no stranger: one holds the other's chapter, or an earlier edition of it. */
const RELATED = 0.2

/** Some quotes of another page, with the words of each. */
export interface Strangers {
  readonly version: Version
  readonly targets: readonly Target[]
  readonly quotes: readonly string[]
}

export function strangersOf(name: string, { version, described }: DescribedPage): Strangers {
  const step = Math.max(1, described.length / EACH)
  const some = described.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).slice(0, EACH)
  const quotes = some.map(({ selectors }) => {
    const quote = selectors.find((selector) => selector.type === 'TextQuoteSelector')
    return quote?.type === 'TextQuoteSelector' ? quote.exact : ''
  })
  return { version, targets: some.map(({ id, selectors }) => ({ id: `${name}/${id}`, selectors })), quotes }
}

/**
 * What is foreign to a page: words that do not stand on it. Boilerplate that two sites share, and pages that are editions of each other,
 * are rightly found.
 * @param stands for each of the strangers' quotes whether its words stand on the page
 */
export function foreignAmong(strangers: readonly Strangers[], stands: readonly (readonly boolean[])[]): Strangers[] {
  return strangers.flatMap(({ version, targets, quotes }, i) => {
    const here = stands[i] ?? []
    if (here.filter(Boolean).length > RELATED * quotes.length) return []
    const foreign = (_: unknown, k: number) => !here[k]
    return [{ version, targets: targets.filter(foreign), quotes: quotes.filter(foreign) }]
  })
}
