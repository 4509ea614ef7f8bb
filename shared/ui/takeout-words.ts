import type { ImportCounts, ImportPreview } from '../contract/takeout.ts'
import type { SpaceView } from '../contract/views.ts'

const amount = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** "12 annotations and 30 comments on 3 pages". */
function whatIs({ annotations, comments, pages }: ImportCounts): string {
  const things = [
    ...(annotations > 0 ? [amount(annotations, 'annotation')] : []),
    ...(comments > 0 ? [amount(comments, 'comment')] : []),
  ]
  return `${things.join(' and ')} on ${amount(pages, 'page')}`
}

const nothing = ({ annotations, comments }: ImportCounts): boolean => annotations + comments === 0

/** What would be imported, and what not, in sentences. The first says it all where everything is new. */
export function previewWords(preview: ImportPreview): string[] {
  const { here, removed, skipped } = preview
  const kept = here - removed
  const lost = skipped.reduce((sum, { count }) => sum + count, 0)
  return [
    nothing(preview)
      ? here > 0
        ? 'Everything in this file is here already.'
        : 'Nothing in this file can be placed on a web page.'
      : `${whatIs(preview)}${kept > 0 ? `, ${kept.toLocaleString('en')} more already here` : ''}.`,
    ...(removed > 0
      ? [
          `${amount(removed, 'annotation')} of it ${removed === 1 ? 'was' : 'were'} removed here, and will stay removed.`,
        ]
      : []),
    ...(lost > 0
      ? [
          `${amount(lost, 'entry', 'entries')} cannot be taken: ${skipped.map(({ why, count }) => `${count.toLocaleString('en')} ${why}`).join('; ')}.`,
        ]
      : []),
  ]
}

/** Whether there is anything to import. */
export const worthImporting = (preview: ImportPreview): boolean => !nothing(preview)

export const storedWords = (stored: ImportCounts, space: string): string =>
  nothing(stored) ? `Everything was in ${space} already.` : `Imported into ${space}: ${whatIs(stored)}.`

export const missingWords = (missing: number): string =>
  missing === 1
    ? 'One page is missing from the file: this device has nothing of it, and the relay did not give it.'
    : `${amount(missing, 'page')} are missing from the file: this device has nothing of them, and the relay did not give them.`

/** Why nothing can be imported into a space (X31); undefined where it can. */
export function importClosedWords({
  name,
  role,
  ended,
}: Pick<SpaceView, 'name' | 'role' | 'ended'>): string | undefined {
  if (ended) return `Nothing can be imported into ${name} any more: what you have of it can only be read.`
  return role === 'reader' ? `You can read in ${name}, but not write, so nothing can be imported into it.` : undefined
}
