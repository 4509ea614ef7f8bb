import { ByteReader, ByteWriter } from '../../shared/kit/binary.ts'
import { type Bytes, concat, fromBase64Url, toBase64Url, utf8 } from '../../shared/kit/bytes.ts'
import type { Clock } from '../ports.ts'

const MAC_LENGTH = 32
type Purpose = 'challenge' | 'standing' | 'signal'

/**
 * Makes and checks the relay's own stateless tickets: `u64 expires ‖ content ‖ HMAC-SHA-256`, the purpose being part of what is
 * signed, so that a challenge can never pass for a token.
 */
export class Signer {
  readonly #key: Promise<CryptoKey>
  readonly #clock: Clock

  constructor(secret: Bytes, clock: Clock) {
    this.#clock = clock
    this.#key = crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  }

  async issue(purpose: Purpose, content: Bytes, lifeMs: number): Promise<Bytes> {
    const body = new ByteWriter()
      .u64(this.#clock.now() + lifeMs)
      .bytes(content)
      .done()
    const mac = await crypto.subtle.sign('HMAC', await this.#key, concat(utf8(`huddlemark/v1/relay-${purpose}`), body))
    return concat(body, new Uint8Array(mac))
  }

  /** What a ticket of this relay holds, with the time of its end (ms), or undefined when it is not ours, damaged or over. */
  async check(
    purpose: Purpose,
    ticket: Bytes,
  ): Promise<{ readonly content: Bytes; readonly expires: number } | undefined> {
    if (ticket.length < 8 + MAC_LENGTH) return undefined
    const body = ticket.slice(0, -MAC_LENGTH)
    const signed = concat(utf8(`huddlemark/v1/relay-${purpose}`), body)
    // `verify` compares in constant time.
    if (!(await crypto.subtle.verify('HMAC', await this.#key, ticket.slice(-MAC_LENGTH), signed))) return undefined
    const reader = new ByteReader(body)
    const expires = reader.u64()
    return expires > this.#clock.now() ? { content: reader.rest(), expires } : undefined
  }

  async issueText(purpose: Purpose, content: Bytes, lifeMs: number): Promise<string> {
    return toBase64Url(await this.issue(purpose, content, lifeMs))
  }

  async checkText(purpose: Purpose, text: string) {
    try {
      return await this.check(purpose, fromBase64Url(text))
    } catch {
      return undefined
    }
  }
}
