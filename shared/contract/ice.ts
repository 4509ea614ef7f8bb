import * as v from 'valibot'
import { fail, ok, type Result } from '../kit/result.ts'

/** STUN and TURN servers of one's own: each costs every connection gathering time. */
export const MAX_OWN_SERVERS = 4

/** One server as it is typed in the settings. */
export const typedServer = v.strictObject({
  url: v.pipe(v.string(), v.maxLength(300)),
  username: v.pipe(v.string(), v.maxLength(256)),
  credential: v.pipe(v.string(), v.maxLength(256)),
})
export type TypedServer = v.InferOutput<typeof typedServer>

/** Addresses believed of one relay: each is asked from every connection of every call. */
const MAX_RELAY_SERVERS = 8

/** A server as RTCPeerConnection takes it. */
export interface OwnServer {
  readonly urls: readonly string[]
  readonly username?: string
  readonly credential?: string
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])$/i

/** Reads what was typed; browsers would throw at the first call, without a word. @returns what is wrong, in words */
export function readServer({ url, username, credential }: TypedServer): Result<OwnServer, string> {
  const typed = url.trim()
  const [, scheme, host = '', port, query] =
    /^(stuns?|turns?):([^:[\]?/@\s]+|\[[^\]]*\])(?::(\d+))?(\?.*)?$/i.exec(typed) ?? []
  if (scheme === undefined) return fail('A server’s address looks like turn:turn.example.org:3478.')
  if (!HOST.test(host)) return fail('This is not the name or address of a server.')
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
    return fail('A port is a number from 1 to 65535.')
  const turn = /^turn/i.test(scheme)
  if (query !== undefined && !(turn && /^\?transport=(udp|tcp)$/i.test(query)))
    return fail('After the port only ?transport=udp or ?transport=tcp may follow, with TURN.')
  const urls = [scheme.toLowerCase() + typed.slice(scheme.length)]
  if (!turn) return username || credential ? fail('A STUN server takes no name or password.') : ok({ urls })
  if (username.trim() === '' || credential === '') return fail('A TURN server needs its user name and password.')
  return ok({ urls, username: username.trim(), credential })
}

/** Of what a relay names, that which a browser takes: a single address that is none would keep every call from beginning. */
export function usableServers(
  named: readonly { readonly urls: readonly string[]; readonly username?: string; readonly credential?: string }[],
): OwnServer[] {
  const servers = named.flatMap(({ urls, username = '', credential = '' }) =>
    urls.flatMap((url) => {
      const keys = /^turn/i.test(url) ? { username, credential } : { username: '', credential: '' }
      const read = readServer({ url, ...keys })
      return read.ok ? [read.value] : []
    }),
  )
  return servers.slice(0, MAX_RELAY_SERVERS)
}
