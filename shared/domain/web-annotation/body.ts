import { MAX_COMMENT } from '../annotation.ts'
import { cleanName } from '../member.ts'
import type { PortableComment } from '../portable.ts'
import { type Fields, firstFields, iriOf, isFields, listOf, textOf, timeOf, timeText } from './fields.ts'
import { term } from './terms.ts'

/** Bodies of one annotation that are read, and the longest text among them, UTF-16 units: a comment longer than ours is read as several. */
export const MAX_BODIES = 500
const MAX_BODY = 20 * MAX_COMMENT

export const personOf = (name: string): Fields => ({ type: 'Person', name })

/** A comment as a body of its annotation (WA8): the first comments, the others reply. */
export function bodyOf(comment: PortableComment, index: number): Fields {
  const { id, canonical, body, by, importedBy, created, edited, changedBy } = comment
  return {
    ...(id === undefined ? {} : { id }),
    type: 'TextualBody',
    ...(canonical === undefined ? {} : { canonical }),
    value: body,
    format: 'text/plain',
    purpose: index === 0 ? 'commenting' : 'replying',
    ...(by === '' ? {} : { creator: personOf(by) }),
    ...(created === undefined ? {} : { created: timeText(created) }),
    ...(edited === undefined ? {} : { modified: timeText(edited) }),
    ...(importedBy === undefined ? {} : { [term('importedBy')]: importedBy }),
    ...(changedBy === undefined ? {} : { [term('changedBy')]: changedBy }),
  }
}

/** A person's name as it may be shown: of an agent, of an account such as `acct:ada@example.org`, or as it stands. */
export function nameIn(value: unknown): string {
  const [agent] = listOf(value, 1)
  const said = isFields(agent)
    ? [agent.name, agent.nickname, agent.id].find((one) => listOf(one, 1)[0] !== undefined)
    : agent
  const text = textOf(listOf(said, 1)[0], 1_000) ?? ''
  return cleanName(/^acct:([^@]*)@/.exec(text)?.[1] ?? text)
}

/** A name under one of our own terms. */
export const namedUnder = <Name extends 'importedBy' | 'changedBy' | 'placedBy'>(fields: Fields, name: Name) => {
  const text = cleanName(textOf(fields[term(name)], 1_000) ?? '')
  return (text === '' ? {} : { [name]: text }) as { readonly [Key in Name]?: string }
}

/** What others wrote as `body` or `bodyValue`, as comments; tags become words (WA12). */
export function commentsIn(annotation: Fields): readonly PortableComment[] {
  const bodies = [...listOf(annotation.bodyValue, 1), ...listOf(annotation.body, MAX_BODIES)]
  const tags = bodies.flatMap((body) => (isFields(body) && body.purpose === 'tagging' ? textIn(body).trim() : []))
  const said = bodies.filter((body) => !isFields(body) || body.purpose !== 'tagging').flatMap(read)
  return withTags(
    said,
    tags.filter((tag) => tag !== ''),
    annotation,
  )
}

function read(body: unknown): PortableComment[] {
  const value = textIn(body).trim()
  if (value === '' || value.length > MAX_BODY) return []
  const fields = isFields(body) ? body : {}
  const [created, edited] = [timeOf(fields.created), timeOf(fields.modified)]
  return pieces(value).map((piece, n) => ({
    ...named(fields, 'id', n),
    ...named(fields, 'canonical', n),
    body: piece,
    by: nameIn(fields.creator),
    ...namedUnder(fields, 'importedBy'),
    ...(created === undefined ? {} : { created }),
    ...(edited === undefined ? {} : { edited }),
    ...namedUnder(fields, 'changedBy'),
  }))
}

/** A piece but the first goes by its number. */
function named<Name extends 'id' | 'canonical'>(fields: Fields, name: Name, n: number) {
  const iri = iriOf(fields[name])
  return (iri === undefined ? {} : { [name]: n === 0 ? iri : `${iri}#${n}` }) as { readonly [Key in Name]?: string }
}

/** The text of a body: a string, an embedded text, what a specific resource holds, the first of a choice; of anything else its address. */
function textIn(body: unknown, depth = 0): string {
  if (typeof body === 'string') return body
  if (!isFields(body) || depth > 2) return ''
  if (typeof body.value === 'string') return body.value
  return textIn(body.source ?? firstFields(body.items) ?? body.id, depth + 1)
}

/** In pieces that are comments; between two halves of one character nothing is cut. */
function pieces(text: string): string[] {
  const made: string[] = []
  for (let at = 0; at < text.length; ) {
    const cut = at + MAX_COMMENT
    const halved = cut < text.length && /[\uD800-\uDBFF]/.test(text.charAt(cut - 1))
    made.push(text.slice(at, halved ? cut - 1 : cut))
    at = halved ? cut - 1 : cut
  }
  return made.filter((piece) => piece.trim() !== '')
}

function withTags(said: readonly PortableComment[], tags: readonly string[], annotation: Fields): PortableComment[] {
  if (tags.length === 0) return [...said]
  const words = `Tags: ${tags.join(', ')}`.slice(0, MAX_COMMENT)
  const [first, ...others] = said
  const whole = first && `${first.body}\n\n${words}`
  if (first && whole !== undefined && whole.length <= MAX_COMMENT) return [{ ...first, body: whole }, ...others]
  return [...said, { body: words, by: nameIn(annotation.creator) }]
}
