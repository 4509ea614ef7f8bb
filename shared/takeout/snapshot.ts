import type { PortableAnnotation, PortableComment } from '../domain/portable.ts'
import { utf8 } from '../kit/bytes.ts'
import { inkOf } from './snapshot-ink.ts'
import { SNAPSHOT_STYLE } from './snapshot-style.ts'
import { authorOf, dayAndTime, kindWord, quoteIn, remarksOn, remarksOnComment, whereIs } from './words.ts'

/**
 * A page to be read by people who have nothing installed: one file, no script, nothing loaded from anywhere; its own policy says so (WA21).
 * Everything in it that people wrote goes through `escaped`.
 */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for an element or a quoted attribute. What HTML cannot hold (a zero) becomes the sign for that. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? '').replaceAll('\0', '\uFFFD')

async function policy(): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(SNAPSHOT_STYLE)))
  const style = `'sha256-${btoa(String.fromCharCode(...hash))}'`
  return `default-src 'none'; style-src ${style}; base-uri 'none'; form-action 'none'`
}

/** @param made when, as `dayAndTime` says it */
export async function snapshotHead(title: string, made: string, nameless: boolean): Promise<string> {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(await policy())}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${SNAPSHOT_STYLE}</style>
</head>
<body>
<header>
<p class="sign">Huddlemark snapshot</p>
<h1 dir="auto">${escaped(title)}</h1>
<p class="made">Made ${escaped(made)} (UTC). It shows what was written until then; answers given here go nowhere.${nameless ? ' Names were left out.' : ''}</p>
<p class="open" role="note"><strong>Not encrypted.</strong> Anyone who has this file can read it.</p>
</header>
<main>
`
}

export const SNAPSHOT_FOOT = `</main>
<footer>Made with Huddlemark, a browser extension for reading and annotating web pages together.</footer>
</body>
</html>
`

/** Only web addresses become links: others' text must not run when it is clicked. */
const isWeb = (address: string): boolean => /^https?:\/\/[^\s]+$/i.test(address)

/** A page's heading; its annotations follow, then `SNAPSHOT_PAGE_END`. */
export function snapshotPage(title: string, address: string): string {
  const name = escaped(title === '' ? address : title)
  const heading = isWeb(address) ? `<a href="${escaped(address)}" rel="noreferrer noopener">${name}</a>` : name
  return `<section class="page">\n<h2 dir="auto">${heading}</h2>\n<p class="address">${escaped(address)}</p>\n`
}
export const SNAPSHOT_PAGE_END = '</section>\n'

/** One annotation with its conversation. */
export function snapshotOf(annotation: PortableAnnotation): string {
  const { by, created, colour, kind, comments } = annotation
  const quote = quoteIn(annotation)
  const place =
    quote === ''
      ? `<p class="place" dir="auto">${escaped(whereIs(annotation) || kindWord(annotation))}</p>`
      : `<blockquote dir="auto"><span>${escaped(quote)}</span></blockquote>`
  const said = comments.length === 0 ? '' : `\n<ol>\n${comments.map(commentOf).join('')}</ol>`
  return `<article class="${colour}">
${place}${kind === 'drawing' ? inkOf(annotation) : ''}
<p class="by">${signed(by, created)}${remarks(remarksOn(annotation))}</p>${said}
</article>
`
}

const commentOf = (comment: PortableComment): string =>
  `<li>\n<p class="said">${signed(comment.by, comment.created)}${remarks(remarksOnComment(comment))}</p>\n<p class="words" dir="auto">${escaped(comment.body)}</p>\n</li>\n`

function signed(by: string, created: number | undefined): string {
  const name = `<strong>${escaped(authorOf(by))}</strong>`
  return created === undefined
    ? name
    : `${name} <time datetime="${dayAndTime(created).replace(' ', 'T')}Z">${dayAndTime(created)}</time>`
}

const remarks = (all: readonly string[]): string =>
  all.map((one) => `<span class="remark">${escaped(one)}</span>`).join('')
