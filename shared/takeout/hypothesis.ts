/**
 * The JSON export of Hypothesis: `{ export_date, export_userid, client_version, annotations }`, each annotation as its API has it
 * (hypothesis/client, src/sidebar/services/annotations-exporter.ts and src/types/api.ts). Facts of a format; its targets are written as
 * the standard's, so they are read as those are.
 */
import type { PortableAnnotation } from '../domain/portable.ts'
import { type Fields, isFields, listOf, textOf } from '../domain/web-annotation/fields.ts'
import { fromWebAnnotation } from '../domain/web-annotation.ts'
import { fail, type Result } from '../kit/result.ts'

const NO_PARENT = 'reply to something that is not in the file'

interface Export {
  readonly annotations: readonly unknown[]
}

export function isHypothesisExport(value: unknown): value is Export {
  return isFields(value) && Array.isArray(value['annotations']) && typeof value['export_date'] === 'string'
}

/** Where Hypothesis shows one annotation: its name in every file that holds it. */
const nameOf = (id: string): string => `https://hypothes.is/a/${encodeURIComponent(id)}`

const idIn = (record: unknown): string | undefined => (isFields(record) ? textOf(record.id, 200) : undefined)

/** @param records all of the file: replies name what they reply to, and count only with it */
export function hypothesisReader(records: readonly unknown[]): (value: unknown) => Result<PortableAnnotation, string> {
  const known = new Set(records.map(idIn))
  return (value) => {
    if (!isFields(value)) return fail('not an annotation')
    const references = listOf(value['references'], 200).filter((one) => typeof one === 'string')
    const parent = references.findLast((one) => known.has(one))
    if (references.length > 0 && parent === undefined) return fail(NO_PARENT)
    return fromWebAnnotation(translated(value, parent))
  }
}

/** The record in the standard's words; a reply has the name of what it replies to as its target. */
function translated(record: Fields, parent: string | undefined): Fields {
  const id = idIn(record)
  const [target] = listOf(record.target, 1)
  const document = isFields(record['document']) ? record['document'] : {}
  const [title] = listOf(document['title'], 1)
  const uri = textOf(record['uri'], 4_096)
  const tags = listOf(record['tags'], 100).filter((tag) => typeof tag === 'string')
  const place = isFields(target) ? { source: uri, ...target } : { source: uri }
  return {
    type: 'Annotation',
    ...(id === undefined ? {} : { id: nameOf(id) }),
    creator: personIn(record),
    created: record.created,
    target: parent === undefined ? { ...place, 'huddlemark:title': title } : nameOf(parent),
    body: [
      {
        value: record['text'],
        ...(id === undefined ? {} : { id: `${nameOf(id)}#text` }),
        creator: personIn(record),
        created: record.created,
        ...(record['updated'] === record.created ? {} : { modified: record['updated'] }),
      },
      ...tags.map((value) => ({ value, purpose: 'tagging' })),
    ],
  }
}

/** The name that somebody shows, else their account's. */
function personIn(record: Fields): unknown {
  const info = isFields(record['user_info']) ? record['user_info'] : {}
  const shown = textOf(info['display_name'], 1_000)
  return shown !== undefined && shown.trim() !== '' ? { name: shown } : record['user']
}
