/**
 * Re-anchoring in node, for those who work on `shared/anchoring`: `node test/bench/anchoring-revisions.ts <folder> [--half 0|1] [-v]`. Quick, since it
 * reads `textContent` and knows no layout; what counts is `npm run bench:anchoring`, in a real Chromium. The folder is the same as there.
 * Tables: the revisions as they are; each quote alone; the other way round, from the new page to the old; quotes on a foreign page; and
 * edits made by chance (made-revisions.ts), which no rule was chosen on. `--half` takes every other page, so that rules can be chosen on one
 * half and checked on the other. `-v` tells of each quote that is not right.
 */
import { parseHTML } from 'linkedom'
import { anchor } from '../../shared/anchoring/anchor.ts'
import { describe } from '../../shared/anchoring/describe.ts'
import type { Anchored, Place, Target, TextModel } from '../../shared/anchoring/model.ts'
import { describeVersion } from '../../shared/anchoring/version.ts'
import { Scores, tableOf } from './anchoring-scores.ts'
import { printTable } from './figures.ts'
import { type MadeCase, madeRevision } from './made-revisions.ts'
import { type Revision, revisionsIn } from './revisions.ts'

/** Shares of edits, and quotes of each made page. */
const MUCH = [0.03, 0.06, 0.12]
const MADE_CASES = 300
/** Characters of a page that are edited. */
const MADE_FROM = 200_000

const HEADER = ['', 'class', 'n', 'right', 'at 0.9', 'wrong', 'lost', 'exact', '']
const verbose = process.argv.includes('-v')

interface Page {
  readonly model: TextModel
  /** The place of characters of the body's textContent. */
  place(start: number, end: number): Place
}

/** White space folded, as the overlay's text has it. */
function pageOf(html: string): Page {
  // The parser keeps the newline after <pre> that browsers drop.
  const raw = parseHTML(html.replace(/(<(?:pre|textarea)\b[^>]*>)\r?\n/gi, '$1')).document.body.textContent
  const at = new Int32Array(raw.length + 1)
  let text = ''
  let done = 0
  for (const { index, 0: run } of raw.matchAll(/\s+/g)) {
    for (let i = done; i < index; i++) at[i] = text.length + i - done
    text += raw.slice(done, index)
    at.fill(text.length, index, index + run.length)
    text += run.includes('\n') ? '\n' : ' '
    done = index + run.length
  }
  for (let i = done; i <= raw.length; i++) at[i] = text.length + i - done
  text += raw.slice(done)
  return { model: { text }, place: (start, end) => ({ start: at[start] ?? 0, end: at[end] ?? text.length }) }
}

function overlap(a: Place, b: Place): number {
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))
  return shared / Math.max(1, Math.max(a.end, b.end) - Math.min(a.start, b.start))
}

const answerOf = (found: Anchored | undefined, expected: Place | undefined) =>
  !found || found.state === 'lost'
    ? { state: 'lost' as const, overlap: 0, found: '' }
    : { state: found.state, overlap: expected ? overlap(found, expected) : 0, found: '' }

interface Entry {
  readonly one: MadeCase
  readonly target: Target
}

function described(model: TextModel, cases: readonly MadeCase[]): Entry[] {
  const version = describeVersion(model)
  return cases.flatMap((one, i) => {
    const selectors = describe(model, one.start, one.end)
    return selectors.ok ? [{ one, target: { id: String(i), selectors: selectors.value, version } }] : []
  })
}

function run(scores: Scores, name: string, now: TextModel, entries: readonly Entry[], alone = false): void {
  const together = alone
    ? undefined
    : anchor(
        now,
        entries.map(({ target }) => target),
      )
  for (const { one, target } of entries) {
    const found = (together ?? anchor(now, [target])).get(target.id)
    const answer = answerOf(found, one.expect)
    scores.add(one.cls, one.expect !== undefined, answer)
    const [quote] = target.selectors
    if (verbose && (one.expect ? answer.overlap < 0.5 : answer.state !== 'lost'))
      console.log(JSON.stringify({ name, cls: one.cls, quote, found, expected: one.expect }))
  }
}

const casesOf = ({ cases }: Revision, old: Page, now: Page): MadeCase[] =>
  cases.map(({ cls, start, end, expect }) => ({
    cls,
    ...old.place(start, end),
    expect: expect ? now.place(...expect) : undefined,
  }))

function print(name: string, scores: Scores): void {
  console.log(`\n${name}`)
  printTable([HEADER, ...tableOf('', scores.classes())])
}

const folder = process.argv[2]
if (!folder) throw new Error('usage: anchoring-revisions <folder of revisions> [--half 0|1] [-v]')
const half = process.argv.includes('--half') ? Number(process.argv[process.argv.indexOf('--half') + 1]) : undefined
const pages = revisionsIn(folder)
  .filter((_, i) => half === undefined || i % 2 === half)
  .map((revision) => {
    const old = pageOf(revision.old)
    const now = pageOf(revision.now)
    return { name: revision.name, old: old.model, now: now.model, cases: casesOf(revision, old, now) }
  })
const forward = new Scores()
const single = new Scores()
const backward = new Scores()
const foreign = new Scores()
for (const [i, { name, old, now, cases }] of pages.entries()) {
  const entries = described(old, cases)
  run(forward, name, now, entries)
  run(single, name, now, entries, true)
  const kept = cases.flatMap(({ cls, start, end, expect }) =>
    expect && expect.end > expect.start ? [{ cls, ...expect, expect: { start, end } }] : [],
  )
  run(backward, name, old, described(now, kept))
  // The page after next: the next may be a chapter of this one.
  const other = pages[(i + 2) % pages.length]
  if (other)
    run(
      foreign,
      other.name,
      other.now,
      entries.map(({ one, target }) => ({ one: { ...one, cls: 'foreign', expect: undefined }, target })),
    )
}
print('all quotes of a page together', forward)
print('each quote alone', single)
print('from the new page to the old', backward)
print('quotes on a foreign page', foreign)
for (const much of MUCH) {
  const made = new Scores()
  for (const [i, { name, old }] of pages.entries()) {
    const model = { text: old.text.slice(0, MADE_FROM) }
    const strange = pages[(i + 1) % pages.length]?.old.text ?? ''
    const revision = madeRevision(model.text, strange, i + 1000 * much, much, MADE_CASES)
    run(made, name, { text: revision.now }, described(model, revision.cases))
  }
  print(`edits made by chance, ${Math.round(much * 100)} % of lines and words`, made)
}
