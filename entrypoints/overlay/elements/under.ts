import type { Desk } from '../desk.ts'
import { bodyElement, rootElement } from '../shell/page-root.ts'
import { shownBox } from './boxes.ts'
import { elementsBelow, parentOf } from './walk.ts'

/** Parts of a sentence: what is meant there is the block they stand in. */
const PHRASES = new Set(
  'b i u s em strong small sub sup mark code abbr cite q del ins time span font br wbr tspan bdi'.split(' '),
)
/** What the keyboard walks through. */
const WALKED =
  'img, svg, video, audio, canvas, iframe, object, embed, button, a[href], input, select, textarea, summary, h1, h2, h3, h4, h5, h6, p, li, td, th, dt, dd, figure, blockquote, pre, table, form, section, article, nav, header, footer, [role]'
const MOST_WALKED = 20_000

/** The element of the page under a point of the viewport: the block where there is but a phrase or nothing, the whole of a drawing. */
export function elementUnder(x: number, y: number, host: Element): Element | undefined {
  let found: Element | undefined
  for (let root: Document | ShadowRoot | null = document; root; root = found?.shadowRoot ?? null) {
    const scope: Node = root
    const at: Element | undefined = root
      .elementsFromPoint(x, y)
      .find((one) => one !== host && one.getRootNode() === scope)
    if (!at || at === found) break
    found = at
  }
  for (; found; found = parentOf(found)) {
    if (found === rootElement()) return bodyElement()
    if (found instanceof SVGElement && found.ownerSVGElement) continue
    if (PHRASES.has(found.localName) && getComputedStyle(found).display.startsWith('inline')) continue
    if (shownBox(found)) return found
  }
  return bodyElement()
}

export interface Walker {
  /** To the next element that is shown, or with -1 the one before; begins at the first in view. */
  step(by: 1 | -1): Element | undefined
  /** Goes on from here. */
  from(element: Element | undefined): void
}

/** Walks through the page's elements by key, in reading order. */
export function createWalker({ shell }: Pick<Desk, 'shell'>): Walker {
  let all: readonly Element[] | undefined
  let at: Element | undefined
  return {
    from(element) {
      at = element
    },
    step(by) {
      all ??= walked(shell.host)
      let index = at ? all.indexOf(at) : -1
      if (index < 0) index = firstInView(all) - by
      for (index += by; index >= 0 && index < all.length; index += by) {
        const one = all[index]
        if (!one || !shownBox(one)) continue
        at = one
        return one
      }
      return undefined
    },
  }
}

function walked(host: Element): Element[] {
  const body = bodyElement()
  const all: Element[] = []
  if (body)
    for (const element of elementsBelow(body, host))
      if (element.matches(WALKED) && all.push(element) >= MOST_WALKED) break
  return all
}

const firstInView = (all: readonly Element[]): number =>
  Math.max(
    0,
    all.findIndex((element) => (shownBox(element)?.bottom ?? -1) > 0),
  )
