import type { DeviceId, SpaceId } from '../domain/ids.ts'
import { type ByteReader, ByteWriter, Malformed } from '../kit/binary.ts'
import { type Bytes, equalBytes, fromHex, toHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { sha256 } from '../kit/sha256.ts'
import { hashId } from './digest.ts'
import { isSoundPoint, verifySignature } from './ed25519.ts'
import { KIND, parseRecord, SIGNATURE_LENGTH, VERSION } from './header.ts'
import { MAX_ADMINS, MAX_KEYRING_DEVICES, MAX_WRAP } from './limits.ts'
import type { Refusal } from './refusals.ts'

/** The epoch's new keys for one device, sealed to its X25519 key. */
export interface Wrap {
  readonly device: DeviceId
  readonly sealed: Bytes
}

export interface KeyringFields {
  readonly epoch: number
  /** Hash of the keyring before; zeros in the genesis keyring. */
  readonly previous: Bytes
  /** 16 bytes. */
  readonly random: Bytes
  /** Member public keys, 32 bytes each. */
  readonly admins: readonly Bytes[]
  readonly writePublic: Bytes
  readonly readPublic: Bytes
  /** K7. */
  readonly commitment: Bytes
  readonly revoked: readonly DeviceId[]
  readonly wraps: readonly Wrap[]
  readonly oldSealed: Bytes
  /** Member public key. */
  readonly signer: Bytes
}

/** A keyring as written. Nothing is proven until `verifyKeyrings`. */
export interface Keyring extends KeyringFields {
  /** Everything before the signature. */
  readonly body: Bytes
  readonly signature: Bytes
}

/** A keyring that follows from the genesis keyring whose hash is `space`. Only `verifyKeyrings` makes one. */
export interface VerifiedKeyring extends Keyring {
  readonly '~verified': true
  readonly space: SpaceId
  /** 32 bytes. */
  readonly hash: Bytes
  /** The epoch in which each device was first revoked (Y7). One map for the whole chain: it may name epochs after this one. */
  readonly revocations: ReadonlyMap<DeviceId, number>
}

/** Y7: revoked by this keyring or one before it; no later one takes it back. */
export const isRevoked = (keyring: VerifiedKeyring, device: DeviceId): boolean =>
  (keyring.revocations.get(device) ?? Number.POSITIVE_INFINITY) <= keyring.epoch

export function parseKeyring(record: Uint8Array): Result<Keyring, Refusal> {
  return parseRecord(record, 'keyring', (reader) => {
    const fields = readFields(reader)
    const body = record.slice(0, reader.offset) as Bytes
    const signature = reader.bytes(SIGNATURE_LENGTH)
    reader.end()
    return { ...fields, body, signature }
  })
}

function readFields(reader: ByteReader): KeyringFields {
  return {
    epoch: reader.u32(),
    previous: reader.bytes(32),
    random: reader.bytes(16),
    admins: list(reader.u8(), MAX_ADMINS, () => publicKey(reader)),
    writePublic: publicKey(reader),
    readPublic: publicKey(reader),
    commitment: reader.bytes(32),
    revoked: list(reader.u16(), MAX_KEYRING_DEVICES, () => toHex(reader.bytes(16)) as DeviceId),
    wraps: list(reader.u16(), MAX_KEYRING_DEVICES, () => ({
      device: toHex(reader.bytes(16)) as DeviceId,
      sealed: reader.block(MAX_WRAP),
    })),
    oldSealed: reader.block(MAX_WRAP),
    signer: publicKey(reader),
  }
}

function list<Value>(length: number, most: number, read: () => Value): Value[] {
  if (length > most) throw new Malformed(`list of ${length}, at most ${most}`)
  return Array.from({ length }, read)
}

function publicKey(reader: ByteReader): Bytes {
  const key = reader.bytes(32)
  if (!isSoundPoint(key)) throw new Malformed('not a usable public key')
  return key
}

/** Everything before the signature (Y1). */
export function encodeKeyringBody(fields: KeyringFields): Bytes {
  const writer = new ByteWriter().u8(VERSION).u8(KIND.keyring).u32(fields.epoch).bytes(fields.previous)
  writer.bytes(fields.random).u8(fields.admins.length)
  for (const admin of fields.admins) writer.bytes(admin)
  writer.bytes(fields.writePublic).bytes(fields.readPublic).bytes(fields.commitment)
  writer.u16(fields.revoked.length)
  for (const device of fields.revoked) writer.bytes(fromHex(device))
  writer.u16(fields.wraps.length)
  for (const wrap of fields.wraps) writer.bytes(fromHex(wrap.device)).block(wrap.sealed)
  return writer.block(fields.oldSealed).bytes(fields.signer).done()
}

/** Y2: the id of the space that begins with this genesis keyring. */
export const spaceIdOf = async (genesis: Keyring): Promise<SpaceId> => (await hashId('space', genesis.body)) as SpaceId

/**
 * Parses and proves a space's keyrings, genesis first (Y1-Y3).
 * @param records at least one; each continues the one before
 * @param space what the genesis keyring must hash to
 * @returns the keyrings in order; the last is the newest epoch's
 */
export async function verifyKeyrings(
  records: readonly Uint8Array[],
  space: SpaceId,
): Promise<Result<readonly VerifiedKeyring[], Refusal>> {
  const verified: VerifiedKeyring[] = []
  const revocations = new Map<DeviceId, number>()
  for (const record of records) {
    const next = await verifyNext(record, space, verified.at(-1))
    if (!next.ok) return next
    for (const device of next.value.revoked) if (!revocations.has(device)) revocations.set(device, next.value.epoch)
    verified.push({ ...next.value, '~verified': true, revocations })
  }
  return verified.length === 0 ? fail('malformed') : ok(verified)
}

async function verifyNext(
  record: Uint8Array,
  space: SpaceId,
  before: VerifiedKeyring | undefined,
): Promise<Result<Keyring & { readonly space: SpaceId; readonly hash: Bytes }, Refusal>> {
  const parsed = parseKeyring(record)
  if (!parsed.ok) return parsed
  const keyring = parsed.value
  const refusal = before === undefined ? await refuseGenesis(keyring, space) : refuseLater(keyring, before)
  if (refusal !== undefined) return fail(refusal)
  if (!(await verifySignature(keyring.signer, keyring.signature, 'keyring', keyring.body))) return fail('bad-signature')
  return ok({ ...keyring, space, hash: await sha256(keyring.body) })
}

/** Y2. */
async function refuseGenesis(keyring: Keyring, space: SpaceId): Promise<Refusal | undefined> {
  const extras = keyring.revoked.length + keyring.wraps.length + keyring.oldSealed.length
  if (keyring.epoch !== 0 || extras > 0 || keyring.previous.some(Boolean)) return 'broken-chain'
  if ((await spaceIdOf(keyring)) !== space) return 'wrong-space'
  return keyring.admins.some((admin) => equalBytes(admin, keyring.signer)) ? undefined : 'wrong-signer'
}

/** Y3. */
function refuseLater(keyring: Keyring, before: VerifiedKeyring): Refusal | undefined {
  if (keyring.epoch !== before.epoch + 1 || !equalBytes(keyring.previous, before.hash)) return 'broken-chain'
  return before.admins.some((admin) => equalBytes(admin, keyring.signer)) ? undefined : 'wrong-signer'
}
