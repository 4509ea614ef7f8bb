import { expect, it } from 'vitest'
import type { Participant } from '../model.ts'
import { Announcer } from './announcer.ts'

const person = (device: string, name: string) => ({ device, name }) as unknown as Participant
const [ADA, BEN] = [person('a', 'Ada'), person('b', 'Ben')]
const words = ({ list }: Announcer) => list.map((one) => one.words)

it('tells who comes and goes, but not who was here before us', () => {
  const announcer = new Announcer(() => 1)
  expect(announcer.see([ADA], [])).toBe(false)
  expect(announcer.see([ADA, BEN], [])).toBe(true)
  announcer.see([BEN], [])
  expect(words(announcer)).toEqual(['Ben joined', 'Ada left'])
  announcer.begin()
  expect(announcer.see([ADA], [])).toBe(false)
})

it('HU44 tells a step down once, however many reasons say the same, and again when it comes back', () => {
  const announcer = new Announcer(() => 1)
  for (let i = 0; i < 3; i++) announcer.see([], ['Video is paused.', undefined, 'Video is paused.'])
  expect(words(announcer)).toEqual(['Video is paused.'])
  announcer.see([], [undefined])
  announcer.see([], ['Video is paused.'])
  expect(words(announcer)).toHaveLength(2)
})

it('keeps the newest only', () => {
  const announcer = new Announcer(() => 1)
  for (let i = 0; i < 30; i++) announcer.say(`${i}`)
  expect([announcer.list.length, announcer.list.at(-1)?.words]).toEqual([20, '29'])
})
