import { getStroke } from 'perfect-freehand'
import type { Shape } from '../../../../shared/domain/annotation.ts'
import { EVEN, evenly, type Frame, type InkPoint, pointsOf } from './points.ts'

/** Of a line, in CSS pixels whatever the size of the element. */
export const INK_WIDTH = 4
const HEAD = 18
const SPREAD = 0.48
const ROUND = 5
/** Between the points that a pen's outline is made from, in CSS pixels. */
const CLOSE = 2

const place = (x: number, y: number): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`

/** SVG path data of a shape in a box of this size. A pen's is an outline to be filled, the others' a line to be stroked. */
export function inkOf(shape: Shape, size: Pick<Frame, 'width' | 'height'>): string {
  return inkThrough(shape.tool, pointsOf(shape, size))
}

/** The same of points in pixels: while the pointer is still down. */
export function inkThrough(tool: Shape['tool'], points: readonly InkPoint[]): string {
  const [a, b] = [points[0], points.at(-1)]
  if (!a || !b) return ''
  if (tool === 'pen') return penInk(points)
  return tool === 'arrow' ? arrowInk(a, b) : rectangleInk(a, b)
}

/**
 * The library pulls each point by a share of its way towards the one before, so that corners between few points far apart were cut off:
 * what it is given stands close together, whether just drawn or stored. Then it rounds by about a pixel.
 */
function penInk(points: readonly InkPoint[]): string {
  const outline = getStroke(evenly(points, CLOSE), {
    ...(points.every(({ pressure }) => pressure === EVEN)
      ? { size: INK_WIDTH, thinning: 0 }
      : { size: INK_WIDTH * 1.5, thinning: 0.55 }),
    smoothing: 0.4,
    streamline: 0.35,
    // The speed of the hand is not stored: a width from it would be another one afterwards.
    simulatePressure: false,
    last: true,
  })
  // Through the middles of the outline's sides, rounded by its corners.
  const middles = outline.map(([x = 0, y = 0], at) => {
    const [nextX = x, nextY = y] = outline[(at + 1) % outline.length] ?? []
    return `${place(x, y)} ${place((x + nextX) / 2, (y + nextY) / 2)}`
  })
  const [x = 0, y = 0] = outline[0] ?? []
  return `M${place(x, y)}Q${middles.join(' ')}Z`
}

function arrowInk(from: InkPoint, to: InkPoint): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const length = Math.min(HEAD, Math.hypot(to.x - from.x, to.y - from.y) / 2)
  const wing = (side: number) =>
    place(to.x - length * Math.cos(angle + side * SPREAD), to.y - length * Math.sin(angle + side * SPREAD))
  return `M${place(from.x, from.y)}L${place(to.x, to.y)}M${wing(1)}L${place(to.x, to.y)}L${wing(-1)}`
}

function rectangleInk(one: InkPoint, other: InkPoint): string {
  const [left, top] = [Math.min(one.x, other.x), Math.min(one.y, other.y)]
  const [width, height] = [Math.abs(one.x - other.x), Math.abs(one.y - other.y)]
  const round = Math.min(ROUND, width / 2, height / 2)
  const corner = (x: number, y: number) => `a${round} ${round} 0 0 1 ${x * round} ${y * round}`
  return (
    `M${place(left + round, top)}h${width - 2 * round}${corner(1, 1)}v${height - 2 * round}${corner(-1, 1)}` +
    `h${2 * round - width}${corner(-1, -1)}v${2 * round - height}${corner(1, -1)}Z`
  )
}
