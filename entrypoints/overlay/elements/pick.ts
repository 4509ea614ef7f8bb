import { describeElement } from '../../../shared/anchoring/element/describe.ts'
import type { Selector } from '../../../shared/domain/selector.ts'
import type { Desk } from '../desk.ts'
import { prefersStillness } from '../marks/blink.ts'
import { bringIntoView } from '../marks/reveal.ts'
import { type Spot, shownBox } from './boxes.ts'
import { openCurtain, takeKeys } from './curtain.ts'
import { elementTree } from './element-tree.ts'
import { traitsOf } from './traits.ts'
import { createWalker, elementUnder } from './under.ts'

export const STEPS: Readonly<Record<string, 1 | -1>> = {
  Tab: 1,
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
}

/** UTF-16 units of an element's own words that are said. */
const SPOKEN = 60

export interface Picked {
  readonly element: Element
  /** Where in its box, as shares of it. */
  readonly share: Spot
}

/** Evidence of an element, and of a point in it. Undefined when the page has no body. */
export function selectorsOf({ index, shell }: Desk, { element, share }: Picked): readonly Selector[] | undefined {
  index.refresh()
  const tree = elementTree(index, shell.host)
  return tree && [describeElement(tree, element), { type: 'PointSelector', ...share }]
}

/** For "Place it again": one point of the page, as selectors; undefined when the person gave up or the signal aborted. */
export const pickPlace = async (desk: Desk, until: AbortSignal): Promise<readonly Selector[] | undefined> => {
  const picked = await pickPoint(desk, 'Choose a place on the page', until)
  return picked && selectorsOf(desk, picked)
}

const within = (value: number): number => Math.max(0, Math.min(1, Math.round(value * 10_000) / 10_000)) || 0

/**
 * Lets a person choose an element and a point in it: by a click, or by walking with Tab and the arrow keys and choosing its middle with Enter.
 * Undefined after Escape, or when the signal aborts. The page hears of none of it.
 */
export function pickPoint(desk: Desk, label: string, until: AbortSignal): Promise<Picked | undefined> {
  const ending = new AbortController()
  const { signal } = ending
  const curtain = openCurtain(desk, label, signal)
  const walker = createWalker(desk)
  const { promise, resolve } = Promise.withResolvers<Picked | undefined>()
  const end = (picked?: Picked) => {
    if (signal.aborted) return
    ending.abort()
    curtain.close()
    resolve(picked)
  }
  let walkedTo: Element | undefined
  let frame = 0
  curtain.sheet.addEventListener('pointermove', ({ clientX, clientY, isTrusted }) => {
    if (frame || !isTrusted) return
    frame = requestAnimationFrame(() => {
      frame = 0
      walkedTo = undefined
      const under = elementUnder(clientX, clientY, desk.shell.host)
      walker.from(under)
      curtain.outline(under)
    })
  })
  curtain.sheet.addEventListener('click', (event) => {
    if (!event.isTrusted) return
    const element = elementUnder(event.clientX, event.clientY, desk.shell.host)
    const box = element && shownBox(element)
    if (!box) return
    const share = {
      x: within((event.clientX - box.left) / box.width),
      y: within((event.clientY - box.top) / box.height),
    }
    end({ element, share })
  })
  takeKeys((event) => {
    const step = event.shiftKey && event.key === 'Tab' ? -1 : STEPS[event.key]
    if (event.key === 'Escape') end()
    else if (event.key === 'Enter' && walkedTo) end({ element: walkedTo, share: { x: 0.5, y: 0.5 } })
    else if (step) walkedTo = walkTo(desk, walker.step(step), curtain.outline) ?? walkedTo
    else return event.key === 'Enter' || event.key === ' '
    return true
  }, signal)
  until.addEventListener('abort', () => end(), { once: true, signal })
  desk.view.changed.listen(() => !desk.view.awake && end(), signal)
  return promise
}

/** Frames it, brings it into view and says what it is. */
export function walkTo(
  desk: Desk,
  element: Element | undefined,
  outline: (element: Element) => void,
): Element | undefined {
  const box = element && shownBox(element)
  if (!box) return undefined
  if (box.top < 0 || box.bottom > innerHeight)
    bringIntoView(box, element.firstChild ?? element, document, prefersStillness())
  outline(element)
  const words = desk.index.model().text
  const [start, end] = [desk.index.offsetAt(element, 0), desk.index.offsetAt(element, element.childNodes.length)]
  const { role, tag, name, source } = traitsOf(element, words.slice(start, Math.min(end, start + SPOKEN)))
  desk.speak(`${role ?? tag} ${name ?? (words.slice(start, Math.min(end, start + SPOKEN)) || source || '')}`.trim())
  return element
}
