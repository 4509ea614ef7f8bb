import type { PortableAnnotation, PortableComment } from '../domain/portable.ts'
import { authorOf, dayAndTime, kindWord, quoteIn, remarksOn, remarksOnComment, whereIs } from './words.ts'

/** Somebody's text as Markdown that shows it as it is: no markup of theirs, no tags, no headings (WA20). */
export function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\\`*_[\]<>&|~]/g, (char) => (char === '&' ? '&amp;' : char === '<' ? '&lt;' : `\\${char}`))
    .replace(
      /^([^\S\n]*)([#+=-]|\d{1,9}[.)])/gm,
      (_all, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    )
    .replace(/^[^\S\n]+/gm, '')
}

/** An address in angle brackets, if it can stand there. */
const link = (address: string): string => (/^https?:\/\/[^\s<>]+$/.test(address) ? `<${address}>` : plain(address))

export function markdownHead(title: string, made: string, nameless: boolean): string {
  const names = nameless ? ' Names were left out.' : ''
  return `# ${line(title)}\n\nExported from Huddlemark, ${made} (UTC).${names} This file is not encrypted.\n`
}

export function markdownPage(title: string, address: string): string {
  return `\n## ${line(title === '' ? address : title)}\n\n${link(address)}\n`
}

const line = (text: string): string => plain(text.replace(/\s+/g, ' ').trim())

/** One annotation with its conversation. */
export function markdownOf(annotation: PortableAnnotation): string {
  const { by, created, comments } = annotation
  const quote = quoteIn(annotation)
  const about = [
    ...(quote === '' ? [line(whereIs(annotation) || kindWord(annotation))] : []),
    `**${line(authorOf(by))}**${created === undefined ? '' : `, ${dayAndTime(created)}`}`,
    ...remarksOn(annotation).map(line),
  ].join(' · ')
  const quoted = quote === '' ? '' : `${indented(plain(quote), '> ')}\n\n`
  return `\n${quoted}${about}\n${comments.length === 0 ? '' : '\n'}${comments.map(commentOf).join('')}`
}

function commentOf(comment: PortableComment): string {
  const { by, created, body } = comment
  const head = [
    `**${line(authorOf(by))}**${created === undefined ? '' : `, ${dayAndTime(created)}`}`,
    ...remarksOnComment(comment).map(line),
  ].join(' · ')
  return `- ${head}\n\n${indented(plain(body), '  ')}\n\n`
}

const indented = (text: string, by: string): string =>
  text
    .split('\n')
    .map((one) => `${by}${one}`.trimEnd())
    .join('\n')
