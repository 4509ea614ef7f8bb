import { describeElement } from '../../../../shared/anchoring/element/describe.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import type { Desk } from '../../desk.ts'
import { shownBox } from '../../elements/boxes.ts'
import { openCurtain, takeKeys } from '../../elements/curtain.ts'
import { elementTree } from '../../elements/element-tree.ts'
import { showHint } from '../../elements/hint.ts'
import { STEPS, walkTo } from '../../elements/pick.ts'
import type { Elements } from '../../elements/standing.ts'
import { createTool, type Tool } from '../../elements/tool.ts'
import { createWalker, elementUnder } from '../../elements/under.ts'
import { parentOf } from '../../elements/walk.ts'
import { element } from '../../shell/element.ts'
import { versionOf } from '../selection/version-now.ts'
import { drawDrawBar } from './draw-bar.tsx'
import type { InkLayer } from './ink-layer.ts'
import { EVEN, type Frame, holding, type InkPoint, shapeIn, thinned } from './points.ts'
import { DrawingSession } from './session.ts'
import { type Brush, listenForStrokes } from './strokes.ts'

/** How far outside of an element a rectangle around it runs, and how far outside of its box a drawing goes on, in CSS pixels. */
const AROUND = 5
const STILL_WITH_IT = 48
const SAMPLES = 24
const HINT = 'Drag to draw. Arrow keys choose an element, Enter frames it. Escape ends'

/** Draws over the page until put away; what is drawn is stored shape by shape. */
export function createDrawTool(desk: Desk, elements: Elements, ink: InkLayer, begun: () => void): Tool {
  let brush: Brush = { tool: 'pen', colour: 'pink' }
  return createTool(desk.until, (signal, done) => {
    begun()
    open(desk, elements, ink, signal, {
      get: () => brush,
      set: (other) => {
        brush = { ...brush, ...other }
      },
      done,
    })
  })
}

interface Hand {
  get(): Brush
  set(other: Partial<Brush>): void
  done(): void
}

function open(desk: Desk, elements: Elements, ink: InkLayer, signal: AbortSignal, hand: Hand): void {
  const { shell, index, link, view, until } = desk
  const curtain = openCurtain(desk, 'Draw on the page', signal)
  curtain.sheet.classList.add('drawing')
  const place = element('div', 'draw-bar-place')
  showHint(desk, HINT, signal)
  shell.screen.lastElementChild?.before(place)
  const wet = element('div', 'ink')
  shell.page.append(wet)
  const session = new DrawingSession<Element>({
    ask: (intent) => link.ask(intent),
    version: () => versionOf(index.model(), until),
    refused: (words) => desk.toast({ words }),
    changed: () => {
      ink.draw()
      if (!signal.aborted) bar()
    },
  })
  ink.sheets = session.sheets
  const bar = () =>
    drawDrawBar(place, {
      brush: hand.get(),
      canUndo: session.canUndo,
      canRedo: session.canRedo,
      choose: (other) => {
        hand.set(other)
        bar()
      },
      undo: () => session.undo(),
      redo: () => session.redo(),
      done: hand.done,
    })
  bar()
  const add = (what: Brush, points: readonly InkPoint[], over?: Element) => put(desk, session, what, points, over)
  listenForStrokes(curtain.sheet, wet, hand.get, add, signal)
  byKey(desk, session, hand, curtain.outline, add, signal)
  desk.speak(`Drawing. ${HINT}. Tab leads to the tools`)
  view.changed.listen(() => !view.awake && hand.done(), signal)
  signal.addEventListener('abort', () => {
    drawDrawBar(place, undefined)
    place.remove()
    wet.remove()
    curtain.close()
    handOver(session, elements, ink, desk)
  })
}

/** What was drawn here stays painted until it is painted as everybody's. */
function handOver(session: DrawingSession<Element>, elements: Elements, ink: InkLayer, { view, until }: Desk): void {
  const over = new AbortController()
  const look = () => {
    const waiting = session.sheets.filter(
      ({ annotation, shapes }) => shapes.length > 0 && !(annotation && elements.element(annotation)),
    )
    if (waiting.length > 0 && view.awake) return
    over.abort()
    if (ink.sheets === session.sheets) ink.sheets = []
    ink.draw()
  }
  elements.changed.listen(look, AbortSignal.any([over.signal, until]))
  view.changed.listen(look, AbortSignal.any([over.signal, until]))
  look()
}

type Add = (what: Brush, points: readonly InkPoint[], over?: Element) => void

function byKey(
  desk: Desk,
  session: DrawingSession<Element>,
  hand: Hand,
  outline: (element: Element | undefined) => void,
  add: Add,
  signal: AbortSignal,
): void {
  const walker = createWalker(desk)
  let chosen: Element | undefined
  const inBar = () => desk.shell.focusedInside()?.closest('.bar') != null
  takeKeys((event) => {
    if (event.key === 'Escape') hand.done()
    else if (inBar() || event.key === 'Tab') return false
    else if (event.key === 'Enter' && chosen) rectangleAround(chosen, hand.get().colour, add)
    else if (STEPS[event.key]) chosen = walkTo(desk, walker.step(STEPS[event.key] ?? 1), outline) ?? chosen
    else return false
    return true
  }, signal)
  const undo = (event: KeyboardEvent) => {
    if (!event.isTrusted || event.code !== 'KeyZ' || event.altKey || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.shiftKey) session.redo()
    else session.undo()
  }
  addEventListener('keydown', undo, { capture: true, signal })
}

function rectangleAround(over: Element, colour: Brush['colour'], add: Add): void {
  const box = shownBox(over)
  if (!box) return
  const [left, top] = [box.left + scrollX - AROUND, box.top + scrollY - AROUND]
  const [right, bottom] = [box.right + scrollX + AROUND, box.bottom + scrollY + AROUND]
  const corners = [
    { x: left, y: top, pressure: EVEN },
    { x: right, y: bottom, pressure: EVEN },
  ]
  add({ tool: 'rectangle', colour }, corners, over)
}

const frameOf = (element: Element): Frame | undefined => {
  const box = shownBox(element)
  return box && { left: box.left + scrollX, top: box.top + scrollY, width: box.width || 1, height: box.height || 1 }
}

/** On the sheet that is being drawn on, where it still is over that; else on a new one. */
function put(
  desk: Desk,
  session: DrawingSession<Element>,
  what: Brush,
  drawn: readonly InkPoint[],
  over?: Element,
): void {
  const points = what.tool === 'pen' ? thinned(drawn) : drawn
  const [begin] = points
  if (!begin) return
  const sheet = session.room(points.length * (what.tool === 'pen' ? 3 : 2))
  const frame = sheet && frameOf(sheet.over)
  const same = sheet && frame && (over ? over === sheet.over : isWithin(frame, begin))
  const more = same && shapeIn(frame, what.tool, what.colour, points)
  if (more) session.add(sheet, more)
  else {
    if (!sheet && session.canUndo) desk.toast({ words: 'This drawing is full. A new one begins.' })
    const on = over ?? elementFor(desk, what, points)
    const box = on && frameOf(on)
    const shape = box && shapeIn(box, what.tool, what.colour, points)
    const selectors = on && selectorsFor(desk, on)
    if (on && shape && selectors) session.begin(on, selectors, shape)
    else desk.toast({ words: 'There is nothing here to draw on.' })
  }
}

const isWithin = ({ left, top, width, height }: Frame, { x, y }: InkPoint): boolean =>
  x >= left - STILL_WITH_IT &&
  x <= left + width + STILL_WITH_IT &&
  y >= top - STILL_WITH_IT &&
  y <= top + height + STILL_WITH_IT

function selectorsFor({ index, shell }: Desk, on: Element): readonly Selector[] | undefined {
  index.refresh()
  const tree = elementTree(index, shell.host)
  return tree && [describeElement(tree, on)]
}

/** The smallest element under the beginning that holds most of the shape. */
function elementFor({ shell }: Desk, { tool }: Brush, points: readonly InkPoint[]): Element | undefined {
  const [begin, end] = [points[0], points.at(-1)]
  if (!begin || !end) return undefined
  const chain: { readonly over: Element; readonly frame: Frame }[] = []
  for (let up = elementUnder(begin.x - scrollX, begin.y - scrollY, shell.host); up; up = parentOf(up)) {
    const frame = frameOf(up)
    if (frame && up !== document.documentElement) chain.push({ over: up, frame })
  }
  const line =
    tool === 'pen'
      ? points
      : Array.from({ length: SAMPLES }, (_, at) => ({
          x: begin.x + ((end.x - begin.x) * at) / (SAMPLES - 1),
          y: begin.y + ((end.y - begin.y) * at) / (SAMPLES - 1),
          pressure: EVEN,
        }))
  const frames = chain.map(({ frame }) => frame)
  return chain[holding(frames, line)]?.over
}
