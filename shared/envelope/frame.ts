import type { DeviceId, DocumentId } from '../domain/ids.ts'
import { ByteWriter } from '../kit/binary.ts'
import { type Bytes, concat, fromHex, toHex } from '../kit/bytes.ts'
import { fail, ok, type Result } from '../kit/result.ts'
import { KIND, parseRecord, VERSION } from './header.ts'
import type { SpaceKeys } from './keys.ts'
import { RECORD_LIMIT } from './limits.ts'
import type { Refusal } from './refusals.ts'

const HEADER_LENGTH = 46
const TAG_LENGTH = 16
/** Longest body of a frame, bytes. */
export const MAX_FRAME_BODY = RECORD_LIMIT.frame - HEADER_LENGTH - TAG_LENGTH

/** What is on the outside of a frame. `session` is 8 bytes as hex; `counter` counts from 1 within it. */
export interface FrameHeader {
  readonly document: DocumentId
  readonly device: DeviceId
  readonly session: string
  readonly counter: number
}

export interface Frame extends FrameHeader {
  readonly body: Bytes
}

/** Parses what is outside (the relay checks the sender by it); proves nothing. */
export function parseFrame(record: Uint8Array): Result<FrameHeader, Refusal> {
  if (record.length < HEADER_LENGTH + TAG_LENGTH) return fail('malformed')
  return parseRecord(record, 'frame', (reader) => ({
    document: toHex(reader.bytes(16)) as DocumentId,
    device: toHex(reader.bytes(16)) as DeviceId,
    session: toHex(reader.bytes(8)),
    counter: reader.u32(),
  }))
}

/**
 * Seals a cursor position (F1). A counter used twice in one session would give both positions away: draw the session
 * anew at each start and never go back.
 * @param epoch of the presence envelope that announces the session
 */
export async function sealFrame(frame: Frame, epoch: number, keys: SpaceKeys): Promise<Result<Bytes, Refusal>> {
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
  const additionalData = record.subarray(0, HEADER_LENGTH)
  const form = { name: 'AES-GCM', iv: ivOf(header.counter), additionalData }
  try {
    const body = await crypto.subtle.decrypt(form, await key, record.subarray(HEADER_LENGTH))
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
