import { fail, ok, type Result } from '../kit/result.ts'
import { MAX_ADDRESS, MAX_GIVEN } from './address-bounds.ts'
import { noiseOf } from './address-noise.ts'
import { spelled } from './address-spelling.ts'

export interface PageAddress {
  /** The page's name for its document, the same for all ways of writing its address. */
  readonly address: string
  /** Scheme, host and port as the browser has them: what a site's permission and switch are about. */
  readonly origin: string
  /** The address as it was given, so that it opens, without what is the visitor's alone: trackers, session, user name. */
  readonly link: string
}

/**
 * The page's address by the v1 rules (SPEC.md, PA). They decide which people meet on one page, so they are frozen: later rules only
 * add aliases.
 *
 * @param url an address as the browser gives it
 * @returns the failure in words for people
 */
export function pageAddress(url: string): Result<PageAddress, string> {
  if (url.length > MAX_GIVEN) return fail(TOO_LONG)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
    return fail('Only pages with an http or https address can be annotated.')
  }
  const host = parsed.hostname.replace(/\.+$/, '')
  // Chromium escapes a space in a host where other browsers refuse it.
  if (host === '' || host.includes('%')) return fail('This page’s address has no host.')
  const port = parsed.port === '' || parsed.port === '80' || parsed.port === '443' ? '' : `:${parsed.port}`
  const scheme = isLocal(host) ? 'http' : 'https'
  const address = `${scheme}://${host}${port}${pathOf(parsed)}${queryOf(host, parsed.search)}${routeOf(host, parsed)}`
  const link = linkOf(host, parsed)
  return Math.max(address.length, link.length) > MAX_ADDRESS
    ? fail(TOO_LONG)
    : ok({ address, origin: parsed.origin, link })
}

const TOO_LONG = 'This page’s address is too long to be annotated.'

/** Hosts that hardly ever have a certificate (PA2). `hostname` has IPv4 addresses in dotted decimals, whatever was typed. */
function isLocal(host: string): boolean {
  if (!host.includes('.')) return true
  if (/\.(?:localhost|local|internal|lan|test|onion)$|\.home\.arpa$/.test(host)) return true
  return /^(?:127|10)(?:\.\d+){3}$|^(?:192\.168|169\.254)(?:\.\d+){2}$|^172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}$/.test(
    host,
  )
}

/** PA10: what servlets put behind a path when a visitor has no cookies. */
const SESSION_IN_PATH = /;jsessionid=[^/;]*/gi

/** PA6-PA8. What is left without the session is read again: it might end a segment of dots. */
function pathOf({ pathname }: URL): string {
  const read = new URL('https://a.invalid/')
  read.pathname = spelled(pathname, 'path').replace(SESSION_IN_PATH, '')
  return withoutSlashes(read.pathname) || '/'
}

/** PA6. Not by an expression, which would begin again at each of a million slashes. */
function withoutSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end--
  return path.slice(0, end)
}

/** The pairs of a query that say which page is meant, as they are written. @param place whether those that say where in it stay, too */
function telling(host: string, query: string, place: boolean): string[] {
  return query.split('&').filter((pair) => {
    const [name = '', ...value] = spelled(pair, 'query').split('=')
    const noise = noiseOf(host, name, value.join('='))
    return pair !== '' && (noise === undefined || (place && noise === 'place'))
  })
}

/** PA9-PA12. @param search with its question mark, or empty */
function queryOf(host: string, search: string): string {
  const pairs = telling(host, spelled(search.slice(1), 'query'), false).map((pair) => pair.replace(/^([^=]*)=$/, '$1'))
  const kept = pairs.filter((pair) => pair !== '')
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

/** What may be a route: a fragment that begins so, without what browsers and pages put behind it (PA13). */
const routeIn = (fragment: string): string =>
  /^[/!]/.test(fragment) ? (fragment.split(DIRECTIVE)[0] ?? '').replace(/#.*$/s, '') : ''
/** `:~:`, however it is escaped: what is spelled plainly afterwards must not become one. */
const DIRECTIVE = /(?::|%3a)(?:~|%7e)(?::|%3a)/i

/** PA14: a route is folded as a path and a query are. */
function routeOf(host: string, { hash }: URL): string {
  const [whole = '', ...rest] = spelled(routeIn(hash.slice(1)), 'path').split('?')
  const path = withoutSlashes(whole)
  const query = queryOf(host, `?${rest.join('?')}`)
  if (query !== '') return `#${path || '/'}${query}`
  return path === '' || path === '!' ? '' : `#${path}`
}

function linkOf(host: string, { origin, pathname, search, hash }: URL): string {
  const query = telling(host, search.slice(1), true).join('&')
  const [path = '', ...rest] = routeIn(hash.slice(1)).split('?')
  const asked = telling(host, rest.join('?'), true).join('&')
  const route = path === '' ? '' : `#${path}${asked && `?${asked}`}`
  return `${origin}${pathname.replace(SESSION_IN_PATH, '')}${query && `?${query}`}${route}`
}
