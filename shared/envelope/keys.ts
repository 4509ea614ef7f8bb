import type { DeviceId, DocumentId, SpaceId } from '../domain/ids.ts'
import { type Bytes, concat, equalBytes, fromHex, toHex } from '../kit/bytes.ts'
import { sha256 } from '../kit/sha256.ts'
import { tag } from './digest.ts'
import type { DocumentClass } from './header.ts'
import type { VerifiedKeyring } from './keyring.ts'
import { type Signer, signerFromSeed } from './party.ts'
import { Recent } from './recent.ts'

const NO_SALT: Bytes = new Uint8Array(0)

/** HKDF-SHA-256 with 32 bytes of output. */
export async function hkdf(secret: Bytes, info: Bytes, salt: Bytes = NO_SALT): Promise<Bytes> {
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info }
  return new Uint8Array(await crypto.subtle.deriveBits(derivation, await hkdfKey(secret), 256))
}
const hkdfKey = (secret: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey'])

/** K4. */
export const readSeedOf = (writeSeed: Bytes): Promise<Bytes> => hkdf(writeSeed, tag('read'))
/** K5: the key that signs writers' certificates. */
export const writeSigner = async (writeSeed: Bytes): Promise<Signer> =>
  signerFromSeed(await hkdf(writeSeed, tag('write-sign')))
/** K5: the key that signs readers' certificates. */
export const readSigner = async (readSeed: Bytes): Promise<Signer> =>
  signerFromSeed(await hkdf(readSeed, tag('read-sign')))
/** K6: raw, 32 bytes. */
export const contentKeyOf = (readSeed: Bytes): Promise<Bytes> => hkdf(readSeed, tag('content'))
/** K6: raw, 32 bytes; `readSeed` of epoch 0. */
export const indexKeyOf = (readSeed: Bytes): Promise<Bytes> => hkdf(readSeed, tag('index'))
/** K7. */
export const commitmentOf = (contentKey: Bytes): Promise<Bytes> => sha256(tag('commit'), contentKey)

/** The seed of one epoch that a member holds: a writer's write seed, or a reader's read seed. 32 bytes. */
export interface RoleSeed {
  readonly role: 'writer' | 'reader'
  readonly seed: Bytes
}

/** The read seed, which a write seed yields (K4). */
export const readSeedFrom = async ({ role, seed }: RoleSeed): Promise<Bytes> =>
  role === 'writer' ? readSeedOf(seed) : seed

/** Y4: whether this write seed is the one that the keyring's epoch was made from. When not, the invite or the relay lies. */
export const seedFits = (writeSeed: Bytes, keyring: VerifiedKeyring): Promise<boolean> =>
  roleSeedFits({ role: 'writer', seed: writeSeed }, keyring)

/** Y4, for either kind of seed. */
export async function roleSeedFits(held: RoleSeed, keyring: VerifiedKeyring): Promise<boolean> {
  const readSeed = await readSeedFrom(held)
  const [read, content] = await Promise.all([readSigner(readSeed), contentKeyOf(readSeed)])
  const fits =
    equalBytes(read.publicKey, keyring.readPublic) && equalBytes(await commitmentOf(content), keyring.commitment)
  if (!fits || held.role === 'reader') return fits
  return equalBytes((await writeSigner(held.seed)).publicKey, keyring.writePublic)
}

/** What opens and seals in one space. Derived keys are kept; none can be exported. */
export class SpaceKeys {
  readonly space: SpaceId
  readonly #indexKey: CryptoKey
  readonly #contentKeys: ReadonlyMap<number, CryptoKey>
  readonly #derived = new Recent<Promise<CryptoKey>>(2_048)

  /** Use `openSpaceKeys`. */
  constructor(space: SpaceId, indexKey: CryptoKey, contentKeys: ReadonlyMap<number, CryptoKey>) {
    this.space = space
    this.#indexKey = indexKey
    this.#contentKeys = contentKeys
  }

  /** Epochs whose content can be opened, oldest first. */
  get epochs(): readonly number[] {
    return [...this.#contentKeys.keys()].sort((a, b) => a - b)
  }

  /** K9. @param name UTF-8: a page's address by the v1 rules; empty for the space; for an inbox the raw member id */
  documentId(documentClass: DocumentClass, name: Bytes): Promise<DocumentId> {
    return documentIdOf(this.#indexKey, documentClass, name)
  }

  /** K8: the AES-GCM key of a device's envelopes; undefined when the epoch's content key is not known. */
  envelopeKey(document: DocumentId, epoch: number, device: DeviceId): Promise<CryptoKey> | undefined {
    const info = concat(tag('seal'), fromHex(document), u32(epoch), fromHex(device))
    return this.#derive(epoch, info)
  }

  /** F1. @param session 8 bytes as hex @param epoch of the presence envelope that announced the session */
  frameKey(document: DocumentId, epoch: number, device: DeviceId, session: string): Promise<CryptoKey> | undefined {
    const info = concat(tag('frame'), fromHex(document), fromHex(device), fromHex(session))
    return this.#derive(epoch, info)
  }

  #derive(epoch: number, info: Bytes): Promise<CryptoKey> | undefined {
    const content = this.#contentKeys.get(epoch)
    if (content === undefined) return undefined
    return this.#derived.get(`${epoch} ${toHex(info)}`, () => {
      const derivation = { name: 'HKDF', hash: 'SHA-256', salt: fromHex(this.space), info }
      const form = { name: 'AES-GCM', length: 256 }
      return crypto.subtle.deriveKey(derivation, content, form, false, ['encrypt', 'decrypt'])
    })
  }
}

/** Four bytes, big-endian. */
export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** K9. @param indexKey HMAC-SHA-256 key */
export async function documentIdOf(
  indexKey: CryptoKey,
  documentClass: DocumentClass,
  name: Bytes,
): Promise<DocumentId> {
  const mac = await crypto.subtle.sign('HMAC', indexKey, concat(Uint8Array.of(documentClass), name))
  return toHex(new Uint8Array(mac, 0, 16)) as DocumentId
}

/** Keys from what is stored: the index key, and each known epoch's content key, raw. */
export async function importSpaceKeys(
  space: SpaceId,
  indexKey: Bytes,
  contentKeys: ReadonlyMap<number, Bytes>,
): Promise<SpaceKeys> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const index = await crypto.subtle.importKey('raw', indexKey, hmac, false, ['sign'])
  const contents = new Map<number, CryptoKey>()
  for (const [epoch, key] of contentKeys) contents.set(epoch, await hkdfKey(key))
  return new SpaceKeys(space, index, contents)
}

/** Keys of a space that is in its first epoch, from its write seed. */
export async function openSpaceKeys(space: SpaceId, writeSeed: Bytes): Promise<SpaceKeys> {
  const readSeed = await readSeedOf(writeSeed)
  return importSpaceKeys(space, await indexKeyOf(readSeed), new Map([[0, await contentKeyOf(readSeed)]]))
}
