import { fail, ok, type Result } from '../../kit/result.ts'

/**
 * A relay's address as people type it. Without a scheme it is https, on this computer http. Path is kept, the rest refused or dropped.
 * @returns without a slash at the end
 */
export function relayAddress(text: string): Result<string, string> {
  const typed = text.trim()
  if (typed === '') return fail('Type the relay’s address.')
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed)
    ? typed
    : `${isLoopback(`http://${typed}`) ? 'http' : 'https'}://${typed}`
  if (!URL.canParse(full)) return fail('This is not an address.')
  const url = new URL(full)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return fail('A relay’s address begins with https:// or http://.')
  if (url.username !== '' || url.password !== '') return fail('A relay’s address holds no user name or password.')
  return ok(url.origin + url.pathname.replace(/\/+$/, ''))
}

/** The address means whichever computer reads it: an invite with it works on one computer only. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname } = new URL(address)
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
