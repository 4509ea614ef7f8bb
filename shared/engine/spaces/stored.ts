/**
 * The person and their spaces as they lie in the store. Table `profile`: `me`. Table `spaces`: `joined.<space>`,
 * `pending.<space>`, `wanted.<space>` and `invite.<space>.<id>`. The member seed and the epochs' keys are raw bytes, since new ones
 * are made from them; device keys are CryptoKeys that cannot be exported.
 */
import * as v from 'valibot'
import { isId, type MemberId, type SpaceId } from '../../domain/ids.ts'
import { MEMBER_COLOURS } from '../../domain/member.ts'
import { contentKeyOf, indexKeyOf, readSeedOf } from '../../envelope/keys.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { Store } from '../ports.ts'

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

const common = {
  space: spaceId,
  /** Absent: private. */
  relay: v.exactOptional(v.string()),
  /** As the invite or the maker called it; shown until the space document says otherwise. */
  name: v.string(),
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
  /** It is only looked at any more: by our own wish, or since an admin deleted it. */
  closed: v.exactOptional(
    v.variant('how', [
      v.object({ how: v.literal('left') }),
      v.object({
        how: v.literal('deleted'),
        by: v.custom<MemberId>((value) => typeof value === 'string' && isId(value)),
      }),
    ]),
  ),
  /** Order of the list, by when it came. */
  since: v.number(),
}

/** As a space was stored before there were epochs. */
const firstForm = v.object({ schema, writeSeed: bytes, ...common })

/** Why a space goes on on this device only. `left-behind`: a new epoch came, and nobody who made it knew of this device. */
export const ENDED = ['removed', 'left-behind'] as const
export type Ended = (typeof ENDED)[number]

const secondForm = v.object({
  schema: v.literal(2),
  ...common,
  /** Whose seed of the newest epoch that we have this is: a write seed or a read seed. */
  role: v.picklist(['writer', 'reader']),
  seed: bytes,
  indexKey: bytes,
  /** By epoch, from 0. Where `ended` is set, there may be more keyrings than keys. */
  contentKeys: v.pipe(v.array(bytes), v.minLength(1)),
  ended: v.exactOptional(v.picklist(ENDED)),
})
export type StoredSpace = v.InferOutput<typeof secondForm>

/** S14: what an earlier version stored, in the present form. It knew one epoch, and writers only. */
async function inPresentForm(stored: v.InferOutput<typeof firstForm> | StoredSpace): Promise<StoredSpace> {
  if (stored.schema === 2) return stored
  const { writeSeed, schema: _, ...rest } = stored
  const readSeed = await readSeedOf(writeSeed)
  const [indexKey, contentKey] = await Promise.all([indexKeyOf(readSeed), contentKeyOf(readSeed)])
  return { schema: 2, ...rest, role: 'writer', seed: writeSeed, indexKey, contentKeys: [contentKey] }
}

const storedDevice = v.object({
  id: v.string(),
  publicKey: bytes,
  signing: key,
  exchangePublic: bytes,
  exchange: key,
})
const storedPending = v.object({
  schema,
  invite: bytes,
  since: v.number(),
  /** We knocked: with this device, which the answer is sealed to, and this record. */
  knock: v.exactOptional(v.object({ device: storedDevice, record: bytes })),
})
/** S15: kept on the device that made it. `gone`: taken back, and the relay is to forget it. */
export const storedInvite = v.object({
  schema,
  id: v.string(),
  secret: bytes,
  role: v.picklist(['reader', 'writer', 'admin']),
  askFirst: v.boolean(),
  /** Milliseconds since 1970. */
  expires: v.number(),
  /** In which it was made. */
  epoch: v.number(),
  gone: v.exactOptional(v.literal(true)),
})
export type StoredInvite = v.InferOutput<typeof storedInvite>

export type StoredPending = v.InferOutput<typeof storedPending>

export const JOINED = 'joined.'
export const PENDING = 'pending.'
/** Being forgotten: what is left of it is erased at the next start. */
export const FORGOTTEN = 'forgotten.'

/** Where the drafts of one space begin in the table `settings`. */
export const draftsOf = (space: SpaceId): string => `draft/${space}/`
export const WANTED = 'wanted.'
export const INVITE = 'invite.'

/** S7: one space that cannot be read must not keep the others from opening. @returns `joined` in the order in which they came */
export async function readSpaces(store: Store) {
  const joined: StoredSpace[] = []
  const unreadable: SpaceId[] = []
  for (const { key, value } of await store.list('spaces', JOINED)) {
    const parsed = v.safeParse(v.variant('schema', [firstForm, secondForm]), value)
    if (parsed.success) joined.push(await inPresentForm(parsed.output))
    else unreadable.push(key.slice(JOINED.length) as SpaceId)
  }
  const pending: StoredPending[] = []
  for (const { value } of await store.list('spaces', PENDING)) {
    const parsed = v.safeParse(storedPending, value)
    if (parsed.success) pending.push(parsed.output)
  }
  return { joined: joined.sort((a, b) => a.since - b.since), unreadable, pending }
}
