import { describe, expect, it } from 'vitest'
import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import { concat } from '../../kit/bytes.ts'
import { encodeLinkMessage, type LinkMessage, MAX_LINK_MESSAGE, parseLinkMessage } from './wire.ts'

const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill)
const document = 'ab'.repeat(16) as DocumentId
const head = { device: 'cd'.repeat(16) as DeviceId, nonce: '0123456789abcdef', counter: 2 ** 40 }

const MESSAGES: readonly LinkMessage[] = [
  { type: 'hello', certificate: bytes(255), signal: bytes(507) },
  { type: 'heads', document, ask: true, heads: [head, { ...head, counter: 1 }] },
  { type: 'heads', document, ask: false, heads: [] },
  { type: 'record', document, record: bytes(300) },
  { type: 'presence', record: bytes(507) },
  { type: 'bye', reason: 'unwanted' },
  { type: 'frame', record: bytes(90) },
  { type: 'signal', record: bytes(2_000) },
]

describe('link messages', () => {
  it.each(MESSAGES)('N18 $type comes back as it was sent', (message) => {
    expect(parseLinkMessage(encodeLinkMessage(message))).toEqual(message)
  })

  it.each(MESSAGES)('N18 $type cut at any place is another message or none, and never throws', (message) => {
    const whole = encodeLinkMessage(message)
    for (let length = 0; length < whole.length; length++)
      expect(parseLinkMessage(whole.subarray(0, length))).not.toEqual(message)
  })

  it.each([
    ['nothing', bytes(0)],
    ['an unknown type', bytes(40, 99)],
    ['type 0', bytes(40, 0)],
    ['bytes after a hello', concat(encodeLinkMessage(MESSAGES[0] as LinkMessage), bytes(1))],
    ['a hello whose certificate claims four gigabytes', Uint8Array.of(1, 255, 255, 255, 255, 1, 2, 3)],
    [
      'heads that claim more than they bring',
      concat(Uint8Array.of(2), bytes(16), Uint8Array.of(0, 255, 255), bytes(32)),
    ],
    ['heads whose flag is neither yes nor no', concat(Uint8Array.of(2), bytes(16), Uint8Array.of(2, 0, 0))],
    [
      'a counter beyond what numbers hold',
      concat(Uint8Array.of(2), bytes(16), Uint8Array.of(0, 0, 1), bytes(24), bytes(8, 255)),
    ],
    ['an empty record', concat(Uint8Array.of(3), bytes(16))],
    ['a record without its document', concat(Uint8Array.of(3), bytes(9))],
    ['a presence that is too long', concat(Uint8Array.of(4), bytes(8_193))],
    ['a bye for no reason', Uint8Array.of(5, 99)],
    ['a signal that is too long', concat(Uint8Array.of(9), bytes(16_384 + 252))],
    ['a frame longer than a lossy message', concat(Uint8Array.of(6), bytes(1_024))],
    ['more than a link may carry', concat(Uint8Array.of(3), bytes(MAX_LINK_MESSAGE))],
  ])('N18 refuses %s', (_what, message) => {
    expect(parseLinkMessage(message)).toBeUndefined()
  })

  it('N18 noise never throws', () => {
    for (let round = 0; round < 3_000; round++) {
      const noise = crypto.getRandomValues(new Uint8Array(1 + (round % 90)))
      noise[0] = 1 + (round % 6)
      expect(() => parseLinkMessage(noise)).not.toThrow()
    }
  })
})
