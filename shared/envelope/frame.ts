import { ByteWriter } from '../kit/binary.ts'
import { type Bytes, concat, fromHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { FRAME_HEADER_LENGTH, type FrameHeader, KIND, parseFrame, TAG_LENGTH, VERSION } from './header.ts'
import type { SpaceKeys } from './keys.ts'
import { RECORD_LIMIT } from './limits.ts'
import type { Refusal } from './refusals.ts'

/** Longest body of a frame, bytes. */
export const MAX_FRAME_BODY = RECORD_LIMIT.frame - FRAME_HEADER_LENGTH - TAG_LENGTH

export interface Frame extends FrameHeader {
  readonly body: Bytes
}

/**
 * Seals a cursor position (F1). A counter used twice in one session would give both positions away: draw the session
 * anew at each start and never go back.
 * @param epoch of the presence envelope that announces the session
 * @throws RangeError when the counter is not from 1 to 2^32 - 1
 */
export async function sealFrame(frame: Frame, epoch: number, keys: SpaceKeys): Promise<Result<Bytes, Refusal>> {
  if (!(frame.counter >= 1 && frame.counter <= 0xffffffff)) throw new RangeError('a frame counts from 1 to 2^32 - 1')
  if (frame.body.length > MAX_FRAME_BODY) return fail('too-large')
  const key = keys.frameKey(frame.document, epoch, frame.device, frame.session)
  if (key === undefined) return fail('wrong-epoch')
  const additionalData = new ByteWriter()
    .u8(VERSION)
    .u8(KIND.frame)
    .bytes(fromHex(frame.document))
    .bytes(fromHex(frame.device))
    .bytes(fromHex(frame.session))
    .u32(frame.counter)
    .done()
  const form = { name: 'AES-GCM', iv: ivOf(frame.counter), additionalData }
  return ok(concat(additionalData, new Uint8Array(await crypto.subtle.encrypt(form, await key, frame.body))))
}

/** Opens a frame; whether its session was announced and its counter is new is for the caller to check (F2). */
export async function openFrame(record: Bytes, epoch: number, keys: SpaceKeys): Promise<Result<Frame, Refusal>> {
  const parsed = parseFrame(record)
  if (!parsed.ok) return parsed
  const header = parsed.value
  const key = keys.frameKey(header.document, epoch, header.device, header.session)
  if (key === undefined) return fail('wrong-epoch')
  const additionalData = record.subarray(0, FRAME_HEADER_LENGTH)
  const form = { name: 'AES-GCM', iv: ivOf(header.counter), additionalData }
  try {
    const body = await crypto.subtle.decrypt(form, await key, record.subarray(FRAME_HEADER_LENGTH))
    return ok({ ...header, body: new Uint8Array(body) })
  } catch {
    return fail('bad-seal')
  }
}

function ivOf(counter: number): Bytes {
  const iv = new Uint8Array(12)
  new DataView(iv.buffer).setUint32(8, counter)
  return iv
}
