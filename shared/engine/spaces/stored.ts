/**
 * The person and their spaces as they lie in the store. Table `profile`: `me`. Table `spaces`: `joined.<space>` and
 * `pending.<space>`. The member seed and the write seed are raw bytes (a later issue brings rotation); device keys
 * are CryptoKeys that cannot be exported.
 */
import * as v from 'valibot'
import { isId, type MemberId, type SpaceId } from '../../domain/ids.ts'
import { MEMBER_COLOURS } from '../../domain/member.ts'
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

const storedSpace = v.object({
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
  /** It is only looked at any more. */
  ended: v.exactOptional(
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
})
export type StoredSpace = v.InferOutput<typeof storedSpace>

const storedPending = v.object({ schema, invite: bytes, since: v.number() })

export const JOINED = 'joined.'
export const PENDING = 'pending.'
/** Being forgotten: what is left of it is erased at the next start. */
export const FORGOTTEN = 'forgotten.'

/** Where the drafts of one space begin in the table `settings`. */
export const draftsOf = (space: SpaceId): string => `draft/${space}/`

/** S7: one space that cannot be read must not keep the others from opening. @returns `joined` in the order in which they came */
export async function readSpaces(store: Store) {
  const joined: StoredSpace[] = []
  const unreadable: SpaceId[] = []
  for (const { key, value } of await store.list('spaces', JOINED)) {
    const parsed = v.safeParse(storedSpace, value)
    if (parsed.success) joined.push(parsed.output)
    else unreadable.push(key.slice(JOINED.length) as SpaceId)
  }
  const invites: Bytes[] = []
  for (const { value } of await store.list('spaces', PENDING)) {
    const parsed = v.safeParse(storedPending, value)
    if (parsed.success) invites.push(parsed.output.invite)
  }
  return { joined: joined.sort((a, b) => a.since - b.since), unreadable, invites }
}
