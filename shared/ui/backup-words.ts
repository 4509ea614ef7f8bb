import type { RestorePreview } from '../contract/backup.ts'

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

/** What is in a backup, before it is taken in: a sentence each. */
export function restoreWords(preview: RestorePreview): string[] {
  const day = new Date(preview.made).toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' })
  const who = preview.name === '' ? 'Made' : `${preview.name}’s, made`
  const drafts = preview.drafts === 0 ? '' : `, ${many(preview.drafts, 'draft', 'drafts')}`
  return [
    `${who} on ${day}.`,
    `${many(preview.documents, 'document', 'documents')}, ${many(preview.records, 'sealed change', 'sealed changes')}${drafts}.`,
    ...(preview.here === undefined ? [] : [preview.here]),
  ]
}

/** One space of a backup in a line. */
export function spaceWords({ private: alone, pages, people }: RestorePreview['spaces'][number]): string {
  const about = many(pages, 'page', 'pages')
  return alone ? `private, ${about}` : `${many(people, 'person', 'people')}, ${about}`
}
