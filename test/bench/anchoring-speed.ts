/**
 * `npm run bench:anchoring:speed [-- <folder>]`: a thousand annotations on a page of ten megabytes, made of the pages of a folder of revisions (see
 * anchoring.ts) or, without one, of this project's own texts; and an article with a hundred. In a real Chromium, with the overlay's own text
 * index and marks: how long reading and anchoring take, the longest task, the memory, and what typing and scrolling cost with the marks in
 * place, beside the same page without us. Times include the browser's own work between our slices.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import { type PageStage, pageStage } from './anchoring-stage.ts'
import { figure, printTable } from './figures.ts'
import { load } from './ground.ts'
import { NotRevisions, revisionsIn } from './revisions.ts'
import type { SpeedOptions, Speeds } from './speed-lab.ts'

const LARGE = 10_000_000
const ANNOTATIONS = 1_000
const ARTICLE_WORDS = 5_000
const ARTICLE_ANNOTATIONS = 100

const asText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The project's own texts as parts of a page: prose in paragraphs, code as it is. */
function ownParts(): string[] {
  const files = ['shared', 'entrypoints', 'relay'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  return files
    .filter((name) => /\.(md|tsx?)$/.test(name))
    .sort()
    .map((name) => {
      const blocks = readFileSync(name, 'utf8').split(/\n\n+/)
      const paragraphs = blocks.map((block) =>
        /[{};]$/m.test(block) ? `<pre>${asText(block)}</pre>` : `<p>${asText(block)}</p>`,
      )
      return `<h2>${asText(name)}</h2>${paragraphs.join('\n')}`
    })
}

/** Bodies without their scripts, which would not run anyway. */
function partsOf(folder: string | undefined): string[] {
  if (folder === undefined) return ownParts()
  return revisionsIn(folder).map(({ old }) =>
    old
      .replace(/^[\s\S]*?<body[^>]*>/i, '')
      .replace(/<\/body>[\s\S]*$/i, '')
      .replace(/<script[\s\S]*?<\/script>/gi, ''),
  )
}

const HEAD =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Speed</title><style>body{font:16px/1.5 serif}</style><body>'
const FOOT = '<div id="field" contenteditable>a draft</div><p id="clock">00:00</p>'

function largePage(parts: readonly string[]): string {
  let html = HEAD
  for (let i = 0; html.length < LARGE; i++) html += `<section>${parts[i % parts.length]}<hr></section>`
  return html + FOOT
}

function article(): string {
  const words = ownParts()
    .join(' ')
    .replace(/<[^>]*>/g, ' ')
    .split(/\s+/)
    .slice(0, ARTICLE_WORDS)
  const paragraphs: string[] = []
  for (let i = 0; i < words.length; i += 80) paragraphs.push(`<p>${words.slice(i, i + 80).join(' ')}</p>`)
  return HEAD + paragraphs.join('\n') + FOOT
}

async function measured(stage: PageStage, html: string, options: SpeedOptions): Promise<Speeds> {
  const page: Page = await stage.open(html)
  try {
    return await page.evaluate((options) => measureSpeed(options), options)
  } finally {
    await page.close()
  }
}

const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
const mb = (value: number) => `${(value / 1e6).toFixed(0)} MB`

function rows(name: string, bare: Speeds, ours: Speeds): string[][] {
  const median = (times: readonly number[]) => ms(figure('', times).median)
  const worst = (times: readonly number[]) => ms(figure('', times).p95)
  const pair = (what: string, of: (speeds: Speeds) => string) => [name, what, of(bare), of(ours), '']
  return [
    [name, 'text read', '-', ms(ours.indexMs), `${ours.chars} characters`],
    [name, 'annotations anchored and painted', '-', ms(ours.anchorMs), `${ours.exact} exact of ${ours.marks}`],
    [name, 'longest task while reading and anchoring', '-', ms(ours.longest), 'of 50 ms and more; 0 for none'],
    [name, 'the same again, unchanged, in one go', '-', ms(ours.againMs), 'reading and anchoring in all'],
    pair('memory of scripts', ({ memory }) => mb(memory)),
    pair('a key typed in a field, median', ({ typing }) => median(typing)),
    pair('a key typed in a field, p95', ({ typing }) => worst(typing)),
    pair('a text that changes, to its frame, median', ({ changing }) => median(changing)),
    pair('a text that changes, p95', ({ changing }) => worst(changing)),
    pair('a frame while scrolling, median', ({ scrolling }) => median(scrolling)),
    pair('a frame while scrolling, p95', ({ scrolling }) => worst(scrolling)),
    pair('share of the time busy beside a page that changes every frame', ({ busy }) => `${(100 * busy).toFixed(1)} %`),
  ]
}

try {
  const large = largePage(partsOf(process.argv[2]))
  const before = load()
  const stage = await pageStage('test/bench/speed-lab.ts')
  try {
    const small = article()
    const out: string[][] = [['page', '', 'without us', 'with us', '']]
    out.push(
      ...rows(
        '10 MB',
        await measured(stage, large, { marks: 0 }),
        await measured(stage, large, { marks: ANNOTATIONS }),
      ),
    )
    const few = { marks: ARTICLE_ANNOTATIONS }
    out.push(...rows('article', await measured(stage, small, { marks: 0 }), await measured(stage, small, few)))
    printTable(out)
    console.log(`\n  Load before ${before}, after ${load()}.`)
  } finally {
    await stage.close()
  }
} catch (error) {
  if (!(error instanceof NotRevisions)) throw error
  console.error(error.message)
  process.exit(2)
}
