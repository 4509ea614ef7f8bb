import { expect, it } from 'vitest'
import { ringWave } from './ring-sound.ts'

it('the sound of a ring is a WAV file: soft, without a click, and quiet in between', () => {
  const file = ringWave()
  const view = new DataView(file.buffer)
  const text = (at: number, length: number) => new TextDecoder().decode(file.subarray(at, at + length))
  expect([text(0, 4), text(8, 8), text(36, 4)]).toEqual(['RIFF', 'WAVEfmt ', 'data'])
  expect([view.getUint32(4, true) + 8, view.getUint32(40, true) + 44]).toEqual([file.length, file.length])
  const samples = new Int16Array(file.buffer.slice(44))
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  expect(loudest / 32_767).toBeGreaterThan(0.1)
  expect(loudest / 32_767).toBeLessThan(0.35)
  const steps = samples.map((sample, i) => Math.abs(sample - (samples[i - 1] ?? 0)))
  expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(0.1 * 32_767)
  // More than half of a round is quiet, and it ends as it begins: it loops.
  const last = samples.findLastIndex((sample) => sample !== 0)
  expect(last / samples.length).toBeLessThan(0.5)
  expect(samples[0]).toBe(0)
})
