import type { Shape } from '../annotation.ts'
import {
  MAX_CONTEXT,
  MAX_QUOTE,
  MAX_SELECTORS,
  type PointSelector,
  type Selector,
  type TextPositionSelector,
  type TextQuoteSelector,
} from '../selector.ts'
import { cssOf, elementAt, elementTerm, readElement, readStructure, structureTerm } from './evidence.ts'
import { type Fields, firstFields, isFields, listOf, offsetOf, textOf } from './fields.ts'
import { MAX_SVG, shapesIn, svgOf } from './ink.ts'
import { term } from './terms.ts'

const MEDIA_FRAGMENTS = 'http://www.w3.org/TR/media-frags/'
/** Selectors of a foreign target that are looked at, and steps into what refines them. */
const MOST_LOOKED_AT = 32
const DEEPEST = 4

export interface Place {
  readonly selectors: readonly Selector[]
  readonly shapes?: readonly Shape[]
}

/** The target's fields beside its source: `selector`, and evidence of ours (WA4 to WA7). */
export function placeFields({ selectors, shapes }: Place): Fields {
  const texts = selectors.flatMap((one): Fields[] =>
    one.type === 'TextQuoteSelector' || one.type === 'TextPositionSelector' ? [{ ...one }] : [],
  )
  const element = selectors.find((one) => one.type === 'ElementSelector')
  const point = selectors.find((one) => one.type === 'PointSelector')
  const structure = selectors.find((one) => one.type === 'StructureSelector')
  const refined = shapes ? { type: 'SvgSelector', value: svgOf(shapes) } : point && fragmentOf(point)
  const css = element && { type: 'CssSelector', value: cssOf(element), ...(refined ? { refinedBy: refined } : {}) }
  const all = [...texts, ...(css ? [css] : refined ? [refined] : [])]
  return {
    ...(all.length === 0 ? {} : { selector: all }),
    ...(structure ? { [term('structure')]: structureTerm(structure) } : {}),
    ...(element ? { [term('element')]: elementTerm(element) } : {}),
    // Beside ink, the fragment would have to refine what the ink refines already.
    ...(shapes && point ? { [term('point')]: fragmentOf(point).value } : {}),
  }
}

/** To nine digits: shares of a box, written as a region without extent. */
const fragmentOf = ({ x, y }: PointSelector) => ({
  type: 'FragmentSelector',
  conformsTo: MEDIA_FRAGMENTS,
  value: `xywh=percent:${percent(x)},${percent(y)},0,0`,
})
const percent = (share: number): string => (Math.round(share * 1e9) / 1e7).toFixed(7).replace(/\.?0+$/, '')

/** What is known of the place of a target, others' included: what cannot be used is left out (WA10, WA11). */
export function readPlace(target: Fields): Place {
  const found = listOf(target.selector, MOST_LOOKED_AT).flatMap((one) => withRefinements(one))
  const texts = found.flatMap((one) => quoteIn(one) ?? positionIn(one) ?? [])
  const structure = readStructure(firstFields(target[term('structure')]))
  const css = found.find(({ type }) => type === 'CssSelector')
  const element = readElement(firstFields(target[term('element')])) ?? elementAt(textOf(css?.value, MAX_QUOTE) ?? '')
  const fragment = found.find(({ type }) => type === 'FragmentSelector')?.value ?? target[term('point')]
  const point = element && pointIn(fragment)
  const svg = textOf(found.find(({ type }) => type === 'SvgSelector')?.value, MAX_SVG)
  const shapes = svg === undefined ? undefined : shapesIn(svg)
  const evidence = [structure, element, point].filter((one) => one !== undefined)
  return {
    selectors: [...texts.slice(0, MAX_SELECTORS - evidence.length), ...evidence],
    ...(shapes ? { shapes } : {}),
  }
}

/** A selector and what refines it, outermost first. */
function withRefinements(value: unknown, depth = 0): Fields[] {
  if (!isFields(value) || depth >= DEEPEST) return []
  return [value, ...listOf(value.refinedBy, 4).flatMap((one) => withRefinements(one, depth + 1))]
}

/** A quote longer than we may store is none: a part of it would mark something else. */
function quoteIn(value: Fields): TextQuoteSelector | undefined {
  const exact = value.type === 'TextQuoteSelector' ? textOf(value.exact, MAX_QUOTE) : undefined
  if (exact === undefined || exact.trim() === '') return undefined
  const [prefix, suffix] = [contextOf(value.prefix), contextOf(value.suffix)]
  return { type: 'TextQuoteSelector', exact, prefix: prefix.slice(-MAX_CONTEXT), suffix: suffix.slice(0, MAX_CONTEXT) }
}

const contextOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function positionIn(value: Fields): TextPositionSelector | undefined {
  if (value.type !== 'TextPositionSelector') return undefined
  const [start, end] = [offsetOf(value.start), offsetOf(value.end)]
  return start === undefined || end === undefined || end < start
    ? undefined
    : { type: 'TextPositionSelector', start, end }
}

/** The middle of a region in per cent. */
function pointIn(value: unknown): PointSelector | undefined {
  const number = '(\\d{1,3}(?:\\.\\d{1,9})?)'
  const found = new RegExp(`^xywh=percent:${number},${number},${number},${number}$`).exec(textOf(value, 120) ?? '')
  if (!found) return undefined
  const [x = 0, y = 0, width = 0, height = 0] = found.slice(1).map(Number)
  const share = (start: number, extent: number) => Math.round((start + extent / 2) * 1e7) / 1e9
  const [across, down] = [share(x, width), share(y, height)]
  return across <= 1 && down <= 1 ? { type: 'PointSelector', x: across, y: down } : undefined
}
