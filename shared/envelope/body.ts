import type { Bytes } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { deflate, inflate } from './deflate.ts'
import { paddedLength } from './padding.ts'
import type { Refusal } from './refusals.ts'

const PREFIX = 5
const DEFLATED = 1

/** E3, E4: flags, length, body (deflated where that saves a bucket), zeros. */
export async function packBody(body: Bytes): Promise<Bytes> {
  const plain = paddedLength(PREFIX + body.length)
  if (plain === paddedLength(PREFIX)) return packed(0, body)
  const deflated = await deflate(body)
  return paddedLength(PREFIX + deflated.length) < plain ? packed(DEFLATED, deflated) : packed(0, body)
}

function packed(flags: number, content: Bytes): Bytes {
  const plaintext = new Uint8Array(paddedLength(PREFIX + content.length))
  const view = new DataView(plaintext.buffer)
  view.setUint8(0, flags)
  view.setUint32(1, content.length)
  plaintext.set(content, PREFIX)
  return plaintext
}

/** Reverses `packBody`. @param limit most bytes that the body may have, inflated (E5) */
export async function unpackBody(plaintext: Bytes, limit: number): Promise<Result<Bytes, Refusal>> {
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength)
  const flags = view.getUint8(0)
  const length = view.getUint32(1)
  if (paddedLength(PREFIX + length) !== plaintext.length) return fail('bad-padding')
  if (plaintext.subarray(PREFIX + length).some(Boolean)) return fail('bad-padding')
  if ((flags & ~DEFLATED) !== 0) return fail('unknown-flags')
  const content = plaintext.slice(PREFIX, PREFIX + length)
  if ((flags & DEFLATED) !== 0) return inflate(content, limit)
  return content.length > limit ? fail('too-large') : ok(content)
}
