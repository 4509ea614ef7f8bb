import type { DeviceId } from '../../shared/domain/ids.ts'
import { type Bytes, concat, fromHex, toHex, utf8 } from '../../shared/kit/bytes.ts'
import type { TurnAnswer } from '../../shared/protocol/turn.ts'
import type { Clock } from '../ports.ts'

/** The operator's TURN server, which knows the same secret. */
export interface TurnConfig {
  /** `turn:` and `turns:` addresses. */
  readonly urls: readonly string[]
  readonly secret: string
  /** Milliseconds that credentials live. */
  readonly lifeMs: number
}

const NONE: TurnAnswer = { ice: [], expires: 0 }

/**
 * Credentials as coturn's `use-auth-secret` checks them (draft-uberti-behave-turn-rest-00): the name is `<unix expiry>:<user>`, the password
 * base64 of HMAC-SHA-1 of the name under the shared secret. The user is a keyed hash of the device: the same for a device, so that the
 * TURN server's quotas count, and saying nothing about which device it is.
 */
export class TurnCredentials {
  readonly #config: TurnConfig | undefined
  readonly #clock: Clock
  readonly #names: Promise<CryptoKey>
  readonly #passwords: Promise<CryptoKey> | undefined

  /** @param secret the relay's own, from which devices' names are derived */
  constructor(config: TurnConfig | undefined, secret: Bytes, clock: Clock) {
    this.#config = config
    this.#clock = clock
    this.#names = hmacKey(secret, 'SHA-256')
    this.#passwords = config && hmacKey(utf8(config.secret), 'SHA-1')
  }

  async issue(device: DeviceId): Promise<TurnAnswer> {
    if (this.#config === undefined || this.#passwords === undefined) return NONE
    const { urls, lifeMs } = this.#config
    const name = await crypto.subtle.sign(
      'HMAC',
      await this.#names,
      concat(utf8('huddlemark/v1/relay-turn'), fromHex(device)),
    )
    const expiry = Math.floor((this.#clock.now() + lifeMs) / 1_000)
    const username = `${expiry}:${toHex(new Uint8Array(name, 0, 8))}`
    const password = await crypto.subtle.sign('HMAC', await this.#passwords, utf8(username))
    const credential = btoa(String.fromCharCode(...new Uint8Array(password)))
    return { ice: [{ urls: [...urls], username, credential }], expires: lifeMs }
  }
}

const hmacKey = (secret: Bytes, hash: 'SHA-1' | 'SHA-256'): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign'])
