import { canonical } from './characters.ts'
import type { Course } from './landmarks.ts'
import type { Anchored, TextModel } from './model.ts'
import type { Claim } from './pattern.ts'

/** Characters of context from which on text that stands whole cannot stand there by chance. */
const LEAST_CONTEXT = 24

/** A target's place if its position has moved by so many characters and nothing else has, context and all: no search needed, and no doubt. */
export function untouched(model: TextModel, claim: Claim, moved = 0): Anchored | undefined {
  const { position, quote } = claim
  if (!position || position.end - position.start > 2 * quote.exact.length + 64) return undefined
  const start = position.start + moved
  const end = position.end + moved
  if (start < 0 || end > model.text.length) return undefined
  if (canonical(model.text.slice(start, end)) !== claim.canonicalQuote) return undefined
  const before = canonical(model.text.slice(Math.max(0, start - quote.prefix.length - 8), start))
  const after = canonical(model.text.slice(end, end + quote.suffix.length + 8))
  return before.endsWith(canonical(quote.prefix)) && after.startsWith(canonical(quote.suffix))
    ? { state: 'exact', start, end }
    : undefined
}

/**
 * `untouched` where the landmarks on one side of it have it, and on the other side too or there it is not: text that came in elsewhere
 * moved it, no more. Without context it takes both sides.
 */
export function carriedAlong(model: TextModel, claim: Claim, course: Course): Anchored | undefined {
  const { position, quote } = claim
  if (!position) return undefined
  const { firm, either } = course.expect(position.start)
  if (!firm) return undefined
  const places = [...new Set(either)]
  if (places.length > 1 && quote.prefix.length + quote.suffix.length < LEAST_CONTEXT) return undefined
  const found = places.flatMap((at) => untouched(model, claim, at - position.start) ?? [])
  return found.length === 1 ? found[0] : undefined
}
