/**
 * One or two letters that stand for a name in an avatar: the first of the first word and of the last. Letters are user-perceived
 * characters, so that an accent or an emoji is not cut in half. `?` when the name has nothing to show.
 */
export function initials(name: string): string {
  const words = name.split(/[\s_.-]+/).filter((word) => /[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(word))
  const first = words[0]
  if (first === undefined) return '?'
  const last = words.length > 1 ? words[words.length - 1] : undefined
  return (letter(first) + (last === undefined ? '' : letter(last))).toLocaleUpperCase()
}

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function letter(word: string): string {
  for (const { segment } of segments.segment(word))
    if (/[\p{L}\p{N}\p{Emoji_Presentation}]/u.test(segment)) return segment
  return ''
}
