import { expect, it } from 'vitest'
import { Meter } from './meter.ts'

it('knows nothing at first, then the rate, and follows it', () => {
  const meter = new Meter()
  meter.note(0, 0)
  expect(meter.rate).toBeUndefined()
  meter.note(1_000, 1_000)
  expect(meter.rate).toBe(1_000)
  for (let second = 2; second < 12; second++) meter.note(1_000 + 5_000 * (second - 1), second * 1_000)
  expect(meter.rate).toBeGreaterThan(4_900)
})

it('begins anew when bytes are taken back, and after standing still', () => {
  const meter = new Meter()
  meter.note(5_000, 0)
  meter.note(6_000, 1_000)
  meter.note(0, 2_000)
  meter.note(1_000, 3_000)
  expect(meter.rate).toBe(1_000)
  meter.reset()
  expect(meter.rate).toBeUndefined()
})
