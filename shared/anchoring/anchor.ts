import { canonical } from './characters.ts'
import { decide } from './decide.ts'
import { Effort } from './effort.ts'
import { inOrder, type Landmark, predict } from './landmarks.ts'
import type { Anchored, Target, TextModel } from './model.ts'
import { type Pattern, patternOf, positionOf } from './pattern.ts'
import { joined, type Sighting, sightings } from './sighting.ts'
import { type PageTokens, tokenAt, tokensOfPage } from './tokens.ts'
import { type Elected, type Seek, voting } from './votes.ts'

/** Targets of one search; more are done in turn, so that memory stays bounded. */
const BATCH = 1_000

/** Everything still stands where it stood, context and all: no search needed, and no doubt. */
function untouched(model: TextModel, pattern: Pattern): Anchored | undefined {
  const { position, quote } = pattern
  if (!position || position.end > model.text.length || position.end - position.start > 2 * quote.exact.length + 64)
    return undefined
  const { start, end } = position
  if (canonical(model.text.slice(start, end)) !== pattern.canonicalQuote) return undefined
  const before = canonical(model.text.slice(Math.max(0, start - quote.prefix.length - 8), start))
  const after = canonical(model.text.slice(end, end + quote.suffix.length + 8))
  return before.endsWith(canonical(quote.prefix)) && after.startsWith(canonical(quote.suffix))
    ? { state: 'exact', start, end }
    : undefined
}

/** A pattern with what was seen of each of its parts. */
interface Searched {
  readonly pattern: Pattern
  readonly seeks: readonly Seek[]
  readonly elected: readonly Elected[]
  readonly seen: readonly (readonly Sighting[])[]
}

const whole = (page: PageTokens, { pattern, seen }: Searched): readonly Sighting[] =>
  seen[1] ? joined(page, pattern, seen[0] ?? [], seen[1]) : (seen[0] ?? [])

/** Occurrences looked at where a target is too short to vote. */
const FEW = 8

/** A target of one or two words and no more has no trigram: its words are looked for as they are. */
function verbatim(page: PageTokens, { pattern, part }: Seek): number[] {
  if (part.to - part.from > 2) return []
  const found: number[] = []
  const { exact } = pattern.quote
  for (let at = page.text.indexOf(exact); at >= 0 && found.length < FEW; at = page.text.indexOf(exact, at + 1))
    found.push(tokenAt(page, at) - part.quoteFrom)
  return found
}

/** The diagonal on which a part would stand if its place were the expected one, and its equals on either side of that. */
function expected(page: PageTokens, seek: Seek, { equals }: Elected, chain: readonly Landmark[]): number[] {
  const { pattern, part } = seek
  if (!pattern.position) return []
  const startOf = (token: number) => pattern.tokens.start[token] as number
  const into = startOf(part.quoteFrom) - startOf(pattern.parts[0]?.quoteFrom ?? 0)
  const here = tokenAt(page, predict(chain, pattern.position.start + into)) - part.quoteFrom
  const after = equals.findIndex((diagonal) => diagonal > here)
  const around = after < 0 ? equals.slice(-2) : equals.slice(Math.max(0, after - 2), after + 2)
  return [...new Set([here, ...around])]
}

/** What the patterns' own words bring up. */
function* search(page: PageTokens, patterns: readonly Pattern[], effort: Effort): Generator<void, Searched[]> {
  const seeks = patterns.flatMap((pattern) => pattern.parts.map((part): Seek => ({ pattern, part })))
  const elected = yield* voting(page, seeks, effort)
  const seen: Sighting[][] = []
  for (const [i, seek] of seeks.entries()) {
    const places = new Set([...(elected[i]?.best ?? []), ...verbatim(page, seek)])
    seen.push(yield* sightings(page, seek, [...places], effort))
  }
  let next = 0
  return patterns.map((pattern) => {
    const from = next
    next += pattern.parts.length
    return { pattern, seeks: seeks.slice(from, next), elected: elected.slice(from, next), seen: seen.slice(from, next) }
  })
}

/** Looks also where the place is expected: among many equals the votes may have passed it over. */
function* atExpected(
  page: PageTokens,
  searched: Searched,
  chain: readonly Landmark[],
  effort: Effort,
): Generator<void, Searched> {
  const seen: (readonly Sighting[])[] = []
  for (const [i, seek] of searched.seeks.entries()) {
    const there = yield* sightings(page, seek, expected(page, seek, searched.elected[i] as Elected, chain), effort)
    const known = searched.seen[i] ?? []
    seen.push([
      ...known,
      ...there.filter((one) => !known.some(({ start, end }) => start === one.start && end === one.end)),
    ])
  }
  return { ...searched, seen }
}

/** A place beyond doubt: the same words in the same surroundings, and no other like it. */
function landmarkOf(page: PageTokens, searched: Searched): Landmark[] {
  const { position } = searched.pattern
  const found = whole(page, searched)
  const certain = found.filter(({ same, context }) => same && context > 0.8)
  const only = certain[0]
  if (!position || certain.length !== 1 || !only) return []
  const rivalled = found.some(
    (other) => other !== only && other.quote + other.context > only.quote + only.context - 0.3,
  )
  return rivalled ? [] : [{ before: position.start, now: only.start }]
}

/**
 * Finds every target on the page, a short piece of work at a time: call `next()` until it is done, pausing whenever the caller's
 * own clock says so. Each step is about a millisecond.
 */
export function* anchorSliced(model: TextModel, targets: readonly Target[]): Generator<void, Map<string, Anchored>> {
  const effort = new Effort()
  const answers = new Map<string, Anchored>()
  const landmarks: Landmark[] = []
  const open: Pattern[] = []
  for (const target of targets) {
    const pattern = patternOf(target)
    const here = pattern && untouched(model, pattern)
    if (here) answers.set(target.id, here)
    else if (pattern) open.push(pattern)
    else answers.set(target.id, nowhere(positionOf(target)?.start))
    if (here?.state === 'exact' && pattern?.position)
      landmarks.push({ before: pattern.position.start, now: here.start })
    if (effort.spend(1_000 + 20 * (pattern?.quote.exact.length ?? 0))) yield
  }
  if (open.length === 0) return answers
  const page = yield* tokensOfPage(model)
  for (let from = 0; from < open.length; from += BATCH) {
    const searched = yield* search(page, open.slice(from, from + BATCH), effort)
    for (const one of searched) {
      landmarks.push(...landmarkOf(page, one))
      if (effort.spend(100 + one.pattern.quote.exact.length * one.seeks.length)) yield
    }
    const chain = inOrder(landmarks)
    for (const one of searched) {
      const { id, position } = one.pattern
      const found = whole(page, yield* atExpected(page, one, chain, effort))
      const crowded = one.elected.some((elected) => elected.crowded)
      answers.set(id, decide(found, position && predict(chain, position.start), crowded))
      if (effort.spend(500 + one.pattern.quote.exact.length * one.seeks.length)) yield
    }
  }
  return answers
}

const nowhere = (near: number | undefined): Anchored =>
  near === undefined ? { state: 'lost' } : { state: 'lost', near }

/** `anchorSliced` in one go. */
export function anchor(model: TextModel, targets: readonly Target[]): Map<string, Anchored> {
  const steps = anchorSliced(model, targets)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
