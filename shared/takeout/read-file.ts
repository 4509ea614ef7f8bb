import { pageAddress } from '../domain/page-address.ts'
import type { PortableAnnotation, PortableComment } from '../domain/portable.ts'
import { isFields } from '../domain/web-annotation/fields.ts'
import { fromWebAnnotation } from '../domain/web-annotation.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { hypothesisReader, isHypothesisExport } from './hypothesis.ts'

/** Longest file, UTF-16 units: it is held and parsed whole before anything is stored. */
export const MAX_FILE_CHARS = 33_554_432
/** Records of a file, replies included. */
export const MAX_FILE_ANNOTATIONS = 20_000
/** Each page is a document of its own, which is opened. */
export const MAX_FILE_PAGES = 2_000
/** Comments of a file: a body takes a dozen bytes, so the file's length alone would not bound them. */
export const MAX_FILE_COMMENTS = 60_000

export const TOO_LARGE = 'This file is larger than 32 MB, which is more than can be imported at once.'
const TOO_MANY = 'This file holds more than 20,000 annotations. Split it and import the parts.'
const TOO_MANY_PAGES = 'This file is about more than 2,000 pages. Split it and import the parts.'
const TOO_MANY_COMMENTS = 'This file holds more than 60,000 comments. Split it and import the parts.'
const NOT_WHOLE = 'This file cannot be read. It may be cut off, or it is not JSON.'
const UNKNOWN = 'This file holds neither Web Annotations (JSON-LD) nor an export of Hypothesis (JSON).'
const EMPTY = 'There are no annotations in this file.'

const CIRCLE = 'reply that leads to no annotation'
const NO_PAGE = 'not on a web page (http or https)'
/** Steps from a reply to what it belongs to. */
const DEEPEST_REPLY = 200

/** Everything of a file that belongs to one page, in the order of the file. */
export interface FilePage {
  /** As `pageAddress` has it. */
  readonly address: string
  /** An address that opens it. */
  readonly link: string
  readonly title: string
  readonly annotations: readonly PortableAnnotation[]
}

export interface ReadFile {
  readonly pages: readonly FilePage[]
  /** What cannot be taken: why, and how many. */
  readonly skipped: ReadonlyMap<string, number>
}

/** Reads a whole file, ours or Hypothesis's, or says in one sentence why not (WA14 to WA18). */
export function readTakeout(text: string): Result<ReadFile, string> {
  if (text.length > MAX_FILE_CHARS) return fail(TOO_LARGE)
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const found = recordsIn(parsed.value)
  if (!found) return fail(UNKNOWN)
  if (found.records.length === 0) return fail(EMPTY)
  if (found.records.length > MAX_FILE_ANNOTATIONS) return fail(TOO_MANY)
  const read = found.records.map(found.read)
  const comments = read.reduce((sum, one) => sum + (one.ok ? one.value.comments.length : 0), 0)
  if (comments > MAX_FILE_COMMENTS) return fail(TOO_MANY_COMMENTS)
  const sorted = sortOut(read)
  return sorted.pages.length > MAX_FILE_PAGES ? fail(TOO_MANY_PAGES) : ok(sorted)
}

/** A byte order mark at the beginning is no part of JSON, and some editors write one. */
function parse(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    return fail(NOT_WHOLE)
  }
}

type Read = (value: unknown) => Result<PortableAnnotation, string>

/** A list of annotations, a page or the first page of a collection, a graph, or one annotation alone. */
function recordsIn(value: unknown): { records: readonly unknown[]; read: Read } | undefined {
  if (isHypothesisExport(value)) return { records: value.annotations, read: hypothesisReader(value.annotations) }
  if (Array.isArray(value)) return { records: value, read: fromWebAnnotation }
  if (!isFields(value)) return undefined
  const { first } = value
  const inside = [value.items, value['@graph'], isFields(first) ? first.items : undefined].find(Array.isArray)
  if (inside) return { records: inside, read: fromWebAnnotation }
  return [value.type].flat().includes('Annotation') ? { records: [value], read: fromWebAnnotation } : undefined
}

/** Replies to what they reply to, annotations to their pages; each id once, the first that the file has. */
function sortOut(read: readonly Result<PortableAnnotation, string>[]): ReadFile {
  const skipped = new Map<string, number>()
  const skip = (why: string) => void skipped.set(why, (skipped.get(why) ?? 0) + 1)
  const byId = new Map<string, PortableAnnotation>()
  const all = read.flatMap((one) => {
    if (!one.ok) skip(one.error)
    const known = !one.ok || (one.value.id !== undefined && byId.has(one.value.id))
    if (known) return []
    if (one.value.id !== undefined) byId.set(one.value.id, one.value)
    return [one.value]
  })
  const replies = new Map<PortableAnnotation, PortableComment[]>()
  for (const one of all.filter(({ address }) => byId.has(address))) {
    const root = rootOf(one, byId)
    if (root) replies.set(root, [...(replies.get(root) ?? []), ...asReplies(one)])
    else skip(CIRCLE)
  }
  const roots = all.filter(({ address }) => !byId.has(address))
  const whole = roots.map((root) => ({ ...root, comments: [...root.comments, ...(replies.get(root) ?? [])] }))
  return { pages: pagesOf(whole, skip), skipped }
}

/** What a reply leads to; undefined when it leads in a circle, or without end. */
function rootOf(
  reply: PortableAnnotation,
  byId: ReadonlyMap<string, PortableAnnotation>,
): PortableAnnotation | undefined {
  let at: PortableAnnotation | undefined = reply
  for (let step = 0; step < DEEPEST_REPLY; step++) {
    const parent = byId.get(at.address)
    if (!parent) return at
    at = parent
  }
  return undefined
}

/** A reply's words, its own name and author standing for those that its body leaves out. */
const asReplies = ({ id, by, created, comments }: PortableAnnotation): PortableComment[] =>
  comments.map((comment, n) => ({
    ...(id === undefined ? {} : { id: n === 0 ? id : `${id}#${n}` }),
    ...(created === undefined ? {} : { created }),
    ...comment,
    by: comment.by === '' ? by : comment.by,
  }))

function pagesOf(annotations: readonly PortableAnnotation[], skip: (why: string) => void): FilePage[] {
  const pages = new Map<string, { link: string; title: string; annotations: PortableAnnotation[] }>()
  for (const one of annotations) {
    const parsed = pageAddress(one.address)
    if (!parsed.ok) {
      skip(NO_PAGE)
      continue
    }
    const { address, link } = parsed.value
    const page = pages.get(address) ?? { link, title: '', annotations: [] }
    pages.set(address, page)
    page.title ||= one.title
    page.annotations.push({ ...one, comments: inOrder(one) })
  }
  return [...pages].map(([address, page]) => ({ address, ...page }))
}

/** Oldest first where times are known; a first comment without an author of its own is the annotation's. */
function inOrder({ by, created, comments }: PortableAnnotation): readonly PortableComment[] {
  const whole = comments.map((comment) => ({
    ...(created === undefined ? {} : { created }),
    ...comment,
    by: comment.by === '' ? by : comment.by,
  }))
  return whole.toSorted((a, b) => (a.created ?? 0) - (b.created ?? 0))
}
