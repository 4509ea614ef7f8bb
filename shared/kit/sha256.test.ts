import { expect, it } from 'vitest'
import { concat, toHex, utf8 } from './bytes.ts'
import { sha256 } from './sha256.ts'

it('hashes the standard’s own examples', async () => {
  expect(toHex(await sha256())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(toHex(await sha256(utf8('a'), utf8('bc')))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})

it.each([0, 1, 55, 56, 63, 64, 65, 1_000, 65_535, 65_536, 65_537, 200_000])(
  'agrees with WebCrypto on %i bytes, whole and in parts',
  async (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 131 + (i >> 8)) & 0xff)
    const expected = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
    expect(toHex(await sha256(bytes))).toBe(expected)
    const cut = length >> 1
    expect(toHex(await sha256(bytes.subarray(0, cut), concat(), bytes.subarray(cut)))).toBe(expected)
  },
)
