import { utf8 } from '../../kit/bytes.ts'
import { MAX_NAME_BYTES } from './limits.ts'

/** Separators of any system, characters that Windows forbids, controls, and invisible ones that reorder or hide what is read. */
const FORBIDDEN = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Co}\u2028\u2029\ufffd]/gu
/** Names that mean devices to Windows, whatever ends them. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\s*\.|$)/i
/** A last extension worth keeping when a name is cut. */
const EXTENSION = /\.[^.\s]{1,16}$/

/** The longest beginning of whole characters within `most` bytes of UTF-8. */
function within(text: string, most: number): string {
  let [kept, used] = ['', 0]
  for (const character of text) {
    used += utf8(character).length
    if (used > most) break
    kept += character
  }
  return kept
}

/**
 * A file name that means the same everywhere: one component, visible, not reserved, at most 240 bytes (SPEC HF3). What decides how a
 * system treats the file, its last extension, survives cutting, so `photo.jpg.exe` is always seen as that.
 */
export function cleanName(raw: string): string {
  const visible = raw.toWellFormed().normalize('NFC').replace(FORBIDDEN, '_').replace(/\s+/gu, ' ')
  const trimmed = visible.replace(/^[. ]+/, '').replace(/[. ]+$/, '')
  const safe = RESERVED.test(trimmed) ? `_${trimmed}` : trimmed
  if (safe === '') return 'file'
  if (utf8(safe).length <= MAX_NAME_BYTES) return safe
  const extension = EXTENSION.exec(safe)?.[0] ?? ''
  return `${within(safe.slice(0, safe.length - extension.length), MAX_NAME_BYTES - utf8(extension).length - 3)}…${extension}`
}

/** A media type, or nothing when it is not one: it goes into the file that is saved, and nowhere else. */
export const cleanType = (raw: string): string => (/^[\w.+-]{1,63}\/[\w.+-]{1,63}$/.test(raw) ? raw.toLowerCase() : '')
