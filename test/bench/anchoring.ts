/**
 * `npm run bench:anchoring -- <folder> [--json] [--alone] [-v]`: how well marks hold over real page revisions. The pages are other people's and not
 * in this repository: the folder has one folder per page with `old.html`, `new.html` (or `.html.gz`) and `cases.json`:
 * `{ cases: [{ cls, start, end, exact, expect }] }`, offsets being characters of `document.body.textContent`. Each page is opened in a real
 * Chromium as the overlay meets it, without its scripts and without a network; quotes are described on the old page and anchored on the new
 * one by the overlay's own code, versions included. An answer is right when it overlaps the expected place by half of what either covers,
 * both as the text model reads them. Quotes of the other pages are tried too,
 * as far as their words do not stand there: they should be lost. `--alone` anchors each quote as if it
 * were the only one, `-v` tells of each that is not right, `--json` prints everything as JSON instead.
 */
import type { Page } from 'puppeteer-core'
import type { Target, Version } from '../../shared/anchoring/model.ts'
import { foreignAmong, strangersOf } from './anchoring-foreign.ts'
import type { Answer, DescribedPage, Span } from './anchoring-lab.ts'
import { Scores, tableOf } from './anchoring-scores.ts'
import { type PageStage, pageStage } from './anchoring-stage.ts'
import { printTable } from './figures.ts'
import { NotRevisions, type Revision, revisionsIn } from './revisions.ts'

const FOREIGN = 'foreign'

interface Measured {
  readonly name: string
  readonly chars: number
  readonly indexMs: number
  readonly anchorMs: number
  readonly unusable: number
  readonly classes: ReturnType<Scores['classes']>
}

interface Described {
  readonly revision: Revision
  readonly page: DescribedPage
}

async function within<Value>(stage: PageStage, html: string, use: (page: Page) => Promise<Value>): Promise<Value> {
  const page = await stage.open(html)
  try {
    return await use(page)
  } finally {
    await page.close()
  }
}

async function describeOld(stage: PageStage, revision: Revision): Promise<Described> {
  const samples = revision.cases.map(({ start, end, exact }, i) => ({ id: `${i}`, span: [start, end] as Span, exact }))
  const page = await within(stage, revision.old, (page) =>
    page.evaluate(async (samples) => {
      globalThis.anchoring = startAnchoring()
      return anchoring.describeAll(samples)
    }, samples),
  )
  return { revision, page }
}

/** Anchors in the page; the version is sent once, not with each target. */
function anchorIn(
  page: Page,
  groups: ReadonlyArray<{ readonly version: Version; readonly targets: readonly Target[] }>,
  expected: Readonly<Record<string, Span | null>>,
  alone: boolean,
): Promise<{ readonly ms: number; readonly answers: Readonly<Record<string, Answer>> }> {
  return page.evaluate(
    (groups, expected, alone) => {
      const targets = groups.flatMap(({ version, targets }) => targets.map((target) => ({ ...target, version })))
      return anchoring.anchorAll(targets, expected, alone)
    },
    groups,
    expected,
    alone,
  )
}

async function measure(stage: PageStage, one: Described, others: readonly Described[], told: Told): Promise<Measured> {
  const { revision, page: old } = one
  const expected = Object.fromEntries(revision.cases.map(({ expect }, i) => [`${i}`, expect]))
  const strangers = others.map((other) => strangersOf(other.revision.name, other.page))
  return within(stage, revision.now, async (page) => {
    const { chars, indexMs } = await page.evaluate(async () => {
      globalThis.anchoring = startAnchoring()
      await anchoring.ready()
      return { chars: anchoring.index.model().text.length, indexMs: anchoring.indexMs }
    })
    const own = await anchorIn(page, [{ version: old.version, targets: old.described }], expected, told.alone)
    const scores = new Scores()
    for (const [id, answer] of Object.entries(own.answers)) {
      const { cls, exact, expect } = revision.cases[Number(id)] ?? { cls: '', exact: '', expect: null }
      scores.add(cls, expect !== null, answer)
      told.each(revision.name, cls, exact, expect !== null, answer)
    }
    const stands = await page.evaluate(
      (texts) => anchoring.stand(texts),
      strangers.map(({ quotes }) => quotes),
    )
    const strange = await anchorIn(page, foreignAmong(strangers, stands), {}, false)
    for (const [id, answer] of Object.entries(strange.answers)) {
      scores.add(FOREIGN, false, answer)
      told.each(revision.name, FOREIGN, id, false, answer)
    }
    return { name: revision.name, chars, indexMs, anchorMs: own.ms, unusable: old.unusable, classes: scores.classes() }
  })
}

interface Told {
  readonly alone: boolean
  each(page: string, cls: string, exact: string, expected: boolean, answer: Answer): void
}

async function run(folder: string, { json, alone, verbose }: Record<'json' | 'alone' | 'verbose', boolean>) {
  const revisions = revisionsIn(folder)
  const told: Told = {
    alone,
    each(page, cls, exact, expected, answer) {
      const right = expected ? answer.overlap >= 0.5 : answer.state === 'lost'
      if (verbose && !right) console.error(JSON.stringify({ page, cls, exact: exact.slice(0, 120), ...answer }))
    },
  }
  const stage = await pageStage()
  try {
    const described: Described[] = []
    for (const revision of revisions) described.push(await describeOld(stage, revision))
    const pages: Measured[] = []
    for (const one of described) {
      const others = described.filter((other) => other !== one)
      const measured = await measure(stage, one, others, told)
      pages.push(measured)
      if (!json)
        console.error(
          `${measured.name}: ${measured.chars} characters, read in ${Math.round(measured.indexMs)} ms, anchored in ${Math.round(measured.anchorMs)} ms`,
        )
    }
    const totals = Scores.total(pages.map(({ classes }) => classes))
    if (json) console.log(JSON.stringify({ pages, totals }, null, 1))
    else print(pages, totals)
  } finally {
    await stage.close()
  }
}

function print(pages: readonly Measured[], totals: Measured['classes']): void {
  printTable([
    ['page', 'class', 'n', 'right', 'right at 0.9', 'wrong place', 'lost', 'said exact', ''],
    ...pages.flatMap(({ name, classes }) => tableOf(name, classes)),
    ...tableOf('all pages', totals),
  ])
  const unusable = pages.reduce((sum, page) => sum + page.unusable, 0)
  console.log(
    `\n  Of text that is gone or foreign, "lost" is right and "wrong place" is what was anchored anyway. ${unusable} quotes could not be used: not where their case says, or without visible words.`,
  )
}

const folder = process.argv.slice(2).find((word) => !word.startsWith('-'))
const said = (flag: string) => process.argv.includes(flag)
if (folder === undefined) {
  console.error('Usage: npm run bench:anchoring -- <folder of page revisions> [--json] [--alone] [-v]')
  process.exit(2)
}
try {
  await run(folder, { json: said('--json'), alone: said('--alone'), verbose: said('-v') })
} catch (error) {
  if (!(error instanceof NotRevisions)) throw error
  console.error(error.message)
  process.exit(2)
}
