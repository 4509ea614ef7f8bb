/** Whole escapes, then whatever may not stand plainly in an address, a lone `%` among it. */
const TO_SPELL = /%([0-9a-f]{2})|[^A-Za-z0-9\-._~!*():@,$/?#&=+;]/giu
const IN_PATH = /[A-Za-z0-9\-._~!*():@,$]/
const IN_QUERY = /[A-Za-z0-9\-._~!*():@,$/?]/
const PLAIN = { path: IN_PATH, query: IN_QUERY } as const

/**
 * PA7: one spelling for each character, whatever the browser, the site or a mail program escaped. Characters that mean nothing special
 * in this part stand plainly, those that do keep the form they have, all others are escaped in capitals. Spelling twice changes nothing.
 */
export const spelled = (text: string, part: keyof typeof PLAIN): string =>
  text.replace(TO_SPELL, (found, hex: string | undefined) => {
    if (hex === undefined) return escaped(found)
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return PLAIN[part].test(character) ? character : found.toUpperCase()
  })

/** `encodeURIComponent` leaves apostrophes, and throws at half a character, which an address does not hold. */
const escaped = (character: string): string =>
  character === "'" ? '%27' : encodeURIComponent(character.toWellFormed())
