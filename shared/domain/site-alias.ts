import { fail, ok, type Result } from '../kit/result.ts'
import { pageAddress } from './page-address.ts'

/** The value stored under the site's own name: whose pages its pages are. */
export interface SiteAlias {
  readonly v: 1
  readonly to: string
  /** Taken back. The entry stays, so that who did it last counts. */
  readonly undone?: true
}

/** What is declared and holds: site -> the site whose pages its pages are. */
export type SiteAliases = ReadonlyMap<string, string>

/** Aliases of one space that count (W8): each address is looked up in all of them. */
export const MAX_ALIASES = 64
/** How many aliases one address is led through (W7). */
const MOST_STEPS = 8

/**
 * A site: scheme, host, port, and perhaps a path, as page addresses begin; without a slash at its end.
 * @param text as people type it, with or without `https://`
 * @returns the failure in words for people
 */
export function siteOf(text: string): Result<string, string> {
  const typed = text.trim()
  const page = pageAddress(typed.includes('://') ? typed : `https://${typed}`)
  if (!page.ok) return fail('Type the site’s address, such as https://preview.example.org.')
  if (/[?#]/.test(page.value.address)) return fail('A site is written without “?” and “#”.')
  return ok(page.value.address.replace(/\/$/, ''))
}

/** Whether an address, or a site, is of this site. */
const within = (address: string, site: string): boolean =>
  address.startsWith(site) && (address.length === site.length || '/?#'.includes(address.charAt(site.length)))

/** W6: both are sites, and the second does not lie within the first, which would lead ever deeper into itself. */
export function isAlias(from: string, to: string): boolean {
  const [one, other] = [siteOf(from), siteOf(to)]
  return one.ok && other.ok && one.value === from && other.value === to && !within(to, from)
}

/** One step, by the alias that says most about the address. Undefined: none does, or what it leads to is no page. */
function followed(aliases: SiteAliases, address: string): string | undefined {
  let best: readonly [from: string, to: string] | undefined
  for (const alias of aliases) {
    if (within(address, alias[0]) && alias[0].length > (best?.[0].length ?? 0)) best = alias
  }
  const page = best && pageAddress(best[1] + address.slice(best[0].length))
  return page?.ok ? page.value.address : undefined
}

/** Where the aliases lead; undefined: nowhere, they go in a circle. */
function end(aliases: SiteAliases, address: string): string | undefined {
  let at = address
  for (let step = 0; step <= MOST_STEPS; step++) {
    const next = followed(aliases, at)
    if (next === undefined) return at
    at = next
  }
  return undefined
}

/** W7: the page's address on the main site. Where the aliases do not end, none of them counts. */
export const mainAddress = (aliases: SiteAliases, address: string): string =>
  aliases.size === 0 ? address : (end(aliases, address) ?? address)

/** Whether the pages of this site are led in a circle, so that its alias does not count. */
export const isCircle = (aliases: SiteAliases, site: string): boolean => end(aliases, site) === undefined
