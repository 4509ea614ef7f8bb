import { type Bytes, concat } from '../../shared/kit/bytes.ts'

/** Well below what browsers take in one data channel message (256 KiB); PeerJS closes a connection on a larger one. */
export const CHUNK = 64 * 1024
/** Longest whole message: a remote engine must not fill our memory with one that never ends. */
export const MAX_LINK_MESSAGE = 4 * 1024 * 1024

const LAST = 0
const MORE = 1

/** Cuts a message into frames `u8 more ‖ bytes`. The channel is ordered, so frames need no numbers. */
export function* framesOf(message: Uint8Array): Generator<Bytes> {
  if (message.length > MAX_LINK_MESSAGE) throw new RangeError('message too long for a link')
  let at = 0
  do {
    const part = message.subarray(at, at + CHUNK)
    at += CHUNK
    yield concat(Uint8Array.of(at < message.length ? MORE : LAST), part)
  } while (at < message.length)
}

/** Puts frames together again. Undefined: more to come. @throws RangeError for what `framesOf` does not make: the link is to be closed. */
export class FrameJoiner {
  #parts: Uint8Array[] = []
  #size = 0

  push(frame: Uint8Array): Bytes | undefined {
    const kind = frame[0]
    if ((kind !== LAST && kind !== MORE) || frame.length > CHUNK + 1) throw new RangeError('not a frame')
    // Only a last frame may be short: otherwise empty ones could be heaped up without end.
    if (kind === MORE && frame.length !== CHUNK + 1) throw new RangeError('not a frame')
    this.#size += frame.length - 1
    if (this.#size > MAX_LINK_MESSAGE) throw new RangeError('message too long for a link')
    this.#parts.push(frame.subarray(1))
    if (kind === MORE) return undefined
    const whole = concat(...this.#parts)
    this.#parts = []
    this.#size = 0
    return whole
  }
}
