import { MAX_SHAPE_NUMBERS, MOST_OUTSIDE, type Shape } from '../../../../shared/domain/annotation.ts'

/** A point of a stroke in CSS pixels; pressure 0 to 1. */
export interface InkPoint {
  readonly x: number
  readonly y: number
  readonly pressure: number
}

export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** What a pointer without pressure is given; a stroke of nothing else has one width. */
export const EVEN = 0.5
const WHOLE = 10_000
/** How far a thinned line may be from what was drawn, in pixels; grows until the points fit into a shape. */
const FAITHFUL = 0.6

function fromLine(point: InkPoint, a: InkPoint, b: InkPoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((point.x - a.x) * dx + (point.y - a.y) * dy) / length
  const at = Math.max(0, Math.min(1, along))
  return Math.hypot(point.x - a.x - at * dx, point.y - a.y - at * dy)
}

/**
 * Ramer, Douglas and Peucker's line simplification, by a stack and not by recursion: what is farthest from the line stays, so no tip is lost.
 * U. Ramer, Computer Graphics and Image Processing 1 (1972); D. Douglas and T. Peucker, The Canadian Cartographer 10 (1973).
 */
function simplified(points: readonly InkPoint[], tolerance: number): InkPoint[] {
  const kept = new Set([0, points.length - 1])
  const open: [number, number][] = [[0, points.length - 1]]
  for (let stretch = open.pop(); stretch; stretch = open.pop()) {
    const [from, to] = stretch
    let [far, at] = [tolerance, -1]
    for (let i = from + 1; i < to; i++) {
      const away = fromLine(points[i] as InkPoint, points[from] as InkPoint, points[to] as InkPoint)
      if (away > far) [far, at] = [away, i]
    }
    if (at < 0) continue
    kept.add(at)
    open.push([from, at], [at, to])
  }
  return points.filter((_, at) => kept.has(at))
}

/** Fewer points for the same line: never more than one shape may hold. */
export function thinned(points: readonly InkPoint[]): InkPoint[] {
  const most = Math.floor(MAX_SHAPE_NUMBERS / 3)
  let kept = simplified(points, FAITHFUL)
  for (let tolerance = 2 * FAITHFUL; kept.length > most; tolerance *= 2) kept = simplified(kept, tolerance)
  return kept
}

/** Longest line that is filled up: what arrives may say that it goes thousands of boxes far. */
const MOST_STEPS = 4_000

/** The same line with points at most so far apart; every point it had is among them. */
export function evenly(points: readonly InkPoint[], apart: number): InkPoint[] {
  const legs = points.slice(1).map((to, at) => Math.hypot(to.x - (points[at]?.x ?? 0), to.y - (points[at]?.y ?? 0)))
  const step = Math.max(apart, legs.reduce((sum, leg) => sum + leg, 0) / MOST_STEPS)
  return points.flatMap((to, at) => {
    const from = points[at - 1]
    if (!from) return [to]
    const steps = Math.max(1, Math.ceil((legs[at - 1] ?? 0) / step))
    const between = (a: number, b: number, i: number) => (i === steps ? b : a + ((b - a) * i) / steps)
    return Array.from({ length: steps }, (_, i) => ({
      x: between(from.x, to.x, i + 1),
      y: between(from.y, to.y, i + 1),
      pressure: between(from.pressure, to.pressure, i + 1),
    }))
  })
}

/** The shape in ten-thousandths of a box. Undefined when it is too far from it to be stored. */
export function shapeIn(
  frame: Frame,
  tool: Shape['tool'],
  colour: Shape['colour'],
  points: readonly InkPoint[],
): Shape | undefined {
  const numbers = points.flatMap(({ x, y, pressure }) => [
    Math.round(((x - frame.left) / frame.width) * WHOLE),
    Math.round(((y - frame.top) / frame.height) * WHOLE),
    ...(tool === 'pen' ? [Math.round(pressure * 1_000)] : []),
  ])
  return numbers.every((value) => Math.abs(value) <= MOST_OUTSIDE) ? { tool, colour, points: numbers } : undefined
}

/** The points of a stored shape in pixels of a box of this size, from its corner. */
export function pointsOf({ tool, points }: Shape, { width, height }: Pick<Frame, 'width' | 'height'>): InkPoint[] {
  const step = tool === 'pen' ? 3 : 2
  return Array.from({ length: Math.floor(points.length / step) }, (_, at) => ({
    x: ((points[at * step] ?? 0) / WHOLE) * width,
    y: ((points[at * step + 1] ?? 0) / WHOLE) * height,
    pressure: tool === 'pen' ? (points[at * step + 2] ?? 0) / 1_000 : EVEN,
  }))
}

/** The line that is seen of a shape: for hit tests. */
export function lineOf(shape: Shape, size: Pick<Frame, 'width' | 'height'>): InkPoint[] {
  const points = pointsOf(shape, size)
  const [a, b] = points
  if (shape.tool !== 'rectangle' || !a || !b) return points
  return [a, { ...b, y: a.y }, b, { ...a, y: b.y }, a]
}

/** How near a point is to a line, in pixels; infinite without a line. */
export function distanceTo(line: readonly InkPoint[], x: number, y: number): number {
  const point = { x, y, pressure: EVEN }
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < line.length; at++) {
    const from = line[at] as InkPoint
    least = Math.min(least, fromLine(point, from, line[at + 1] ?? from))
  }
  return least
}

/** Most of a shape must lie in the box it belongs to; a box of more pixels than this would make its coordinates coarse. */
const MOST_OF_IT = 0.8
const COARSE = 6_000
/** A drawing does not belong to a letter. */
const LEAST = 24

/**
 * Which of the boxes around its beginning a shape belongs to: the innermost that holds most of it.
 * @param boxes the innermost first @returns an index; the last one when none will do
 */
export function holding(boxes: readonly Frame[], line: readonly InkPoint[]): number {
  const holds = ({ left, top, width, height }: Frame) =>
    line.filter(({ x, y }) => x >= left && x <= left + width && y >= top && y <= top + height).length >=
    MOST_OF_IT * line.length
  const fit = boxes.findIndex((box) => box.width >= LEAST && box.height >= LEAST && holds(box))
  const fine = boxes.findLastIndex((box) => box.width >= LEAST && box.height >= LEAST && box.height <= COARSE)
  const chosen = fit < 0 ? boxes.length - 1 : fit
  return (boxes[chosen]?.height ?? 0) > COARSE && fine >= 0 ? fine : chosen
}
