/** Names that some systems keep for devices. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

/** A file's name from a title and a day: letters and digits of every script, hyphens, at most 60 characters before the day. */
export function fileName(title: string, ms: number, extension: 'jsonld' | 'md' | 'html'): string {
  const words = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  const cut = Array.from(words).slice(0, 60).join('').replace(/-+$/, '')
  const name = cut === '' || DEVICES.test(cut) ? 'annotations' : cut
  return `${name} ${new Date(ms).toISOString().slice(0, 10)}.${extension}`
}
