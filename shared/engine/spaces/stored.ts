/**
 * The person and their spaces as they lie in the store. Table `profile`: `me`. Table `spaces`: `joined.<space>` and
 * `pending.<space>`. The member seed and the write seed are raw bytes (a later issue brings rotation); device keys
 * are CryptoKeys that cannot be exported.
 */
import * as v from 'valibot'
import { isId, type SpaceId } from '../../domain/ids.ts'
import { MEMBER_COLOURS } from '../../domain/member.ts'
import type { Bytes } from '../../kit/bytes.ts'

const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array)
const key = v.custom<CryptoKey>((value) => value instanceof CryptoKey)
const schema = v.literal(1)
const spaceId = v.custom<SpaceId>((value) => typeof value === 'string' && isId(value))

export const storedProfile = v.object({
  schema,
  seed: bytes,
  card: v.exactOptional(v.object({ v: v.literal(1), name: v.string(), colour: v.picklist(MEMBER_COLOURS) })),
})
export type StoredProfile = v.InferOutput<typeof storedProfile>

export const storedSpace = v.object({
  schema,
  space: spaceId,
  /** Absent: private. */
  relay: v.exactOptional(v.string()),
  /** As the invite or the maker called it; shown until the space document says otherwise. */
  name: v.string(),
  writeSeed: bytes,
  keyrings: v.array(bytes),
  certificate: bytes,
  /** Milliseconds since 1970. */
  notAfter: v.number(),
  device: v.object({
    id: v.string(),
    publicKey: bytes,
    signing: key,
    exchangePublic: bytes,
    exchange: key,
  }),
  /** Order of the list, by when it came. */
  since: v.number(),
})
export type StoredSpace = v.InferOutput<typeof storedSpace>

export const storedPending = v.object({ schema, invite: bytes, since: v.number() })

export const JOINED = 'joined.'
export const PENDING = 'pending.'
