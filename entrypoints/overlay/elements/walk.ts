/** Elements of the page and its open shadow roots: what is inside a root comes before what its host holds itself. */

/** Into an element, or on past it. Undefined at the end of the body, and of what was taken out of it. */
function next(element: Element, body: Element, skip: boolean): Element | undefined {
  const inside = skip ? null : (element.shadowRoot?.firstElementChild ?? element.firstElementChild)
  if (inside) return inside
  for (let at = element; at !== body; ) {
    if (at.nextElementSibling) return at.nextElementSibling
    const root = at.parentNode
    if (root instanceof ShadowRoot) {
      at = root.host
      if (at.firstElementChild) return at.firstElementChild
    } else if (at.parentElement) at = at.parentElement
    else return undefined
  }
  return undefined
}

/**
 * All elements below the body, in document order. May be read in pieces while the page changes: where the element it stands on is taken away it
 * ends early, and the change makes whoever searches look again.
 * @param host our own element, which is left out
 */
export function* elementsBelow(body: Element, host: Element): Generator<Element> {
  for (let at = next(body, body, false); at; at = next(at, body, at === host)) if (at !== host) yield at
}

/** The parent, or the host when the parent is a shadow root. */
export function parentOf(element: Element): Element | undefined {
  const parent = element.parentNode
  if (parent instanceof ShadowRoot) return parent.host
  return parent instanceof Element ? parent : undefined
}

export function holds(outer: Element, inner: Element): boolean {
  for (let at: Element | undefined = inner; at; ) {
    if (outer.contains(at)) return true
    const root: Node = at.getRootNode()
    at = root instanceof ShadowRoot ? root.host : undefined
  }
  return false
}

const SHADOW = '#shadow'
/** Brothers counted for a step: beyond it the number says nothing any more. */
const MOST_BROTHERS = 2_000

function nthOfType(element: Element): number {
  let nth = 1
  for (let at = element.previousElementSibling; at && nth < MOST_BROTHERS; at = at.previousElementSibling)
    if (at.localName === element.localName) nth++
  return nth
}

/** From the body down; entering an open shadow root is a step of its own (domain ElementSelector). */
export function pathFrom(body: Element, element: Element, most: number): string[] {
  const path: string[] = []
  for (let at: Element | undefined = element; at && at !== body && path.length < most; at = parentOf(at)) {
    path.unshift(`${at.localName.slice(0, 100)}:${nthOfType(at)}`)
    if (at.parentNode instanceof ShadowRoot) path.unshift(SHADOW)
  }
  return path.slice(-most)
}

/** The element at the end of a path, when every step is there. */
export function followPath(body: Element, path: readonly string[]): Element | undefined {
  let at: Element | ShadowRoot = body
  for (const step of path) {
    const to: Element | ShadowRoot | null | undefined =
      step !== SHADOW ? childAt(at, step) : at instanceof Element ? at.shadowRoot : undefined
    if (!to) return undefined
    at = to
  }
  return at instanceof Element ? at : undefined
}

function childAt(parent: Element | ShadowRoot, step: string): Element | undefined {
  const [, tag, nth] = /^(.*):(\d{1,4})$/.exec(step) ?? []
  let left = Number(nth)
  for (let child = parent.firstElementChild; child; child = child.nextElementSibling)
    if (child.localName === tag && --left === 0) return child
  return undefined
}
