import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DEVICE, documentAt, example, SPACE } from '../../test/vectors/fixture.ts'
import { toHex } from '../kit/bytes.ts'
import { type Header, NO_PREVIOUS } from './header.ts'
import { peerIdOf, placeInLease } from './lease.ts'

it('K3 PeerIDs are decimal, fit 63 bits, and differ by device, document and nonce', async () => {
  const of = (nonce: string, document = documentAt(0), device = DEVICE) => peerIdOf(device, document, nonce)
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 8, maxLength: 8 }), async (nonce) => {
      const id = BigInt(await of(toHex(nonce)))
      expect(id >= 0n && id < 2n ** 63n).toBe(true)
    }),
    { numRuns: 50 },
  )
  const nonce = '00'.repeat(8)
  const ids = [
    of(nonce),
    of('01'.repeat(8)),
    of(nonce, documentAt(1)),
    of(nonce, documentAt(0), 'ab'.repeat(16) as typeof DEVICE),
  ]
  expect(new Set(await Promise.all(ids)).size).toBe(4)
})

const hashes = ['', 'h1', 'h2', 'h3']
const at = (counter: number): string | undefined => hashes[counter]
const header = (counter: number, previous: string): Header => {
  const { body: _, ...rest } = example('update').draft
  return { ...rest, space: SPACE, iv: new Uint8Array(12), counter, previous }
}

it.each([
  ['the first of a lease', 'next', 1, NO_PREVIOUS, 'h1', 0],
  ['the one after the last', 'next', 4, 'h3', 'h4', 3],
  ['the last again', 'duplicate', 3, 'h2', 'h3', 3],
  ['an early one again', 'duplicate', 1, NO_PREVIOUS, 'h1', 3],
  ['another one with a known counter', 'equivocation', 2, 'h1', 'other', 3],
  ['one that continues another past', 'broken-chain', 4, 'other', 'h4', 3],
  ['one too far ahead', 'gap', 5, 'h4', 'h5', 3],
  ['a later one of an unknown lease', 'gap', 2, 'h1', 'h2', 0],
] as const)('E6 %s: %s', (_, place, counter, previous, hash, last) =>
  expect(placeInLease(header(counter, previous), hash, last, at)).toBe(place),
)

it('E6 what a checkpoint covers is taken as known', () => {
  expect(placeInLease(header(2, 'h1'), 'h2', 3, () => undefined)).toBe('duplicate')
  expect(placeInLease(header(4, 'h3'), 'h4', 3, () => undefined)).toBe('next')
})
