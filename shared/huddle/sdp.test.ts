import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintOf, normalFingerprint, tuneAudio } from './sdp.ts'

const pairs = (byte: string) => Array(32).fill(byte).join(':')
const line = (value: string, hash = 'sha-256') => `a=fingerprint:${hash} ${value}\r\n`
const AUDIO = [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
  'a=mid:0',
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:63 red/48000/2',
  'a=fmtp:63 111/111',
  'a=rtpmap:9 G722/8000',
]
const VIDEO = ['m=video 9 UDP/TLS/RTP/SAVPF 96 97', 'a=rtpmap:96 VP8/90000', 'a=rtpmap:97 red/90000']
const sdp = (...lines: readonly string[]) => `${['v=0', 's=-', ...lines].join('\r\n')}\r\n`

describe('the fingerprint of a description', () => {
  it('HU9 is one, however often and in whatever case it is named', () => {
    const found = fingerprintOf(`v=0\r\n${line(pairs('AB'))}m=audio\r\n${line(pairs('ab'), 'SHA-256')}`)
    expect(found).toEqual({ ok: true, value: 'ab'.repeat(32) })
  })

  it.each([
    ['none', 'v=0\r\n', 'none'],
    ['two', line(pairs('AB')) + line(pairs('AC')), 'several'],
    ['another hash', line(pairs('AB'), 'sha-1'), 'hash'],
    ['another hash beside it', line(pairs('AB')) + line('AB:CD', 'sha-1'), 'hash'],
    ['a short one', line('AB:CD'), 'malformed'],
    ['one with more behind it', line(`${pairs('AB')} x`), 'malformed'],
    ['no value', 'a=fingerprint:sha-256\r\n', 'malformed'],
    ['no hash', 'a=fingerprint:\r\n', 'hash'],
    [
      'one that hides behind tabs',
      `a=fingerprint:sha-256 ${pairs('AB')}\r\na=fingerprint:sha-256\t${pairs('AC')}\r\n`,
      'several',
    ],
    [
      'one that hides behind a lone carriage return',
      `v=0\ra=fingerprint:sha-256 ${pairs('AB')}\r${line(pairs('AC'))}`,
      'several',
    ],
  ])('HU9 is refused when there is %s', (_, text, error) => expect(fingerprintOf(text)).toEqual({ ok: false, error }))

  it('HU9 is told by browsers with colons, in either case', () => {
    expect(normalFingerprint(` ${pairs('0A')} `)).toBe('0a'.repeat(32))
    expect(normalFingerprint('0a'.repeat(32))).toBeUndefined()
  })
})

describe('our own description', () => {
  it('HU10 puts red before opus and turns DTX on', () => {
    const tuned = tuneAudio(sdp(...AUDIO, ...VIDEO)).split('\r\n')
    expect(tuned[2]).toBe('m=audio 9 UDP/TLS/RTP/SAVPF 63 111 9 0 8 13 110 126')
    expect(tuned).toContain('a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1')
    expect(tuned.filter((text) => !AUDIO.includes(text))).toEqual([
      'v=0',
      's=-',
      tuned[2],
      'a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1',
      ...VIDEO,
      '',
    ])
  })

  it('HU10 tunes each audio section by its own numbers, and not twice', () => {
    const second = AUDIO.map((text) => text.replace(/\b111\b/g, '109').replace(/\b63\b/g, '64'))
    const once = tuneAudio(sdp(...AUDIO, ...VIDEO, ...second))
    expect(once).toContain('SAVPF 64 109 9 0')
    expect(once).toContain('a=fmtp:109 minptime=10;useinbandfec=1;usedtx=1')
    expect(tuneAudio(once)).toBe(once)
  })

  it('HU10 leaves red where there is none, as in Firefox', () => {
    const firefox = [
      'm=audio 9 UDP/TLS/RTP/SAVPF 109 9',
      'a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1',
      'a=rtpmap:109 opus/48000/2',
    ]
    expect(tuneAudio(sdp(...firefox))).toBe(sdp(firefox[0] ?? '', `${firefox[1]};usedtx=1`, firefox[2] ?? ''))
  })

  it('HU10 does not move red that the list does not name', () => {
    const odd = sdp(...AUDIO.map((text) => text.replace(' 63 9 0', ' 9 0')))
    expect(tuneAudio(odd)).toContain('SAVPF 111 9 0')
  })

  it('HU10 gives anything else back as it was', () => {
    expect(tuneAudio('')).toBe('')
    expect(tuneAudio(sdp(...VIDEO))).toBe(sdp(...VIDEO))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('m=audio ', '\r\n', 'a', '9', ' ', 'a=rtpmap:', ';') }),
        (text) => tuneAudio(text) === text,
      ),
    )
    fc.assert(fc.property(fc.string(), (text) => tuneAudio(text) === text))
  })
})
