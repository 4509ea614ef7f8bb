import type { Shape } from '../domain/annotation.ts'
import type { PortableAnnotation } from '../domain/portable.ts'

/** The element's box as it is drawn: its own proportions, the longer side this many units. */
const LONGER = 400
/** How far beyond the box ink is shown, in shares of the box: it may have been drawn across half the page. */
const MOST_BEYOND = 0.5
const UNIT = 10_000

interface Box {
  readonly width: number
  readonly height: number
}

/** A drawing over the outline of what it was drawn on, as SVG. Numbers and our own words only: nothing that anybody typed. */
export function inkOf({ shapes = [], selectors }: PortableAnnotation): string {
  const element = selectors.find((one) => one.type === 'ElementSelector')
  const box = boxOf(element?.width ?? 0, element?.height ?? 0)
  const points = shapes.flatMap((shape) => pointsOf(shape, box))
  const reach = (values: readonly number[], side: number) => ({
    from:
      Math.max(
        -MOST_BEYOND * side,
        values.reduce((least, one) => Math.min(least, one), 0),
      ) - 8,
    to:
      Math.min(
        (1 + MOST_BEYOND) * side,
        values.reduce((most, one) => Math.max(most, one), side),
      ) + 8,
  })
  const across = reach(
    points.map(([x]) => x),
    box.width,
  )
  const down = reach(
    points.map(([, y]) => y),
    box.height,
  )
  const view = [across.from, down.from, across.to - across.from, down.to - down.from].map((n) => round(n)).join(' ')
  const outline = `<rect class="box" width="${round(box.width)}" height="${round(box.height)}"/>`
  return `<svg viewBox="${view}" role="img" aria-label="${shapes.length} ${shapes.length === 1 ? 'stroke' : 'strokes'}">${outline}${shapes.map((shape) => strokeOf(shape, box)).join('')}</svg>`
}

const round = (number: number): number => Math.round(number * 10) / 10

/** An element of which nothing is known, or which was but a line, is drawn four by three. */
function boxOf(width: number, height: number): Box {
  const ratio = width > 0 && height > 0 ? Math.min(8, Math.max(1 / 4, width / height)) : 4 / 3
  return ratio > 1 ? { width: LONGER, height: LONGER / ratio } : { width: LONGER * ratio, height: LONGER }
}

function pointsOf({ tool, points }: Shape, { width, height }: Box): (readonly [number, number])[] {
  const step = tool === 'pen' ? 3 : 2
  return Array.from({ length: Math.floor(points.length / step) }, (_, i) => [
    ((points[i * step] ?? 0) / UNIT) * width,
    ((points[i * step + 1] ?? 0) / UNIT) * height,
  ])
}

function strokeOf(shape: Shape, box: Box): string {
  const places = pointsOf(shape, box)
  const look = `class="ink ${shape.colour}"`
  const path = (all: readonly (readonly [number, number])[]) => all.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')
  const [from = [0, 0], to = from] = places
  if (shape.tool === 'pen') return `<polyline ${look} points="${path(places.length === 1 ? [from, from] : places)}"/>`
  if (shape.tool === 'rectangle')
    return `<polygon ${look} points="${path([from, [to[0], from[1]], to, [from[0], to[1]]])}"/>`
  return `<polyline ${look} points="${path([from, to])}"/><polyline ${look} points="${path(headOf(from, to))}"/>`
}

/** Both barbs of an arrow's head, through its point. */
function headOf(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
): (readonly [number, number])[] {
  const [angle, length] = [Math.atan2(y2 - y1, x2 - x1), Math.min(18, Math.hypot(x2 - x1, y2 - y1) / 2)]
  const barb = (turn: number) => [x2 - length * Math.cos(angle + turn), y2 - length * Math.sin(angle + turn)] as const
  return [barb(0.5), [x2, y2], barb(-0.5)]
}
