/**
 * Re-anchoring over real page revisions: `node test/bench/anchoring-revisions.ts <folder> [-v]`. A command of its own, no part of `npm run bench`:
 * the revisions are pages of others and not in this repository. The folder has one folder per page with `old.html.gz`, `new.html.gz`
 * and `cases.json`: `[{ cls, start, end, exact, expect }]`, where `start` and `end` are UTF-16 offsets into the old body's `textContent`,
 * `exact` is the text there, `cls` a name for the kind of change, and `expect` its `[start, end]` in the new body, or null where it is gone.
 * Prints per class what landed right (overlap of at least half, intersection over union), wrong, or lost; the second table anchors each
 * quote alone, as on a page with one annotation, the third every quote on a foreign page. `-v` tells of each that is not right.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parseHTML } from 'linkedom'
import { foldedTextOf } from '../../entrypoints/overlay/text/walk.ts'
import { anchor } from '../../shared/anchoring/anchor.ts'
import { describe } from '../../shared/anchoring/describe.ts'
import type { Anchored, Place, Target, TextModel } from '../../shared/anchoring/model.ts'

interface Case {
  readonly cls: string
  readonly start: number
  readonly end: number
  readonly exact: string
  readonly expect: readonly [number, number] | null
}

interface Page {
  readonly model: TextModel
  /** Place of a stretch of the body's textContent. */
  place(start: number, end: number): Place
}

function pageOf(file: string): Page {
  // The parser keeps the newline after <pre> that browsers drop.
  const html = gunzipSync(readFileSync(file))
    .toString()
    .replace(/(<(?:pre|textarea)\b[^>]*>)\r?\n/gi, '$1')
  const { document } = parseHTML(html)
  const folded = foldedTextOf(document.body, () => 'all')
  const nodes: Text[] = []
  const starts: number[] = []
  let length = 0
  const collect = (node: Node) => {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) {
        nodes.push(child as Text)
        starts.push(length)
        length += (child as Text).data.length
      } else collect(child)
    }
  }
  collect(document.body)
  const offset = (at: number, end: boolean): number => {
    let i = starts.findLastIndex((start) => (end ? start < at : start <= at))
    for (; i >= 0 && i < nodes.length; i += end ? -1 : 1) {
      const found = folded.offsetIn(nodes[i] as Text, at - (starts[i] as number))
      if (found !== undefined) return found
    }
    return 0
  }
  return {
    model: { text: folded.text() },
    place: (start, end) => ({ start: offset(start, false), end: offset(end, true) }),
  }
}

function overlap(a: Place, b: Place): number {
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))
  return shared / Math.max(1, Math.max(a.end, b.end) - Math.min(a.start, b.start))
}

type Verdict = 'right' | 'wrong' | 'lost' | 'rightly lost' | 'anchored anyway'

function judge(found: Anchored | undefined, expected: Place | undefined): Verdict {
  if (!found || found.state === 'lost') return expected ? 'lost' : 'rightly lost'
  if (!expected) return 'anchored anyway'
  return overlap(found, expected) >= 0.5 ? 'right' : 'wrong'
}

class Table {
  readonly #rows = new Map<string, Map<string, number>>()
  readonly #name: string
  constructor(name: string) {
    this.#name = name
  }
  add(row: string, column: string): void {
    const counts = this.#rows.get(row) ?? new Map<string, number>()
    this.#rows.set(row, counts.set(column, (counts.get(column) ?? 0) + 1))
  }
  print(): void {
    console.log(`\n${this.#name}`)
    for (const [row, counts] of this.#rows) {
      const all = [...counts.values()].reduce((sum, n) => sum + n, 0)
      const cells = [...counts].sort().map(([column, n]) => `${column} ${n} (${((100 * n) / all).toFixed(1)} %)`)
      console.log(`  ${row.padEnd(10)} n=${String(all).padEnd(5)} ${cells.join(', ')}`)
    }
  }
}

const folder = process.argv[2]
if (!folder) throw new Error('usage: anchoring-revisions <folder of revisions> [-v]')
const verbose = process.argv.includes('-v')
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'cases.json')))
const together = new Table('all quotes of a page together')
const single = new Table('each quote alone')
const foreign = new Table('quotes of another page')
const states = new Table('state shown, together')
/** Targets of the pages before, newest first: the one before may be a chapter of this one, the one before that is foreign. */
const earlier: (readonly Target[])[] = []
let searching = 0
let skipped = 0

for (const name of names) {
  const { cases } = JSON.parse(readFileSync(join(folder, name, 'cases.json'), 'utf8')) as { cases: Case[] }
  const old = pageOf(join(folder, name, 'old.html.gz'))
  const now = pageOf(join(folder, name, 'new.html.gz'))
  const entries = cases.flatMap((one, i) => {
    const place = old.place(one.start, one.end)
    const described = describe(old.model, place.start, place.end)
    if (!described.ok) {
      skipped++
      return []
    }
    return [{ one, target: { id: String(i), selectors: described.value } satisfies Target }]
  })
  const targets = entries.map(({ target }) => target)
  const began = performance.now()
  const found = anchor(now.model, targets)
  searching += performance.now() - began
  console.log(
    `${name.padEnd(34)} ${now.model.text.length} characters, ${targets.length} quotes: ${Math.round(performance.now() - began)} ms`,
  )
  for (const { one, target } of entries) {
    const expected = one.expect ? now.place(one.expect[0], one.expect[1]) : undefined
    const answer = found.get(target.id)
    const verdict = judge(answer, expected)
    together.add(one.cls, verdict)
    states.add(one.cls, answer?.state ?? 'none')
    const alone = judge(anchor(now.model, [target]).get(target.id), expected)
    single.add(one.cls, alone)
    if (verbose && verdict !== 'right' && verdict !== 'rightly lost')
      console.log(
        JSON.stringify({
          name,
          cls: one.cls,
          verdict,
          exact: one.exact.slice(0, 90),
          answer,
          expected,
          text: answer && answer.state !== 'lost' ? now.model.text.slice(answer.start, answer.end).slice(0, 90) : '',
          was: expected && now.model.text.slice(expected.start, expected.end).slice(0, 90),
        }),
      )
  }
  const others = earlier[1] ?? []
  for (const [id, answer] of anchor(now.model, others)) {
    foreign.add('foreign', answer.state === 'lost' ? 'rightly lost' : 'anchored anyway')
    if (verbose && answer.state !== 'lost') {
      const [quote] = others[Number(id)]?.selectors ?? []
      console.log(
        JSON.stringify({
          foreign: name,
          state: answer.state,
          quote,
          text: now.model.text.slice(answer.start, answer.end),
        }),
      )
    }
  }
  earlier.unshift(targets)
}
for (const table of [together, single, foreign, states]) table.print()
console.log(`\n${skipped} quotes without words skipped; searching together took ${Math.round(searching)} ms`)
