import { ByteReader, ByteWriter } from '../kit/binary.ts'
import { type Bytes, concat, equalBytes, fromBase64Url, fromUtf8, toBase64Url, utf8 } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { sha256 } from '../kit/sha256.ts'
import { MOST_RELAY } from './limits.ts'

const VERSION = 1
/** "H", so that it is never taken for an invite (I1), nor an invite for it. */
const KIND = 72
const SECRET = 16
const CHECK = 4
/** Pasted text that is looked at at all, UTF-16 units. */
const MOST_TEXT = 8_192

/** What one browser shows and the other is given: for minutes, and for one use. */
export interface LinkCode {
  readonly secret: Bytes
  /** Address of the relay that carries the handover. */
  readonly relay: string
}

export type LinkCodeRefusal = 'not-a-code' | 'damaged' | 'newer-version'

async function checkOf(body: Bytes): Promise<Bytes> {
  return (await sha256(utf8('huddlemark/v1/link'), body)).slice(0, CHECK)
}

/** BK7. @param secret 16 random bytes */
export async function encodeLinkCode({ secret, relay }: LinkCode): Promise<string> {
  const address = utf8(relay)
  const body = new ByteWriter().u8(VERSION).u8(KIND).bytes(secret).u16(address.length).bytes(address).done()
  return toBase64Url(concat(body, await checkOf(body)))
}

/** Reads a code as it was pasted or typed. */
export async function parseLinkCode(text: string): Promise<Result<LinkCode, LinkCodeRefusal>> {
  if (text.length > MOST_TEXT) return fail('not-a-code')
  try {
    const all = fromBase64Url(text.replaceAll(/\s+/g, ''))
    if (all.length < 2 + CHECK || all[1] !== KIND) return fail('not-a-code')
    const body = all.slice(0, -CHECK)
    if (!equalBytes(await checkOf(body), all.slice(-CHECK))) return fail('damaged')
    if (all[0] !== VERSION) return fail('newer-version')
    return ok(fields(body))
  } catch {
    return fail('not-a-code')
  }
}

/** @throws Malformed, SyntaxError or TypeError for what is not in the form */
function fields(body: Bytes): LinkCode {
  const reader = new ByteReader(body)
  reader.bytes(2)
  const secret = reader.bytes(SECRET)
  const relay = fromUtf8(reader.bytes(Math.min(reader.u16(), MOST_RELAY + 1)))
  reader.end()
  if (!/^https?:\/\//.test(relay) || !URL.canParse(relay)) throw new SyntaxError('not an address')
  return { secret, relay }
}
