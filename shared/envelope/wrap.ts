import type { DeviceId, SpaceId } from '../domain/ids.ts'
import { type Bytes, concat, fromHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { tag } from './digest.ts'
import { hkdf, type RoleSeed, u32 } from './keys.ts'
import { exchangeFromSeed, randomBytes } from './party.ts'
import type { Refusal } from './refusals.ts'

/** The IV of keys that seal one thing only. */
const ONCE = new Uint8Array(12)
const KIND_OF_SEED = { writer: 1, reader: 2 } as const
const PUBLIC_LENGTH = 32

/** Whom something is sealed to: an X25519 public key, bound to a place by salt and info. */
export interface Addressee {
  readonly exchangePublic: Bytes
  readonly salt: Bytes
  readonly info: Bytes
}

/**
 * Seals to an X25519 key (Y5): 32-byte ephemeral public ‖ AES-256-GCM. Each key seals once.
 * @param ephemeral 32 bytes of chance; given for the examples only
 */
export async function sealTo(
  to: Addressee,
  body: Bytes,
  additionalData: Bytes = new Uint8Array(0),
  ephemeral: Bytes = randomBytes(32),
): Promise<Bytes> {
  const own = await exchangeFromSeed(ephemeral)
  const key = await agreedKey(own.exchange, to.exchangePublic, to.salt, concat(to.info, own.publicKey))
  const form = { name: 'AES-GCM', iv: ONCE, additionalData }
  return concat(own.publicKey, new Uint8Array(await crypto.subtle.encrypt(form, key, body)))
}

/** Opens what `sealTo` sealed. @param exchange the private half */
export async function openTo(
  exchange: CryptoKey,
  { salt, info }: Omit<Addressee, 'exchangePublic'>,
  sealed: Bytes,
  additionalData: Bytes = new Uint8Array(0),
): Promise<Result<Bytes, Refusal>> {
  const ephemeral = sealed.slice(0, PUBLIC_LENGTH)
  if (ephemeral.length < PUBLIC_LENGTH) return fail('malformed')
  try {
    const key = await agreedKey(exchange, ephemeral, salt, concat(info, ephemeral))
    const form = { name: 'AES-GCM', iv: ONCE, additionalData }
    return ok(new Uint8Array(await crypto.subtle.decrypt(form, key, sealed.subarray(PUBLIC_LENGTH))))
  } catch {
    // Also for a public key of small order: the agreement fails then.
    return fail('bad-seal')
  }
}

async function agreedKey(exchange: CryptoKey, publicKey: Bytes, salt: Bytes, info: Bytes): Promise<CryptoKey> {
  const other = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, [])
  const secret = await crypto.subtle.deriveBits({ name: 'X25519', public: other }, exchange, 256)
  return gcmKey(await hkdf(new Uint8Array(secret), info, salt))
}

const gcmKey = (raw: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])

/** What a seed is sealed for. `name`: `wrap` in a keyring, `answer` to a knock. */
export interface SeedPlace {
  readonly name: 'wrap' | 'answer'
  readonly space: SpaceId
  readonly epoch: number
  readonly device: DeviceId
}

const bound = ({ name, space, epoch, device }: SeedPlace) => ({
  salt: fromHex(space),
  info: concat(tag(name), u32(epoch), fromHex(device)),
})

/** Y5: an epoch's seed for one device. @param exchangePublic the device's */
export const wrapSeed = (
  { role, seed }: RoleSeed,
  place: SeedPlace,
  exchangePublic: Bytes,
  ephemeral?: Bytes,
): Promise<Bytes> =>
  sealTo({ ...bound(place), exchangePublic }, concat(Uint8Array.of(KIND_OF_SEED[role]), seed), undefined, ephemeral)

/** Opens a wrap with the device's own exchange key. Whether the seed fits its keyring is for the caller to check (Y4). */
export async function openSeed(
  sealed: Bytes,
  place: SeedPlace,
  exchange: CryptoKey,
): Promise<Result<RoleSeed, Refusal>> {
  const opened = await openTo(exchange, bound(place), sealed)
  if (!opened.ok) return opened
  const [kind] = opened.value
  if (opened.value.length !== 33 || (kind !== 1 && kind !== 2)) return fail('malformed')
  return ok({ role: kind === KIND_OF_SEED.writer ? 'writer' : 'reader', seed: opened.value.slice(1) })
}

/** What a new epoch hands on of the one before (Y6). 32 bytes each. */
export interface OldKeys {
  readonly contentKey: Bytes
  readonly indexKey: Bytes
}

const oldKey = async (newContentKey: Bytes, space: SpaceId, epoch: number): Promise<CryptoKey> =>
  gcmKey(await hkdf(newContentKey, concat(tag('old'), u32(epoch)), fromHex(space)))

/** Y6. @param epoch the new one */
export async function sealOld(old: OldKeys, newContentKey: Bytes, space: SpaceId, epoch: number): Promise<Bytes> {
  const key = await oldKey(newContentKey, space, epoch)
  const body = concat(old.contentKey, old.indexKey)
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: ONCE }, key, body))
}

export async function openOld(
  sealed: Bytes,
  newContentKey: Bytes,
  space: SpaceId,
  epoch: number,
): Promise<Result<OldKeys, Refusal>> {
  const key = await oldKey(newContentKey, space, epoch)
  try {
    const body = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: ONCE }, key, sealed))
    if (body.length !== 64) return fail('malformed')
    return ok({ contentKey: body.slice(0, 32), indexKey: body.slice(32) })
  } catch {
    return fail('bad-seal')
  }
}
