import { describeElement } from '../../shared/anchoring/element/describe.ts'
import type { FoundElement } from '../../shared/anchoring/element/find.ts'
import type { ElementTree } from '../../shared/anchoring/element/tree.ts'
import type { ElementSelector } from '../../shared/domain/selector.ts'
import { Chance } from './chance.ts'
import { copied, elementsIn, type Paper, paper, parentIn, treeOf } from './element-page.ts'

const WORDS =
  'river bend stone water bank flow sand deep slow curve field mill light glass copper paper thread wheel garden north bridge harbour morning letter winter music shadow market engine pocket'.split(
    ' ',
  )
const some = (chance: Chance, count: number): string =>
  Array.from({ length: count }, () => chance.pick(WORDS)).join(' ')
const sentence = (chance: Chance, least: number, more: number): string => some(chance, least + chance.below(more))

function card(chance: Chance, at: number): Paper {
  const title = sentence(chance, 2, 3)
  return paper(
    'li',
    {},
    paper('img', { src: `products/${title.replace(/ /g, '-')}.jpg`, ...(chance.maybe(50) ? { label: title } : {}) }),
    paper('h3', {}, title),
    paper('p', {}, `${5 + chance.below(60)} pounds`),
    paper('button', { testid: 'add-to-cart' }, 'Add to cart'),
    paper('button', { label: 'Save', id: `:r${at}${chance.below(90)}:` }, '♡'),
  )
}

function section(chance: Chance): Paper {
  return paper(
    'section',
    {},
    paper('h2', chance.maybe(40) ? { id: some(chance, 2).replace(' ', '-') } : {}, sentence(chance, 2, 4)),
    paper('p', {}, sentence(chance, 25, 40)),
    paper(
      'figure',
      {},
      paper('img', { src: `pictures/${chance.below(900)}.png` }),
      paper('figcaption', {}, sentence(chance, 5, 8)),
    ),
    paper('p', {}, sentence(chance, 20, 40), paper('a', {}, sentence(chance, 1, 3)), sentence(chance, 4, 9)),
  )
}

/** A page as there are many: navigation, an article with pictures, a grid of products, a form, a table, a map. */
export function somePage(chance: Chance): Paper {
  const times = (count: number, make: (at: number) => Paper) => Array.from({ length: count }, (_, at) => make(at))
  return paper(
    'body',
    {},
    paper(
      'header',
      {},
      paper('nav', {}, ...times(5, () => paper('a', {}, sentence(chance, 1, 2)))),
      paper('button', { label: 'Search' }),
    ),
    paper(
      'main',
      {},
      paper('h1', {}, sentence(chance, 3, 4)),
      ...times(4, () => section(chance)),
      paper('ul', {}, ...times(9, (at) => card(chance, at))),
      paper('div', {}, paper('div', { id: 'map' }, paper('canvas'))),
      paper(
        'form',
        {},
        ...times(4, () => paper('label', {}, some(chance, 2), paper('input', { testid: some(chance, 1) }))),
        paper('button', {}, 'Send'),
      ),
      paper(
        'table',
        {},
        ...times(5, () => paper('tr', {}, ...times(4, () => paper('td', {}, sentence(chance, 1, 2))))),
      ),
    ),
    paper('footer', {}, paper('p', {}, sentence(chance, 8, 8)), paper('a', {}, 'Imprint')),
  )
}

const everywhere = (page: Paper, change: (element: Paper) => void): void => {
  for (const element of elementsIn(page)) change(element)
}

/** A redesign changes a copy of the page; `target` is the element that the pin is on. */
type Redesign = (page: Paper, target: Paper, chance: Chance) => void

const wrap: Redesign = (page, _target, chance) =>
  everywhere(page, (element) => {
    element.children = element.children.map((child) =>
      typeof child !== 'string' &&
      /^(section|ul|form|img|figure|h1|table|button|p)$/.test(child.tag) &&
      chance.maybe(30)
        ? paper('div', {}, child)
        : child,
    )
  })
const newIds: Redesign = (page, _target, chance) =>
  everywhere(page, ({ attributes }) => {
    if (attributes['id']?.startsWith(':r')) attributes['id'] = `:r${chance.below(999)}:`
  })
const insert: Redesign = (page, _target, chance) => {
  page.children.unshift(paper('div', {}, paper('p', {}, sentence(chance, 8, 9)), paper('button', {}, 'Accept')))
  for (const list of elementsIn(page).filter(({ tag }) => tag === 'ul' || tag === 'main'))
    list.children.unshift(list.tag === 'ul' ? card(chance, 99) : section(chance))
}
const shuffle: Redesign = (page, _target, chance) =>
  everywhere(page, (element) => {
    if (!/^(ul|table|nav)$/.test(element.tag)) return
    for (let at = element.children.length - 1; at > 0; at--) {
      const other = chance.below(at + 1)
      const [one, two] = [element.children[at] as Paper, element.children[other] as Paper]
      element.children[at] = two
      element.children[other] = one
    }
  })
const edit: Redesign = (page, target, chance) =>
  everywhere(page, (element) => {
    if (element === target) return
    element.children = element.children.map((child) =>
      typeof child === 'string' && chance.maybe(40)
        ? child
            .split(' ')
            .map((word) => (chance.maybe(15) ? some(chance, 1) : word))
            .join(' ')
        : child,
    )
  })
const retag: Redesign = (page) =>
  everywhere(page, (element) => {
    element.tag = { section: 'article', ul: 'div', li: 'div', button: 'a', h2: 'h3' }[element.tag] ?? element.tag
  })

export const REDESIGNS: Readonly<Record<string, Redesign>> = {
  unchanged: () => undefined,
  'ids generated anew': newIds,
  'wrappers added': wrap,
  'siblings inserted before': insert,
  'lists reordered': shuffle,
  'words around edited': edit,
  'other tags': retag,
  'section moved': (page, target) => {
    const main = elementsIn(page).find(({ tag }) => tag === 'main')
    const whole = main?.children.find(
      (child) => typeof child !== 'string' && (child === target || elementsIn(child).includes(target)),
    )
    if (main && whole) main.children = [...main.children.filter((child) => child !== whole), whole]
  },
  'own label or picture changed': (_page, target, chance) => {
    if (target.attributes['src']) target.attributes['src'] = `new/${some(chance, 2)}.jpg`
    target.children = target.children.map((child) => (typeof child === 'string' ? sentence(chance, 2, 2) : child))
  },
  'all of these': (page, target, chance) => {
    for (const change of [newIds, insert, edit, wrap]) change(page, target, chance)
  },
  removed: (page, target) => {
    const parent = parentIn(page, target)
    if (parent) parent.children = parent.children.filter((child) => child !== target)
  },
  'removed with its card or section': (page, target) => {
    const whole = elementsIn(page).find(
      (element) => /^(li|section|tr|form|header|footer)$/.test(element.tag) && elementsIn(element).includes(target),
    )
    const parent = parentIn(page, whole ?? target)
    if (parent) parent.children = parent.children.filter((child) => child !== (whole ?? target))
  },
}

/** @returns the changed copy, and the target in it when it is still there */
function redesigned(page: Paper, target: Paper, redesign: Redesign, chance: Chance) {
  const next = copied(page)
  const again = () => elementsIn(next).find(({ mark }) => mark === target.mark)
  const there = again()
  if (there) redesign(next, there, chance)
  return { page: next, target: again() }
}

/** Kinds of element that people pin, as they are in the made-up pages. */
const PINNED = /^(img|button|a|input|h1|h2|h3|p|li|canvas|section|td|figure|div)$/
const GONE = new Set(['removed', 'removed with its card or section'])

export interface Row {
  readonly name: string
  /** The element is no longer there: all must be lost. */
  readonly gone: boolean
  exact: number
  changed: number
  lost: number
  /** Another element than the one described. */
  wrong: number
}

/** Pins elements of made-up pages, redesigns the pages, and counts what is found again. The same name gives the same pages. */
export function tally(
  name: string,
  rounds: number,
  find: (tree: ElementTree<Paper>, element: ElementSelector) => FoundElement<Paper>,
): Row {
  const chance = new Chance(name.length * 7 + 1)
  const row: Row = { name, gone: GONE.has(name), exact: 0, changed: 0, lost: 0, wrong: 0 }
  const redesign = REDESIGNS[name] ?? (() => undefined)
  while (row.exact + row.changed + row.lost + row.wrong < rounds) {
    const page = somePage(chance)
    const targets = elementsIn(page).filter(({ tag }) => PINNED.test(tag))
    const tree = treeOf(page)
    for (let i = 0; i < 20; i++) {
      const target = chance.pick(targets) as Paper
      const next = redesigned(page, target, redesign, chance)
      const found = find(treeOf(next.page), describeElement(tree, target))
      if (found.state === 'lost') row.lost++
      else if (found.element !== next.target) row.wrong++
      else row[found.state]++
    }
  }
  return row
}
