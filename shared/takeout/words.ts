import type { PortableAnnotation, PortableComment } from '../domain/portable.ts'
import type { TextQuoteSelector } from '../domain/selector.ts'
import { timeText } from '../domain/web-annotation/fields.ts'

/** What Markdown and snapshot say alike. */

export const quoteIn = ({ selectors }: PortableAnnotation): string =>
  selectors.find((one): one is TextQuoteSelector => one.type === 'TextQuoteSelector')?.exact ?? ''

/** `2026-11-22 03:52`, in universal time: a file is read in another place than it was written in. */
export const dayAndTime = (ms: number): string => timeText(ms).slice(0, 16).replace('T', ' ')

export const authorOf = (by: string): string => (by === '' ? 'Somebody' : by)

/** Where a pin or a drawing is, for those who do not see it. */
export function whereIs({ kind, selectors }: PortableAnnotation): string {
  const element = selectors.find((one) => one.type === 'ElementSelector')
  const point = selectors.find((one) => one.type === 'PointSelector')
  if (kind !== 'pin' && kind !== 'drawing') return ''
  const named = element && [element.name, element.text].find((text) => text !== undefined && text.trim() !== '')
  const thing = THINGS[element?.tag ?? ''] ?? 'a part of the page'
  const spot =
    kind === 'pin' && point
      ? `, ${part(point.y, ['at the top', '', 'at the bottom'])} ${part(point.x, ['left', '', 'right'])}`
      : ''
  return `${kind === 'pin' ? 'Pin' : 'Drawing'} on ${thing}${named === undefined ? '' : ` “${named}”`}${spot.replace(/[\s,]+$/, '').replace(/\s+/g, ' ')}`
}

const THINGS: Readonly<Record<string, string>> = {
  img: 'the picture',
  picture: 'the picture',
  svg: 'the picture',
  canvas: 'the picture',
  video: 'the video',
  button: 'the button',
  a: 'the link',
  table: 'the table',
  p: 'the paragraph',
  h1: 'the heading',
  h2: 'the heading',
  h3: 'the heading',
}

const part = (share: number, [low, middle, high]: readonly [string, string, string]): string =>
  share < 1 / 3 ? low : share > 2 / 3 ? high : middle

/** What is to be known of an annotation besides its words. */
export function remarksOn(annotation: PortableAnnotation): string[] {
  const { importedBy, changedBy, placedBy, removed, resolved } = annotation
  return [
    ...(resolved ? ['resolved'] : []),
    ...(removed ? ['removed by its author; the conversation stays'] : []),
    ...(importedBy === undefined ? [] : [`imported by ${importedBy}`]),
    ...(placedBy === undefined ? [] : [`placed again by ${placedBy}`]),
    ...(changedBy === undefined ? [] : [`changed by ${changedBy}, who does not own it`]),
  ]
}

export function remarksOnComment({ edited, importedBy, changedBy }: PortableComment): string[] {
  return [
    ...(edited === undefined ? [] : ['edited']),
    ...(importedBy === undefined ? [] : [`imported by ${importedBy}`]),
    ...(changedBy === undefined ? [] : [`changed by ${changedBy}, who does not own it`]),
  ]
}

const KINDS = { highlight: 'Highlight', pin: 'Pin', drawing: 'Drawing', page: 'About the whole page' } as const
export const kindWord = ({ kind }: PortableAnnotation): string => KINDS[kind]
