import * as v from 'valibot'
import { MEMBER_COLOURS } from '../../domain/member.ts'
import { parseInvite } from '../../envelope/invite.ts'
import { type Member, memberFromSeed } from '../../envelope/party.ts'
import { type Bytes, equalBytes } from '../../kit/bytes.ts'
import { storedSettings } from '../contexts/settings.ts'
import type { Store, StoreChange } from '../ports.ts'
import { enterFrom, type Portable, portableOf, readPortable } from '../spaces/portable.ts'
import { JOINED, PENDING, readSpaces, type StoredProfile, storedProfile } from '../spaces/stored.ts'

/** In the table `settings`. */
const KEY = 'arrival'

const bytes = v.custom<Bytes>((value) => value instanceof Uint8Array)
export const card = v.object({ v: v.literal(1), name: v.string(), colour: v.picklist(MEMBER_COLOURS) })
export const person = v.strictObject({
  seed: v.pipe(
    bytes,
    v.check((seed) => seed.length === 32),
  ),
  card: v.exactOptional(card),
})

/** A person who comes to this browser, with everything but their documents, which lie in the store already. */
export interface Arrival {
  readonly person: v.InferOutput<typeof person>
  readonly spaces: readonly Portable[]
  /** Accepted invites that wait for their relay. */
  readonly invites: readonly Bytes[]
  readonly settings: unknown
  /** Keys and texts of what was typed and not posted. */
  readonly drafts: ReadonlyArray<readonly [string, string]>
}

const stored = v.object({
  schema: v.literal(1),
  person,
  spaces: v.array(v.unknown()),
  invites: v.array(bytes),
  settings: v.unknown(),
  drafts: v.array(v.tuple([v.string(), v.string()])),
})

/** One write, after everything that it needs: the next start of the engine completes it. */
export function stageArrival(store: Store, arrival: Arrival): Promise<void> {
  return store.write([{ table: 'settings', key: KEY, value: { schema: 1, ...arrival } }])
}

/** Puts the person who came in the place of the one who is here, in one write (DV5). Nothing when nobody came. @param now milliseconds since 1970 */
export async function settleArrival(store: Store, now: number): Promise<void> {
  const raw = await store.get('settings', KEY)
  if (raw === undefined) return
  const read = v.safeParse(stored, raw)
  const rest: StoreChange = { table: 'settings', key: KEY, value: undefined }
  if (!read.success) return store.write([rest])
  const { seed, card } = read.output.person
  const member = await memberFromSeed(seed)
  const profile: StoredProfile = { schema: 1, seed, ...(card ? { card } : {}) }
  await store.write([
    { table: 'profile', key: 'me', value: profile },
    ...(await memberships(store, member, read.output.spaces, now)),
    ...(await waiting(store, read.output.invites, now)),
    ...(await choices(store, read.output.settings, read.output.drafts)),
    rest,
  ])
}

async function memberships(
  store: Store,
  member: Member,
  spaces: readonly unknown[],
  now: number,
): Promise<StoreChange[]> {
  const { joined, unreadable } = await readSpaces(store)
  const before = v.safeParse(storedProfile, await store.get('profile', 'me'))
  const same = before.success && equalBytes(before.output.seed, member.seed)
  const changes: StoreChange[] = []
  const here = new Set([...joined.map(({ space }) => space), ...unreadable])
  for (const one of same ? [] : joined) {
    const entered = await enterFrom(portableOf(one), member, now)
    changes.push({ table: 'spaces', key: JOINED + one.space, value: { ...entered, since: one.since } })
  }
  let since = Math.max(now, ...joined.map((one) => one.since))
  for (const value of spaces) {
    const portable = await readPortable(value)
    if (!portable || here.has(portable.space)) continue
    here.add(portable.space)
    since++
    const entered = await enterFrom(portable, member, now)
    changes.push({ table: 'spaces', key: JOINED + portable.space, value: { ...entered, since } })
    changes.push({ table: 'spaces', key: PENDING + portable.space, value: undefined })
  }
  return changes
}

async function waiting(store: Store, invites: readonly Bytes[], now: number): Promise<StoreChange[]> {
  const changes: StoreChange[] = []
  for (const bytes of invites) {
    const invite = await parseInvite(bytes)
    if (!invite.ok) continue
    const { space } = invite.value
    if ((await store.get('spaces', JOINED + space)) !== undefined) continue
    changes.push({ table: 'spaces', key: PENDING + space, value: { schema: 1, invite: bytes, since: now } })
  }
  return changes
}

/** What this browser has of its own goes before what came. */
async function choices(
  store: Store,
  settings: unknown,
  drafts: ReadonlyArray<readonly [string, string]>,
): Promise<StoreChange[]> {
  const own = await store.get('settings', 'engine')
  const came = v.safeParse(storedSettings, settings)
  // Whether the computer is shared is said of this one only.
  const { shared: _, ...taken } = came.success ? came.output : { sitesOff: [] }
  const both = { ...taken, ...asObject(own) }
  const changes: StoreChange[] = [{ table: 'settings', key: 'engine', value: both }]
  for (const [key, value] of drafts) {
    if ((await store.get('settings', key)) === undefined) changes.push({ table: 'settings', key, value })
  }
  return changes
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
