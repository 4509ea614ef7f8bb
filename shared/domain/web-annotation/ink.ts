import { COLOURS, MAX_DRAWING_NUMBERS, MAX_SHAPE_NUMBERS, MAX_SHAPES, MOST_OUTSIDE, type Shape } from '../annotation.ts'

/** Longest SVG that is looked at: a whole drawing with seven characters a number, and its elements. */
export const MAX_SVG = 8 * MAX_DRAWING_NUMBERS + 256 * MAX_SHAPES
/** The element's box, in the coordinates of shapes. */
const BOX = 10_000

/**
 * A drawing as SVG over its element's box (WA7). Class names say tool and colour; a pen's pressure stands beside its points. What is
 * written here is read back exactly by `shapesIn`.
 */
export function svgOf(shapes: readonly Shape[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${BOX} ${BOX}" preserveAspectRatio="none">${shapes.map(elementOf).join('')}</svg>`
}

function elementOf({ tool, colour, points }: Shape): string {
  const look = `class="${tool} ${colour}" fill="none"`
  if (tool === 'pen') {
    const [places, pressures] = [pairsOf(points, 3), points.filter((_, i) => i % 3 === 2)]
    return `<polyline ${look} points="${places.join(' ')}" data-pressure="${pressures.join(' ')}"/>`
  }
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points
  if (tool === 'arrow') return `<line ${look} x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`
  return `<polygon ${look} points="${x1},${y1} ${x2},${y1} ${x2},${y2} ${x1},${y2}"/>`
}

const pairsOf = (points: readonly number[], step: number): string[] =>
  Array.from({ length: Math.floor(points.length / step) }, (_, i) => `${points[i * step]},${points[i * step + 1]}`)

/** The shapes in SVG that `svgOf` wrote; undefined for any other, and for what is out of bounds. */
export function shapesIn(svg: string): readonly Shape[] | undefined {
  if (svg.length > MAX_SVG) return undefined
  const inside = /^<svg [^<>]*>((?:<(?:polyline|line|polygon) [^<>]*\/>)+)<\/svg>$/.exec(svg)?.[1]
  const elements = inside?.match(/<[^<>]*\/>/g) ?? []
  if (elements.length === 0 || elements.length > MAX_SHAPES) return undefined
  const shapes = elements.map(shapeIn)
  const numbers = shapes.reduce((sum, shape) => sum + (shape?.points.length ?? 0), 0)
  return shapes.every((shape) => shape !== undefined) && numbers <= MAX_DRAWING_NUMBERS ? shapes : undefined
}

function shapeIn(element: string): Shape | undefined {
  const said = (name: string) => new RegExp(` ${name}="([-0-9, a-z]*)"`).exec(element)?.[1]
  const numbers = (name: string) => (said(name) ?? '').split(/[ ,]/).map(Number)
  const [tool, ink] = (said('class') ?? '').split(' ')
  const colour = COLOURS.find((one) => one === ink)
  if (!colour) return undefined
  if (tool === 'pen')
    return bounded({ tool, colour, points: withPressure(numbers('points'), numbers('data-pressure')) })
  if (tool === 'arrow') return bounded({ tool, colour, points: ['x1', 'y1', 'x2', 'y2'].flatMap(numbers) })
  if (tool !== 'rectangle') return undefined
  const corners = numbers('points')
  return corners.length === 8
    ? bounded({ tool, colour, points: [...corners.slice(0, 2), ...corners.slice(4, 6)] })
    : undefined
}

const withPressure = (places: readonly number[], pressures: readonly number[]): number[] =>
  places.length === 2 * pressures.length
    ? pressures.flatMap((pressure, i) => [places[2 * i] ?? Number.NaN, places[2 * i + 1] ?? Number.NaN, pressure])
    : []

function bounded(shape: Shape): Shape | undefined {
  const { tool, points } = shape
  const whole = points.every((number) => Number.isSafeInteger(number) && Math.abs(number) <= MOST_OUTSIDE)
  const counted = tool === 'pen' ? points.length >= 3 && points.length % 3 === 0 : points.length === 4
  return whole && counted && points.length <= MAX_SHAPE_NUMBERS ? shape : undefined
}
