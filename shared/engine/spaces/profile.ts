import * as v from 'valibot'
import type { EnginePorts } from '../ports.ts'
import { type StoredProfile, storedProfile } from './stored.ts'

/** The person as this browser keeps them: a new one at the first start. */
export async function readProfile({ store, random }: Pick<EnginePorts, 'store' | 'random'>): Promise<StoredProfile> {
  const raw = await store.get('profile', 'me')
  if (raw !== undefined) return v.parse(storedProfile, raw)
  const profile: StoredProfile = { schema: 1, seed: random.bytes(32) }
  await store.write([{ table: 'profile', key: 'me', value: profile }])
  return profile
}
