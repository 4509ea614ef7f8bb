import { cellHeads, inCells } from './cells.ts'
import { decide } from './decide.ts'
import { Effort } from './effort.ts'
import { Course, type Expected, type Landmark } from './landmarks.ts'
import type { Anchored, Target, TextModel, Version } from './model.ts'
import { type Claim, claimOf, type Pattern, patternOf, positionOf } from './pattern.ts'
import { type Postings, postingsOf, type Seek } from './postings.ts'
import { certain, crowded, glance, type Searched, search, whole } from './search.ts'
import { agreement } from './structure.ts'
import { isPunctuation, type PageTokens, tokensOfPage } from './tokens.ts'
import { carriedAlong, untouched } from './unmoved.ts'
import { type Kept, matchVersions } from './version-match.ts'

/** Targets of one search; more are done in turn, so that memory stays bounded. */
const BATCH = 1_000
/** A version with at least so many landmarks, of which less than this share is on the page, is of another document. */
const FOREIGN_LANDMARKS = 48
const FOREIGN_SHARE = 0.03

const nowhere = (near: number | undefined): Anchored =>
  near === undefined ? { state: 'lost' } : { state: 'lost', near }

/** Where targets beyond doubt went, by the text that they were described on: offsets of different texts cannot be compared. */
class Findings {
  readonly #found = new Map<string, Landmark[]>()

  add(version: Version | undefined, before: number | undefined, now: number | undefined): void {
    if (before === undefined || now === undefined) return
    const key = version?.landmarks ?? ''
    const list = this.#found.get(key)
    if (list) list.push({ before, now })
    else this.#found.set(key, [{ before, now }])
  }

  /** One course for each version, made when it is first asked for. */
  courses(kept: (version: Version | undefined) => Kept | undefined): (version: Version | undefined) => Course {
    const made = new Map<string, Course>()
    return (version) => {
      const key = version?.landmarks ?? ''
      const course = made.get(key) ?? new Course([...(kept(version)?.landmarks ?? []), ...(this.#found.get(key) ?? [])])
      made.set(key, course)
      return course
    }
  }
}

const isForeign = (kept: Kept | undefined): boolean =>
  kept !== undefined && kept.known >= FOREIGN_LANDMARKS && kept.found < kept.known * FOREIGN_SHARE

function wordsOf({ tokens, parts }: Pattern): number {
  let words = 0
  for (const { quoteFrom, quoteTo } of parts)
    for (let i = quoteFrom; i < quoteTo; i++) if (!isPunctuation(tokens.hash[i] as number)) words++
  return words
}

/** What a search knows beside its targets. */
interface Ground {
  readonly model: TextModel
  readonly page: PageTokens
  readonly lists: Postings
  readonly effort: Effort
  readonly kept: (version: Version | undefined) => Kept | undefined
  readonly courseOf: (version: Version | undefined) => Course
}

const inOrder = (at: number, { from, to }: Expected): boolean => at >= from && at <= to

/** The answer for a target that was looked at once, now that it is known where landmarks went. */
function* settled(ground: Ground, first: Searched): Generator<void, Anchored> {
  const { model, page, lists, effort, kept, courseOf } = ground
  const { position, quote, structure, version } = first.pattern
  const expected = position && courseOf(version).expect(position.start)
  const sure = certain(page, first)
  if (sure && (!expected || inOrder(sure.start, expected))) return { state: 'exact', start: sure.start, end: sure.end }
  const tabular = structure !== undefined && (structure.row ?? structure.column) !== undefined
  const heads = tabular ? yield* cellHeads(model, effort) : undefined
  const cells = structure && heads ? inCells(model, heads, structure, quote.exact, expected?.at ?? 0) : []
  const searched = yield* search(page, first, expected, cells, lists, effort)
  const found = whole(page, searched)
  // Landmarks come from others: they move nothing that is beyond doubt by itself.
  if (sure && found.filter(({ same }) => same).length === 1) return { state: 'exact', start: sure.start, end: sure.end }
  return decide(found, {
    expected,
    crowded: crowded(searched, lists),
    foreign: isForeign(kept(version)),
    words: wordsOf(first.pattern),
    only: searched.only,
    tabular,
    structure: ({ start }) => structure && agreement(model, start, structure),
  })
}

/** A batch of targets that do not stand untouched, on a page whose tokens are known. */
function* anchorBatch(
  model: TextModel,
  page: PageTokens,
  patterns: readonly Pattern[],
  findings: Findings,
  kept: Ground['kept'],
  effort: Effort,
): Generator<void, Map<string, Anchored>> {
  const answers = new Map<string, Anchored>()
  const seeks = patterns.map((pattern) => pattern.parts.map((part): Seek => ({ pattern, part })))
  const { keyed, lists } = yield* postingsOf(page, seeks.flat(), effort)
  const looked: Searched[] = []
  let next = 0
  for (const [i, pattern] of patterns.entries()) {
    const own = seeks[i] ?? []
    const searched = yield* glance(page, pattern, own, keyed.slice(next, next + own.length), lists, effort)
    next += own.length
    looked.push(searched)
    findings.add(pattern.version, pattern.position?.start, certain(page, searched)?.start)
  }
  const ground = { model, page, lists, effort, kept, courseOf: findings.courses(kept) }
  for (const one of looked) {
    answers.set(one.pattern.id, yield* settled(ground, one))
    if (effort.spend(2_000)) yield
  }
  return answers
}

/** Steps of looking at one target without searching for it. */
const lookAt = ({ quote }: Claim) => 3_000 + 10 * quote.exact.length

/** Answers what stands where it stood; hands back the rest. */
function* whereItStood(
  model: TextModel,
  targets: readonly Target[],
  answer: (claim: Claim, anchored: Anchored) => void,
  effort: Effort,
): Generator<void, { readonly open: Claim[]; readonly unusable: Target[] }> {
  const open: Claim[] = []
  const unusable: Target[] = []
  for (const target of targets) {
    const claim = claimOf(target)
    const here = claim && untouched(model, claim)
    if (!claim) unusable.push(target)
    else if (here) answer(claim, here)
    else open.push(claim)
    if (claim && effort.spend(lookAt(claim))) yield
  }
  return { open, unusable }
}

/**
 * Finds every target on the page, a short piece of work at a time: call `next()` until it is done, pausing whenever the caller's
 * own clock says so. Each step is about a millisecond.
 */
export function* anchorSliced(model: TextModel, targets: readonly Target[]): Generator<void, Map<string, Anchored>> {
  const effort = new Effort()
  const answers = new Map<string, Anchored>()
  const findings = new Findings()
  const answer = ({ id, version, position }: Claim, anchored: Anchored) => {
    answers.set(id, anchored)
    if (anchored.state === 'exact') findings.add(version, position?.start, anchored.start)
  }
  const { open, unusable } = yield* whereItStood(model, targets, answer, effort)
  for (const target of unusable) answers.set(target.id, nowhere(positionOf(target)?.start))
  if (open.length === 0) return answers
  const page = yield* tokensOfPage(model)
  const versions = open.flatMap(({ version }) => version ?? [])
  const kept = yield* matchVersions(model, page, versions)
  const courseOf = findings.courses(kept)
  const sought: Pattern[] = []
  for (const claim of open) {
    const there = carriedAlong(model, claim, courseOf(claim.version))
    const pattern = there ? undefined : patternOf(claim)
    if (there) answer(claim, there)
    else if (pattern) sought.push(pattern)
    else answers.set(claim.id, nowhere(claim.position?.start))
    if (effort.spend(lookAt(claim))) yield
  }
  for (let from = 0; from < sought.length; from += BATCH) {
    const found = yield* anchorBatch(model, page, sought.slice(from, from + BATCH), findings, kept, effort)
    for (const [id, anchored] of found) answers.set(id, anchored)
  }
  return answers
}

/** `anchorSliced` in one go. */
export function anchor(model: TextModel, targets: readonly Target[]): Map<string, Anchored> {
  const steps = anchorSliced(model, targets)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
