import { pageAddress } from '../../domain/page-address.ts'
import { mainAddress } from '../../domain/site-alias.ts'
import type { PageDocument, PageEntry, SpaceDocument } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import { MergedPage } from './merged-page.ts'
import type { Threaded } from './visit.ts'

/** Documents of one page beside its main one (W9): each is kept open and followed while somebody looks. */
const MOST_ALSO = 16

/** Which documents make one page: the main site's, and those of the aliased pages that the space knows. */
export interface PagePlan {
  readonly address: string
  readonly also: readonly string[]
}

/** @param address a page's address (PA) */
export function planOf({ document }: Pick<OpenSpace, 'document'>, address: string): PagePlan {
  const aliases = document.aliases()
  const main = mainAddress(aliases, address)
  if (aliases.size === 0) return { address: main, also: [] }
  const also = [...document.pages().values()]
    .map((entry) => entry.address)
    .filter((one) => one !== main && mainAddress(aliases, one) === main)
  return { address: main, also: also.sort().slice(0, MOST_ALSO) }
}

export const samePlan = (one: PagePlan, other: PagePlan): boolean =>
  one.address === other.address && one.also.join('\n') === other.also.join('\n')

/** Opens a page with all that belongs to it. An aliased page that cannot be read must not keep the main one from showing. */
export async function openPlanned(
  space: OpenSpace,
  plan: PagePlan,
  until: AbortSignal,
): Promise<{ readonly document: Threaded; readonly parts: readonly PageDocument[] }> {
  const opening = plan.also.map((address) => space.openPage(address, until))
  const [main, others] = await Promise.all([space.openPage(plan.address, until), Promise.allSettled(opening)])
  const read = others.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const document = read.length === 0 ? main : new MergedPage([main, ...read], until)
  return { document, parts: [main, ...read] }
}

/** Where an entry opens: its link counts only when it leads to the same page, since anybody in the space may write it. */
function opensAt({ address, link }: PageEntry): string {
  const read = link === undefined ? undefined : pageAddress(link)
  return read?.ok && read.value.address === address ? read.value.link : address
}

/** The space's pages, each once however many sites it stands on, by addresses that open. */
export function pagesOf(document: SpaceDocument): { readonly address: string; readonly title: string }[] {
  const aliases = document.aliases()
  const pages = new Map<string, PageEntry>()
  for (const entry of document.pages().values()) {
    const main = mainAddress(aliases, entry.address)
    if (!pages.has(main) || entry.address === main) pages.set(main, entry)
  }
  return [...pages].map(([main, entry]) => ({
    address: entry.address === main ? opensAt(entry) : main,
    title: entry.title,
  }))
}
