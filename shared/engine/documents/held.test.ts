import { expect, it } from 'vitest'
import type { DeviceId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Held, MAX_HELD_BYTES, MAX_HELD_BYTES_PER_DEVICE } from './held.ts'

const LARGE = 262_144
const record: Bytes = new Uint8Array(LARGE)
const device = (n: number) => n.toString(16).padStart(32, '0') as DeviceId
const fill = (held: Held, of: DeviceId): number => {
  let records = 0
  for (; held.hasRoom(of, LARGE); records++)
    held.set({ hash: `${of}.${records}`, record, device: of, nonce: '00', counter: records + 2, era: 0 })
  return records
}

it('D5 large records are bounded by their bytes, for each device and in all, and make room when they go', () => {
  const held = new Held()
  expect(fill(held, device(0)) * LARGE).toBe(MAX_HELD_BYTES_PER_DEVICE)
  for (let i = 1; i < 100; i++) fill(held, device(i))
  expect(held.size * LARGE).toBe(MAX_HELD_BYTES)
  held.delete(`${device(0)}.0`)
  held.delete(`${device(0)}.0`)
  expect(fill(held, device(0))).toBe(1)
  expect(held.noncesOf(device(0))).toEqual(['00'])
})
