import * as v from 'valibot'
import { isId, type SpaceId } from '../../domain/ids.ts'
import { verifyKeyrings } from '../../envelope/keyring.ts'
import { roleSeedFits } from '../../envelope/keys.ts'
import type { Member } from '../../envelope/party.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { MAX_KEYRING, MAX_KEYRINGS } from '../../protocol/limits.ts'
import { enterSpace } from './membership.ts'
import type { StoredSpace } from './stored.ts'

const bytes = (most: number) => v.custom<Bytes>((value) => value instanceof Uint8Array && value.length <= most)
const MOST_NAME = 2_048

/** Everything of a membership but what belongs to one device: its keys and its certificate. */
const portable = v.strictObject({
  space: v.custom<SpaceId>((value) => typeof value === 'string' && isId(value)),
  /** Absent: private. */
  relay: v.exactOptional(v.pipe(v.string(), v.maxLength(MOST_NAME), v.regex(/^https?:\/\//))),
  name: v.pipe(v.string(), v.maxLength(MOST_NAME)),
  role: v.picklist(['writer', 'reader']),
  seed: bytes(32),
  keyrings: v.pipe(v.array(bytes(MAX_KEYRING)), v.minLength(1), v.maxLength(MAX_KEYRINGS)),
})
export type Portable = v.InferOutput<typeof portable>

/** The keyrings up to the epoch whose seed it is: where we were removed there may be more, which it does not open. */
export function portableOf({ space, relay, name, role, seed, keyrings, contentKeys }: StoredSpace): Portable {
  const known = keyrings.slice(0, contentKeys.length)
  return { space, ...(relay === undefined ? {} : { relay }), name, role, seed, keyrings: known }
}

/** Backups of an earlier version held a writer's seed, and no word of roles. */
function inPresentForm(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('writeSeed' in value)) return value
  const { writeSeed, ...rest } = value
  return { ...rest, role: 'writer', seed: writeSeed }
}

/** A membership that came from outside: undefined when it does not parse, or its keys are not those of the space that it names. */
export async function readPortable(value: unknown): Promise<Portable | undefined> {
  const parsed = v.safeParse(portable, inPresentForm(value))
  if (!parsed.success) return undefined
  const chain = await verifyKeyrings(parsed.output.keyrings, parsed.output.space)
  const newest = chain.ok ? chain.value.at(-1) : undefined
  return newest && (await roleSeedFits(parsed.output, newest)) ? parsed.output : undefined
}

/** The membership on this device: with keys and a certificate of its own. @param now milliseconds since 1970 */
export function enterFrom(from: Portable, member: Member, now: number): Promise<StoredSpace> {
  const { space, name, role, seed, keyrings, relay } = from
  return enterSpace({ space, name, held: { role, seed }, keyrings, relay }, member, now)
}
