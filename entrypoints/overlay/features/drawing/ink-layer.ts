import type { Shape } from '../../../../shared/domain/annotation.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { Desk } from '../../desk.ts'
import { cutAway, shownBox, sticks } from '../../elements/boxes.ts'
import type { Elements } from '../../elements/standing.ts'
import { element } from '../../shell/element.ts'
import { INK_WIDTH, inkOf } from './ink.ts'
import { distanceTo, lineOf } from './points.ts'
import type { Sheet } from './session.ts'

const SVG = 'http://www.w3.org/2000/svg'
/** A pointer's inexactness, in CSS pixels. */
const TOLERANCE = 5
/** Ink this far outside of the window is ready when it is scrolled to. */
const AHEAD = 800

export const svg = <Name extends keyof SVGElementTagNameMap>(name: Name): SVGElementTagNameMap[Name] =>
  document.createElementNS(SVG, name)

/** One path of ink, or two where it is a line: a light one below makes it seen on dark pages. */
export function inkPaths({ tool, colour }: Pick<Shape, 'tool' | 'colour'>, d: string): SVGElement[] {
  return (tool === 'pen' ? ['pen'] : ['halo', 'line']).map((kind) => {
    const path = svg('path')
    path.setAttribute('class', kind)
    path.setAttribute('data-mark', colour)
    path.setAttribute('d', d)
    return path
  })
}

interface Drawn {
  readonly node: SVGSVGElement
  wanted: Wanted
  /** The element's box in document coordinates. Undefined while it is not shown. */
  box: DOMRect | undefined
  /** It moves in the document while the window scrolls. */
  stuck: boolean
  /** Of what size and which shapes the paths are. */
  painted: { readonly shapes: readonly Shape[]; readonly width: number; readonly height: number } | undefined
}

interface Wanted {
  readonly key: unknown
  readonly over: Element
  readonly shapes: readonly Shape[]
  readonly looks: string
}

export interface InkLayer {
  /** The drawing whose ink is at a point of the window; the last one drawn is on top. */
  hit(x: number, y: number): AnnotationId | undefined
  /** What is being drawn here, before it comes back as an annotation. */
  sheets: readonly Sheet<Element>[]
  draw(): void
}

/** Paints drawings over their elements. A line keeps its width however large the element is; only what is near the window is painted. */
export function showInk(desk: Desk, elements: Elements): InkLayer {
  const { shell, view, until } = desk
  const place = element('div', 'ink')
  place.inert = true
  shell.page.append(place)
  const drawn = new Map<unknown, Drawn>()
  const layer: InkLayer = {
    sheets: [],
    draw() {
      const wanted = view.awake ? all(desk, elements, layer.sheets) : []
      const keys = new Set(wanted.map(({ key }) => key))
      for (const [key, { node }] of drawn)
        if (!keys.has(key)) {
          node.remove()
          drawn.delete(key)
        }
      for (const one of wanted) {
        const known = drawn.get(one.key) ?? blank(place, one)
        drawn.set(one.key, known)
        known.wanted = one
        settle(known)
        paint(known)
      }
    },
    hit(x, y) {
      for (const [key, one] of [...drawn].reverse())
        if (typeof key === 'string' && touches(one, x + scrollX, y + scrollY)) return key as AnnotationId
      return undefined
    },
  }
  for (const signal of [elements.changed, elements.emphasised, view.annotationsChanged])
    signal.listen(() => layer.draw(), until)
  shell.moved.listen((how) => {
    if (how === 'layout') return layer.draw()
    for (const one of drawn.values()) {
      if (one.stuck) settle(one)
      paint(one)
    }
  }, until)
  return layer
}

function all({ view }: Desk, elements: Elements, sheets: readonly Sheet<Element>[]): Wanted[] {
  const here = sheets.filter(({ shapes }) => shapes.length > 0)
  const own = new Set(here.map(({ annotation }) => annotation))
  const wanted: Wanted[] = []
  for (const { id, shapes, removed, resolved } of view.annotations.values()) {
    const over = shapes && !removed && !own.has(id) ? elements.element(id) : undefined
    if (!over || !shapes) continue
    wanted.push({ key: id, over, shapes, looks: [resolved ? 'resolved' : '', ...elements.looks(id)].join(' ') })
  }
  for (const sheet of here) wanted.push({ key: sheet, over: sheet.over, shapes: sheet.shapes, looks: '' })
  return wanted
}

function blank(place: HTMLElement, wanted: Wanted): Drawn {
  const node = svg('svg')
  place.append(node)
  return { node, wanted, box: undefined, stuck: false, painted: undefined }
}

/** Looks where the element is now, and whether it can be seen. */
function settle(drawn: Drawn): void {
  const { node, wanted } = drawn
  const box = shownBox(wanted.over)
  const shown = box && !cutAway(wanted.over, { x: box.left + box.width / 2, y: box.top + box.height / 2 })
  drawn.box = shown ? new DOMRect(box.left + scrollX, box.top + scrollY, box.width, box.height) : undefined
  drawn.stuck = sticks(wanted.over)
  node.setAttribute('class', `${shown ? 'here' : ''} ${wanted.looks}`)
  if (drawn.box) node.style.translate = `${drawn.box.left}px ${drawn.box.top}px`
}

/** Makes the paths when they are near the window and not yet those of these shapes at this size. */
function paint(drawn: Drawn): void {
  const { box, painted, node } = drawn
  if (!box || box.bottom - scrollY < -AHEAD || box.top - scrollY > innerHeight + AHEAD) return
  const { shapes } = drawn.wanted
  const [width, height] = [Math.round(box.width), Math.round(box.height)]
  if (painted?.shapes === shapes && painted.width === width && painted.height === height) return
  drawn.painted = { shapes, width, height }
  node.replaceChildren(...shapes.flatMap((shape) => inkPaths(shape, inkOf(shape, { width, height }))))
}

/** @param x document coordinates */
function touches({ box, wanted }: Drawn, x: number, y: number): boolean {
  if (!box) return false
  const reach = INK_WIDTH / 2 + TOLERANCE
  return wanted.shapes.some((shape) => distanceTo(lineOf(shape, box), x - box.left, y - box.top) <= reach)
}
