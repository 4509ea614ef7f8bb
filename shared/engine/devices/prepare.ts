import * as v from 'valibot'
import type { EnginePorts } from '../ports.ts'
import { settleArrival } from './arrival.ts'
import { eraseIfOrdered, orderErase } from './erase.ts'

const shared = v.object({ shared: v.literal(true) })

/**
 * Before anything in the store is opened: a shared computer forgets what an earlier session of the browser left (Z1), an erasing that
 * was decided is finished (Z2), and what came from another browser takes its place (DV5).
 */
export async function prepareStore(
  ports: Pick<EnginePorts, 'store' | 'clock' | 'newSession' | 'surroundings'>,
): Promise<void> {
  const { store, clock, newSession, surroundings } = ports
  if (newSession && v.is(shared, await store.get('settings', 'engine'))) await orderErase(store, true)
  await eraseIfOrdered(store, surroundings)
  await settleArrival(store, clock.now())
}
