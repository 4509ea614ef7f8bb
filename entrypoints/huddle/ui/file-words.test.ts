import { describe, expect, it } from 'vitest'
import type { TransferView } from '../files/model.ts'
import { briefWords, leftWords, sizeWords, transferWords } from './file-words.ts'
import { fades } from './use-fading.ts'

const transfer = (change: Partial<TransferView>): TransferView => ({
  id: 't',
  device: '2'.repeat(32) as TransferView['device'],
  name: 'plans.pdf',
  size: 8_400_000,
  done: 2_100_000,
  direction: 'in',
  state: 'moving',
  ...change,
})

describe('files in words', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [999_600, '1.0 MB'],
    [8_400_000, '8.4 MB'],
    [34_000_000, '34 MB'],
    [9_960_000_000, '10 GB'],
    [5e15, '5000 TB'],
    [-1, '0 B'],
  ])('%i bytes are %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))

  it('the time that is left is rounded as people round, and unknown while nothing moves', () => {
    const left = (rate: number | undefined) =>
      leftWords({ size: 1_000, done: 0, ...(rate === undefined ? {} : { rate }) })
    expect(left(undefined)).toBeUndefined()
    expect(left(0)).toBeUndefined()
    expect(left(1_000)).toBe('nearly done')
    expect(left(50)).toBe('about 20 s left')
    expect(left(5)).toBe('about 3 min left')
    expect(left(0.1)).toBe('about 3 h left')
  })

  it('all in one line, with those that wait for an answer', () => {
    expect(briefWords(1, 0)).toBe('1 file')
    expect(briefWords(2, 0)).toBe('2 files')
    expect(briefWords(1, 1)).toBe('1 file for you')
    expect(briefWords(3, 1)).toBe('3 files, 1 for you')
  })

  it('lines go by themselves once nothing is left to do about them', () => {
    expect(fades({ state: 'done', direction: 'out' })).toBe(true)
    expect(fades({ state: 'cancelled', direction: 'in' })).toBe(true)
    expect(fades({ state: 'done', direction: 'in', saved: true })).toBe(true)
    expect(fades({ state: 'done', direction: 'in' })).toBe(false)
    for (const state of ['offered', 'moving', 'paused', 'unfinished', 'failed'] as const)
      expect(fades({ state, direction: 'out' })).toBe(false)
  })

  it('every state says what is going on, both ways, and by whom', () => {
    const states = ['offered', 'moving', 'paused', 'unfinished', 'done', 'cancelled', 'failed'] as const
    for (const direction of ['in', 'out'] as const)
      expect(new Set(states.map((state) => transferWords(transfer({ state, direction }), 'Ben'))).size).toBe(7)
    expect(transferWords(transfer({ rate: 1_000_000 }), 'Ben')).toBe('2.1 MB of 8.4 MB · from Ben · about 6 s left')
    expect(transferWords(transfer({ state: 'failed', words: 'The disk is full.' }), 'Ben')).toBe('The disk is full.')
  })
})
