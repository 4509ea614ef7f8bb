/**
 * Annotations as the W3C Web Annotation Data Model has them (https://www.w3.org/TR/annotation-model/), in JSON-LD. Rules WA1 to WA13 are
 * in shared/takeout/SPEC.md.
 */
import { fail, ok, type Result } from '../kit/result.ts'
import { MAX_ADDRESS } from './address-bounds.ts'
import { ANNOTATION_KINDS, type AnnotationKind, COLOURS } from './annotation.ts'
import { cleanName } from './member.ts'
import type { PortableAnnotation } from './portable.ts'
import { bodyOf, commentsIn, namedUnder, nameIn, personOf } from './web-annotation/body.ts'
import { type Fields, iriOf, isFields, listOf, textOf, timeOf, timeText } from './web-annotation/fields.ts'
import { type Place, placeFields, readPlace } from './web-annotation/place.ts'
import { CONTEXT, term } from './web-annotation/terms.ts'

/** An annotation as JSON-LD. Plain JSON, its keys in the order in which people read them. */
export type WebAnnotation = Fields

/** In code points. */
const MAX_TITLE = 150

/** One annotation, valid by itself: one target, one page (WA1 to WA9). */
export function toWebAnnotation(annotation: PortableAnnotation): WebAnnotation {
  const { id, canonical, by, created, importedBy, changedBy, placedBy, comments } = annotation
  const edited = comments.flatMap((comment) => comment.edited ?? comment.created ?? [])
  const latest = edited.reduce((most, one) => Math.max(most, one), -1)
  return {
    '@context': CONTEXT,
    ...(id === undefined ? {} : { id }),
    type: 'Annotation',
    ...(canonical === undefined ? {} : { canonical }),
    motivation: comments.length > 0 || annotation.kind === 'page' ? 'commenting' : 'highlighting',
    ...(by === '' ? {} : { creator: personOf(by) }),
    ...(created === undefined ? {} : { created: timeText(created) }),
    ...(latest > (created ?? 0) ? { modified: timeText(latest) } : {}),
    ...(comments.length === 0 ? {} : { body: comments.map(bodyOf) }),
    target: targetOf(annotation),
    [term('kind')]: annotation.kind,
    [term('colour')]: annotation.colour,
    ...(annotation.resolved ? { [term('resolved')]: true } : {}),
    ...(annotation.removed ? { [term('removed')]: true } : {}),
    ...(importedBy === undefined ? {} : { [term('importedBy')]: importedBy }),
    ...(changedBy === undefined ? {} : { [term('changedBy')]: changedBy }),
    ...(placedBy === undefined ? {} : { [term('placedBy')]: placedBy }),
  }
}

/** A part of the page; or the page itself, since without a selector the standard knows no specific resource. */
function targetOf({ address, title, ...place }: PortableAnnotation): Fields {
  const fields = placeFields(place)
  return {
    ...('selector' in fields ? { type: 'SpecificResource', source: address } : { id: address }),
    ...fields,
    ...(title === '' ? {} : { [term('title')]: title }),
  }
}

/**
 * Reads an annotation, ours or anybody's. Tolerant of every form that the standard allows, strict about bounds; what cannot be used is
 * left out, and where too little is left the answer says why, in words for people (WA10 to WA13). An annotation that replies to another
 * has that one's id in the place of the page's address.
 */
export function fromWebAnnotation(value: unknown): Result<PortableAnnotation, string> {
  if (!isFields(value) || !listOf(value.type, 8).includes('Annotation')) return fail('not a Web Annotation')
  const [target] = listOf(value.target, 1)
  const address = sourceOf(target)
  if (address === undefined) return fail('without an address')
  const fields = isFields(target) ? target : {}
  const [place, comments] = [readPlace(fields), commentsIn(value)]
  const kind = kindOf(value, place)
  if (kind === 'page' && comments.length === 0) return fail('without words or a place that could be found again')
  const [id, canonical, created] = [iriOf(value.id), iriOf(value.canonical), timeOf(value.created)]
  const colour = COLOURS.find((one) => one === value[term('colour')]) ?? 'yellow'
  return ok({
    ...(id === undefined ? {} : { id }),
    ...(canonical === undefined ? {} : { canonical }),
    address,
    title: cleanName(textOf(fields[term('title')], 4_096) ?? '', MAX_TITLE),
    kind,
    colour,
    selectors: kind === 'page' ? [] : place.selectors,
    ...(kind === 'drawing' && place.shapes ? { shapes: place.shapes } : {}),
    by: nameIn(value.creator),
    ...namedUnder(value, 'importedBy'),
    ...namedUnder(value, 'changedBy'),
    ...namedUnder(value, 'placedBy'),
    ...(created === undefined ? {} : { created }),
    resolved: value[term('resolved')] === true,
    ...(value[term('removed')] === true ? { removed: true as const } : {}),
    comments,
  })
}

/** An address, a resource's id, or a specific resource's source. */
function sourceOf(target: unknown): string | undefined {
  if (typeof target === 'string') return textOf(target, MAX_ADDRESS)
  if (!isFields(target)) return undefined
  const [source] = listOf(target.source ?? target.id, 1)
  return textOf(isFields(source) ? source.id : source, MAX_ADDRESS)
}

/** The kind that it says it is, where the place fits; otherwise what the place is good for. */
function kindOf(value: Fields, { selectors, shapes }: Place): AnnotationKind {
  const has = (type: string) => selectors.some((one) => one.type === type)
  const fits: Record<AnnotationKind, boolean> = {
    highlight: has('TextQuoteSelector'),
    drawing: shapes !== undefined && has('ElementSelector'),
    pin: has('ElementSelector') && has('PointSelector'),
    page: true,
  }
  const said = ANNOTATION_KINDS.find((kind) => kind === value[term('kind')])
  if (said !== undefined && fits[said]) return said
  return (['drawing', 'highlight', 'pin', 'page'] as const).find((kind) => fits[kind]) ?? 'page'
}
