import type { Sign } from './reading.ts'

const HEADING = /^h([1-6])$/
/** Of a level that is stated: what a page may write there is bounded. */
const LEVELS = 9
const MOST_SPAN = 1_000

const span = (cell: Element, name: string) => {
  const said = Number(cell.getAttribute(name) ?? 1)
  return said >= 1 && said <= MOST_SPAN ? Math.floor(said) : 1
}

/** What an element says about the structure of the page: a heading, or a part of a table. */
export function signOf(element: Element): Omit<Sign, 'piece'> | undefined {
  const name = element.localName
  const rank = name.length === 2 && HEADING.exec(name)?.[1]
  if (rank) return { what: 'heading', level: Number(rank) }
  if (name === 'td' || name === 'th') {
    const heads = name === 'th' || element.parentElement?.parentElement?.localName === 'thead'
    return { what: heads ? 'head' : 'cell', columns: span(element, 'colspan'), rows: span(element, 'rowspan') }
  }
  if (name === 'tr') return { what: 'row' }
  if (name === 'table') return { what: 'table' }
  if (element.getAttribute('role') !== 'heading') return undefined
  const level = Number(element.getAttribute('aria-level') ?? 2)
  return { what: 'heading', level: level >= 1 && level <= LEVELS ? Math.floor(level) : 2 }
}
