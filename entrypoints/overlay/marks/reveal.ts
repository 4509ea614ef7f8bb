import { flatParent } from '../text/flat-tree.ts'

const SCROLLS = /auto|scroll|overlay/

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))

/** Elements around a node that scroll up and down, innermost first; the page's own scroller is last. */
function scrollersOf(node: Node, page: Document): Element[] {
  const whole = page.scrollingElement ?? page.documentElement
  const scrollers: Element[] = []
  for (let element = flatParent(node); element instanceof Element; element = flatParent(element)) {
    if (element === whole || element === page.body) break
    if (element.scrollHeight > element.clientHeight && SCROLLS.test(getComputedStyle(element).overflowY))
      scrollers.push(element)
  }
  return [...scrollers, whole]
}

/** The box of what a text is folded away in (a closed `<details>`): the nearest one around it that is rendered. */
export function folderOf(node: Node): DOMRect | undefined {
  for (let up = flatParent(node); up instanceof Element; up = flatParent(up))
    if (up.checkVisibility()) return up.getBoundingClientRect()
  return undefined
}

/**
 * Scrolls every scroller around a box until it stands in the middle. All distances are computed first: with smooth scrolling
 * boxes are still on their way when they are asked.
 */
export function bringIntoView(box: DOMRect, node: Node, page: Document, still: boolean): void {
  const whole = page.scrollingElement ?? page.documentElement
  let middle = box.top + box.height / 2
  for (const scroller of scrollersOf(node, page)) {
    const frame =
      scroller === whole ? { top: 0, height: page.documentElement.clientHeight } : scroller.getBoundingClientRect()
    const room = scroller.scrollHeight - scroller.clientHeight
    const by = clamp(middle - frame.top - frame.height / 2, -scroller.scrollTop, Math.max(0, room - scroller.scrollTop))
    scroller.scrollBy({ top: by, behavior: still ? 'instant' : 'smooth' })
    middle -= by
  }
}
