import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { type Bytes, concat, toBase64Url, utf8 } from '../kit/bytes.ts'
import { decodeValue, type Entry, EntryCutter, encodeEntry, encodeValue } from './entries.ts'
import { CHUNK, ITERATIONS, MOST_ENTRY, TAG } from './limits.ts'
import { encodeLinkCode, parseLinkCode } from './link-code.ts'
import { HEAD, type Lock } from './lock.ts'
import { BackupReader } from './read.ts'
import { BackupWriter } from './write.ts'

/** In pieces, since browsers draw at most 64 KiB at once. */
function random(length: number): Bytes {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}
const salt = () => random(16)
const secret: Lock = { secret: random(16) }
const entry = (type: Entry['type'], content: Bytes): Entry => ({ type, content })
const END = entry('end', utf8('{}'))

async function written(entries: readonly Entry[], lock: Lock = secret): Promise<Bytes> {
  const writer = await BackupWriter.begin(lock, salt())
  const parts = [writer.head]
  for (const one of entries) parts.push(await writer.add(one))
  return concat(...parts, await writer.end())
}

/** What reading gives: the entries, or the refusal. */
async function read(bytes: Bytes, lock: Lock = secret, part = 50_000) {
  const reader = new BackupReader(lock)
  const entries: Entry[] = []
  for (let at = 0; at < bytes.length; at += part) {
    const got = await reader.push(bytes.slice(at, at + part))
    if (!got.ok) return got.error
    entries.push(...got.value)
  }
  const end = reader.end()
  return end.ok ? entries : end.error
}

const flipped = (bytes: Bytes, at: number): Bytes => {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

describe('a backup', () => {
  it('BK1 BK2 BK3 BK4 comes back as it was written, whatever the parts in which it comes', async () => {
    const entries = [entry('summary', utf8('{"v":1}')), entry('envelope', random(200_000)), END]
    const bytes = await written(entries)
    for (const part of [1_000_000, 65_537, 997]) expect(await read(bytes, secret, part)).toEqual(entries)
    const small = await written([entry('draft', utf8('a')), END])
    expect(await read(small, secret, 1)).toHaveLength(2)
  })

  it('BK3 holds around the length of a chunk', async () => {
    const rest = encodeEntry(END).length + 5
    for (const length of [-1, 0, 1, CHUNK - 1, CHUNK, CHUNK + 1].map((more) => CHUNK - rest + more)) {
      const bytes = await written([entry('envelope', random(length)), END])
      const chunks = Math.ceil((length + rest) / CHUNK)
      expect(bytes.length).toBe(HEAD + length + rest + chunks * (4 + TAG))
      expect(await read(bytes)).toHaveLength(2)
    }
  })

  it('BK2 opens by its passphrase only, and says so when it is another one', async () => {
    const bytes = await written([END], { passphrase: 'blue margin, seven geese' })
    expect(new DataView(bytes.buffer).getUint32(6)).toBe(ITERATIONS)
    expect(await read(bytes, { passphrase: 'blue margin, seven geese' })).toEqual([END])
    expect(await read(bytes, { passphrase: 'blue margin, seven goose' })).toBe('wrong-passphrase')
    expect(await read(bytes)).toBe('not-a-backup')
    // The same letters, composed or not.
    const composed = await written([END], { passphrase: 'Zürich zürich' })
    expect(await read(composed, { passphrase: 'Zu\u0308rich zu\u0308rich' })).toEqual([END])
  })

  it('BK1 a head that asks for few or endless iterations, or is of another kind, is refused at once', async () => {
    const bytes = await written([END], { passphrase: 'abc' })
    const asks = (iterations: number) => {
      const copy = bytes.slice()
      new DataView(copy.buffer).setUint32(6, iterations)
      return read(copy, { passphrase: 'abc' })
    }
    expect([await asks(1_000), await asks(0xffff_ffff), await asks(0)]).toEqual(['damaged', 'damaged', 'damaged'])
    expect(await read(flipped(bytes, 0))).toBe('not-a-backup')
    expect(await read(utf8('{"a picture": "of something else, and long enough to hold a head"}'))).toBe('not-a-backup')
    const newer = bytes.slice()
    newer[4] = 2
    expect(await read(newer, { passphrase: 'abc' })).toBe('newer-version')
    expect(await read(bytes.slice(0, HEAD - 1))).toBe('not-a-backup')
    expect(await read(new Uint8Array())).toBe('not-a-backup')
  })

  it('BK3 BK6 no bit can be flipped, wherever it stands', async () => {
    const bytes = await written([entry('envelope', random(70_000)), END])
    const places = [...Array.from({ length: HEAD + 40 }, (_, i) => i), HEAD + 4 + CHUNK + TAG, bytes.length - 1]
    for (const at of places) {
      const outcome = await read(flipped(bytes, at))
      expect(['not-a-backup', 'newer-version', 'wrong-passphrase', 'damaged', 'cut'], String(at)).toContain(outcome)
    }
  })

  it('BK3 BK6 nothing can be cut off, put behind, swapped, left out or repeated', async () => {
    const bytes = await written([entry('envelope', random(200_000)), END])
    const one = 4 + CHUNK + TAG
    const chunk = (n: number) => bytes.slice(HEAD + n * one, HEAD + (n + 1) * one)
    const head = bytes.slice(0, HEAD)
    for (let cut = HEAD; cut < bytes.length; cut += 7_919)
      expect(await read(bytes.slice(0, cut)), String(cut)).toBe('cut')
    expect(await read(bytes.slice(0, -1))).toBe('cut')
    expect(await read(concat(bytes, Uint8Array.of(0)))).toBe('damaged')
    expect(await read(concat(head, chunk(1), chunk(0), chunk(2), chunk(3)))).toBe('damaged')
    expect(await read(concat(head, chunk(0), chunk(2), chunk(3)))).toBe('damaged')
    expect(await read(concat(head, chunk(0), chunk(0), chunk(1)))).toBe('damaged')
    // Told to be the last by its length alone.
    const claimed = chunk(0)
    claimed[0] = (claimed[0] ?? 0) | 0x80
    expect(await read(concat(head, claimed))).toBe('damaged')
  })

  it('BK4 an unknown type was written by a newer version; without an end it is damaged', async () => {
    expect(must(new EntryCutter().push(encodeEntry(END))).length).toBe(1)
    const unknown = encodeEntry(END)
    unknown[0] = 99
    expect(new EntryCutter().push(unknown)).toEqual({ ok: false, error: 'newer-version' })
    expect(await read(await written([entry('draft', utf8('x'))]))).toBe('damaged')
    expect(await read(await written([END, END]))).toBe('damaged')
  })

  it('BK5 an entry that says it is huge is refused before it has come', () => {
    const huge = encodeEntry(entry('envelope', new Uint8Array()))
    new DataView(huge.buffer).setUint32(1, MOST_ENTRY + 1)
    expect(new EntryCutter().push(huge)).toEqual({ ok: false, error: 'damaged' })
    expect(() => encodeEntry(entry('envelope', new Uint8Array(MOST_ENTRY + 1)))).toThrow(RangeError)
  })

  it('BK6 whatever comes is refused with a word, never thrown; after a refusal nothing is read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        const outcome = await read(concat(utf8('HMBK'), new Uint8Array(noise)))
        expect(typeof outcome).toBe('string')
      }),
      { numRuns: 60 },
    )
    const reader = new BackupReader(secret)
    const bytes = await written([END])
    expect((await reader.push(flipped(bytes, bytes.length - 1))).ok).toBe(false)
    expect(await reader.push(bytes)).toEqual({ ok: false, error: 'damaged' })
  })

  it('BK4 values come back with their bytes; what is no value is damaged', () => {
    const value = { a: [1, 'x', null, { b: Uint8Array.of(1, 2, 3) }], c: true }
    expect(decodeValue(encodeValue(value))).toEqual({ ok: true, value })
    for (const bad of ['{"~bytes":5}', '{"~bytes":"*"}', '{', '']) expect(decodeValue(utf8(bad)).ok).toBe(false)
    expect(decodeValue(Uint8Array.of(0xff)).ok).toBe(false)
  })
})

describe('a link code', () => {
  const code = { secret: random(16), relay: 'https://relay.example.org' }

  it('BK7 comes back, with white space in it', async () => {
    const text = await encodeLinkCode(code)
    expect(await parseLinkCode(`  ${text.slice(0, 9)}\n ${text.slice(9)} `)).toEqual({ ok: true, value: code })
  })

  it('BK7 a code that is cut, mistyped, newer or none at all is told as what it is', async () => {
    const text = await encodeLinkCode(code)
    expect(await parseLinkCode(text.slice(0, -4))).toEqual({ ok: false, error: 'damaged' })
    const at = text.length >> 1
    expect(await parseLinkCode(`${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`)).toEqual({
      ok: false,
      error: 'damaged',
    })
    for (const bad of ['', 'AAAA', 'https://relay.example.org/join#abc', 'x'.repeat(9_000)]) {
      expect(await parseLinkCode(bad)).toEqual({ ok: false, error: 'not-a-code' })
    }
    const newer = Uint8Array.of(2, 72, 1, 2, 3)
    const check = new Uint8Array(await crypto.subtle.digest('SHA-256', concat(utf8('huddlemark/v1/link'), newer)))
    expect(await parseLinkCode(toBase64Url(concat(newer, check.slice(0, 4))))).toEqual({
      ok: false,
      error: 'newer-version',
    })
    expect((await parseLinkCode(await encodeLinkCode({ ...code, relay: 'javascript:alert(1)' }))).ok).toBe(false)
  })
})
