import type { AnnotationView, PersonView } from '../../../../shared/contract/views.ts'
import type { AnnotationId, DeviceId } from '../../../../shared/domain/ids.ts'
import { kindWords } from '../../../../shared/ui/kind-words.ts'
import { ownedWords } from './about-words.ts'

/** What was known when the last sentence was made. */
export interface Known {
  readonly people: ReadonlyMap<DeviceId, string>
  readonly annotations: ReadonlyMap<AnnotationId, { readonly comments: number }>
}

/** More at once are not read out one by one. */
const MOST = 3

export const know = (people: readonly PersonView[], annotations: ReadonlyMap<AnnotationId, AnnotationView>): Known => ({
  // Who has no name yet is news once they have one.
  people: new Map(people.filter((one) => one.here && !one.me && !one.unnamed).map((one) => [one.device, one.name])),
  annotations: new Map([...annotations].map(([id, { comments }]) => [id, { comments }])),
})

/**
 * What others have done since, in short sentences for a screen reader. Never what was said: these words stand in the page.
 * @param quiet the thread that is open: its card speaks for itself
 */
export function news(
  before: Known,
  now: Known,
  annotations: ReadonlyMap<AnnotationId, AnnotationView>,
  quiet: string | undefined,
): string[] {
  const said: string[] = []
  for (const [device, name] of now.people) if (!before.people.has(device)) said.push(`${name} joined`)
  for (const [device, name] of before.people) if (!now.people.has(device)) said.push(`${name} left`)
  for (const [id, about] of annotations) {
    const known = before.annotations.get(id)
    if (id === quiet || about.removed) continue
    if (!known && !about.mine) said.push(`${kindWords(about.kind)} by ${about.author}`)
    else if (known && about.comments > known.comments && about.lastBy !== undefined)
      said.push(`${about.lastBy} commented on ${ownedWords(about, about.lastBy)}`)
  }
  return said.length > MOST ? [`${said.length} changes on this page`] : said
}
