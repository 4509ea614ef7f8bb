import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { flipped, SPACE, vectors } from '../../test/vectors/fixture.ts'
import type { AnnotationId } from '../domain/ids.ts'
import { ByteWriter } from '../kit/binary.ts'
import { type Bytes, concat, fromBase64Url, fromHex, toBase64Url, utf8 } from '../kit/bytes.ts'
import { sha256 } from '../kit/sha256.ts'
import { tag } from './digest.ts'
import { decodeInvite, encodeInvite, type Invite, parseInvite } from './invite.ts'

const code = vectors.outputs.invite
const bytes = fromBase64Url(code)
const invite: Invite = { space: SPACE, writeSeed: fromHex(vectors.inputs.writeSeeds[0]), ...vectors.inputs.invite }
const outcome = async (text: string) => {
  const result = await decodeInvite(text)
  return result.ok ? 'read' : result.error
}
/** A code whose check is right, whatever it says. */
const checked = async (fields: Bytes) =>
  toBase64Url(concat(fields, (await sha256(tag('invite'), fields)).subarray(0, 4)))

describe('invites', () => {
  it('I1 any names come back', async () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 100 })
    await fc.assert(
      fc.asyncProperty(name, name, async (spaceName, inviter) => {
        const one = { ...invite, spaceName, inviter, page: '' }
        expect(must(await decodeInvite(await encodeInvite(one)))).toEqual(one)
      }),
    )
  })

  it('I4 a link straight to an annotation comes back; nothing else may stand in its place', async () => {
    const annotation = `${'a'.repeat(32)}.${'b'.repeat(16)}` as AnnotationId
    const one = { ...invite, annotation }
    const text = await encodeInvite(one)
    expect(must(await decodeInvite(text))).toEqual(one)
    const fields = fromBase64Url(await encodeInvite(invite)).slice(0, -4)
    const block = (value: string) => new ByteWriter().block(utf8(value)).done()
    expect(await outcome(await checked(concat(fields, block(annotation))))).toBe('read')
    for (const value of ['', 'a', annotation.toUpperCase(), `${annotation}0`]) {
      expect(await outcome(await checked(concat(fields, block(value))))).toBe('damaged')
    }
    expect(await outcome(await checked(concat(fields, block(annotation), utf8('x'))))).toBe('damaged')
  })

  it('I2 link, code, and code with white space are the same', async () => {
    const spaced = `\n ${code.slice(0, 20)} \u00a0\t${code.slice(20, 50)}\r\n\u200b${code.slice(50)}  `
    for (const text of [code, spaced, `https://relay.example/join#${code}`, ` https://relay.example/join#${code}\n`]) {
      expect(must(await decodeInvite(text))).toEqual(invite)
    }
  })

  it('I1 I3 a code cut anywhere is damaged, or not an invite when nothing is left of it', async () => {
    for (let length = 0; length < code.length; length++) {
      expect(['damaged', 'not-an-invite']).toContain(await outcome(code.slice(0, length)))
      if (length > 10 && length % 4 !== 1) expect(await outcome(code.slice(0, length))).toBe('damaged')
    }
  })

  it('I1 a bit turned anywhere is refused', async () => {
    for (let at = 0; at < bytes.length; at++) {
      const { ok } = await parseInvite(flipped(bytes, at))
      expect(ok).toBe(false)
    }
    expect(await outcome(toBase64Url(flipped(bytes, 30)))).toBe('damaged')
  })

  it.each([
    '',
    '   ',
    '#',
    'hello',
    'https://example.org/',
    'https://example.org/#section',
    'ümlaut',
    'A'.repeat(40_000),
  ])('I3 is not an invite: %#', async (text) => expect(await outcome(text)).toBe('not-an-invite'))

  it('I3 a newer version or kind is named as such', async () => {
    expect(await outcome(await checked(Uint8Array.of(2, 1, 9, 9, 9)))).toBe('newer-version')
    expect(await outcome(await checked(Uint8Array.of(1, 3, 9, 9, 9)))).toBe('newer-version')
  })

  const fields = (...texts: Uint8Array[]) => {
    const writer = new ByteWriter().u8(1).u8(1).bytes(new Uint8Array(48))
    for (const text of texts) writer.block(text)
    return writer.done()
  }
  const none = new Uint8Array(0)
  it.each([
    ['a relay that is no web address', fields(utf8('javascript:alert(1)'), none, none, none)],
    ['text that is not UTF-8', fields(none, Uint8Array.of(0xff), none, none)],
    ['a text too long', fields(none, new Uint8Array(2_049), none, none)],
    ['a text missing', fields(none, none, none)],
    ['trailing bytes', concat(fields(none, none, none, none), Uint8Array.of(0))],
  ])('I1 rightly checked nonsense is damaged: %s', async (_, made) =>
    expect(await outcome(await checked(made))).toBe('damaged'),
  )

  it('I1 a text too long is not written', async () =>
    await expect(encodeInvite({ ...invite, inviter: 'é'.repeat(1_025) })).rejects.toThrow(RangeError))
})
