import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../../kit/bytes.ts'
import { MAX_NAME_BYTES } from './limits.ts'
import { cleanName, cleanType } from './name.ts'

/** Every code point is as likely as any other, lone surrogates too. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x10ffff }), fc.integer({ min: 0, max: 127 })), { maxLength: 300 })
  .map((points) => String.fromCodePoint(...points))

describe('names', () => {
  it.each([
    ['Plan for spring.pdf', 'Plan for spring.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\system32\\cmd.exe', 'C__Windows_system32_cmd.exe'],
    ['.bashrc', 'bashrc'],
    ['report.pdf. . ', 'report.pdf'],
    ['nul', '_nul'],
    ['COM1.txt', '_COM1.txt'],
    ['aux .tar.gz', '_aux .tar.gz'],
    ['console.log', 'console.log'],
    ['', 'file'],
    ['...', 'file'],
    ['photo\u202egpj.exe', 'photo_gpj.exe'],
    ['zero\u200bwidth.txt', 'zero_width.txt'],
    ['line\nbreak\t.txt', 'line_break_.txt'],
    ['photo.jpg                                   .exe', 'photo.jpg .exe'],
    ['what?.txt', 'what_.txt'],
    ['cafe\u0301.txt', 'caf\u00e9.txt'],
    ['lone\ud800.txt', 'lone_.txt'],
  ])('HF3 %j becomes %j', (raw, clean) => expect(cleanName(raw)).toBe(clean))

  it('HF3 a long double name shows what it really is', () => {
    const clean = cleanName(`${'holiday '.repeat(60)}.jpg.exe`)
    expect(clean.endsWith('.exe')).toBe(true)
    expect(utf8(clean).length).toBeLessThanOrEqual(MAX_NAME_BYTES)
  })

  it('HF3 any text becomes one harmless name, and stays it', () =>
    fc.assert(
      fc.property(anyText, (raw) => {
        const clean = cleanName(raw)
        expect(clean).not.toMatch(/[/\\\p{Cc}\p{Cf}:*?"<>|]|^[. ]|[. ]$|^$/u)
        expect(utf8(clean).length).toBeLessThanOrEqual(MAX_NAME_BYTES)
        expect(cleanName(clean)).toBe(clean)
      }),
      { numRuns: 100 },
    ))

  it('HF3 a type is a media type or nothing', () =>
    expect(['image/PNG', 'text/html; charset=x', 'a/b/c', '', 'text/<b>'].map(cleanType)).toEqual([
      'image/png',
      '',
      '',
      '',
      '',
    ]))
})
