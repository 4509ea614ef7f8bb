import { fail, ok, type Result } from '../kit/result.ts'

export interface PageAddress {
  /** The page's name for its document, the same for all ways of writing its address; also an address that can be opened. */
  readonly address: string
  /** Scheme, host and port as the browser has them: what a site's permission and switch are about. */
  readonly origin: string
}

/** Longest address that is taken, UTF-16 units. */
export const MAX_ADDRESS = 4_096

/** Query parameters that say where a visitor came from, never what is shown. Whole names, lower case. */
const TRACKING = new Set([
  // Google
  'gclid',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'srsltid',
  '_ga',
  '_gl',
  // Meta, Microsoft, Yandex, Twitter, TikTok, LinkedIn
  'fbclid',
  'igshid',
  'igsh',
  'msclkid',
  'yclid',
  'ysclid',
  'twclid',
  'ttclid',
  'li_fat_id',
  // Mail and marketing tools
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  '_hsenc',
  '_hsmi',
  '__hssc',
  '__hstc',
  '__hsfp',
  'hsctatracking',
  'vero_id',
  'oly_anon_id',
  'oly_enc_id',
  '_openstat',
  'wickedid',
  's_cid',
])
/** Families of such parameters, by the beginning of the name. */
const TRACKING_PREFIXES = ['utm_', 'pk_', 'piwik_', 'mtm_', 'matomo_', 'hsa_'] as const

/**
 * The page's address by the v1 rules. They decide which people meet on one page, so they are frozen: later rules only add aliases.
 *
 * 1. Only http and https; the two are one. The address is written with https, with http only where certificates are not to be had:
 *    loopback, private IPv4 ranges, `.local`, and names without a dot.
 * 2. Host in lower case and punycode, without a final dot; no user name or password; no port 80 or 443.
 * 3. The path as it is, percent-encoding in capitals, without slashes at its end (the root keeps its slash). `index.html` stays: a
 *    server may well show something else without it.
 * 4. The query in the order it has, without tracking parameters (`TRACKING`, `TRACKING_PREFIXES`); an empty one is dropped.
 * 5. The fragment is dropped, unless it is a route of a single-page site: it begins with `#/` or `#!`. Then rule 3's slash and rule 4
 *    do not look into it.
 *
 * @param url an address as the browser gives it
 * @returns the failure in words for people
 */
export function pageAddress(url: string): Result<PageAddress, string> {
  if (url.length > MAX_ADDRESS) return fail('This page’s address is too long to be annotated.')
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
    return fail('Only pages with an http or https address can be annotated.')
  }
  const host = parsed.hostname.replace(/\.$/, '')
  if (host === '') return fail('This page’s address has no host.')
  const port = parsed.port === '' || parsed.port === '80' || parsed.port === '443' ? '' : `:${parsed.port}`
  const scheme = isLocal(host) ? 'http' : 'https'
  const address = `${scheme}://${host}${port}${pathOf(parsed)}${queryOf(parsed)}${routeOf(parsed)}`
  return ok({ address, origin: parsed.origin })
}

/** Hosts that hardly ever have a certificate. `hostname` has IPv4 addresses in dotted decimals, whatever was typed. */
function isLocal(host: string): boolean {
  if (!host.includes('.')) return true
  if (/\.(?:localhost|local)$/.test(host)) return true
  return /^(?:127|10)(?:\.\d+){3}$|^192\.168(?:\.\d+){2}$|^172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}$/.test(host)
}

const capitals = (text: string): string => text.replace(/%[0-9a-f]{2}/gi, (encoded) => encoded.toUpperCase())

const pathOf = ({ pathname }: URL): string => capitals(pathname).replace(/\/+$/, '') || '/'

function queryOf({ search }: URL): string {
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !isTracking(pair.split('=', 1)[0] ?? ''))
  return kept.length === 0 ? '' : `?${capitals(kept.join('&'))}`
}

function isTracking(parameter: string): boolean {
  const name = parameter.toLowerCase()
  return TRACKING.has(name) || TRACKING_PREFIXES.some((prefix) => name.startsWith(prefix))
}

const routeOf = ({ hash }: URL): string => (/^#[/!]./.test(hash) ? capitals(hash) : '')
