import type { AnchorState, ElementSelector } from '../../domain/selector.ts'
import { candidatesFor, ElementIndex } from './candidates.ts'
import { cut, evidenceOf } from './evidence.ts'
import type { ElementTree } from './tree.ts'
import {
  AGREES,
  type Agreement,
  agreement,
  CONTENT,
  KINDS,
  type Kind,
  NAMED,
  PLACE,
  type Weighed,
  weigh,
  weights,
} from './weigh.ts'

export interface ElementTarget {
  readonly id: string
  readonly element: ElementSelector
}

/** `exact`: the same element beyond doubt. `changed`: in all likelihood it, with something else in it; `now` says what, in words. */
export type FoundElement<Element> =
  | { readonly state: Exclude<AnchorState, 'lost'>; readonly element: Element; readonly now?: string }
  | { readonly state: 'lost' }

/** Least evidence in all, and least lead before the next one, in points of weight. */
const POINTS = 2.2
const LEAD = 0.75
/** Least share of all there was to agree on: of an element known by its own name, by what it is, and by where it stands. */
const BY_NAME = 0.35
const BY_CONTENT = 0.5
const BY_PLACE = 0.6
/** A neighbour is still there; the path still leads there. */
const BESIDE = 0.6
const LED = 0.8
/** What it stands in is still the same. */
const AROUND = 0.65
/** Points for one that alone has all of the content: what it says counts for more than where it stands. */
const SPEAKING = 3

interface Candidate<Element> {
  readonly element: Element
  readonly evidence: ElementSelector
  readonly agreed: Agreement
}

/** Finds elements again, pausing about every millisecond of work (AE10 to AE21). Bounded per target, whatever the page. */
export function* findElements<Element>(
  tree: ElementTree<Element>,
  targets: readonly ElementTarget[],
): Generator<void, Map<string, FoundElement<Element>>> {
  const answers = new Map<string, FoundElement<Element>>()
  const index = yield* ElementIndex.build(
    tree,
    targets.map(({ element }) => element),
  )
  const read = new Map<Element, ElementSelector>()
  for (const { id, element: target } of targets) {
    const candidates: Candidate<Element>[] = []
    for (const element of yield* candidatesFor(tree, index, target)) {
      const evidence = read.get(element) ?? evidenceOf(tree, element)
      read.set(element, evidence)
      candidates.push({ element, evidence, agreed: agreement(target, evidence, tree.model.text.length) })
      yield
    }
    answers.set(id, decide(tree, target, candidates))
    yield
  }
  return answers
}

/** Whether an element found before is still the one, with nothing about it changed: spares the search. */
export function stillThere<Element>(tree: ElementTree<Element>, target: ElementSelector, element: Element): boolean {
  const agreed = agreement(target, evidenceOf(tree, element), tree.model.text.length)
  return CONTENT.every((kind) => (agreed[kind] ?? 1) >= AGREES) && weigh(agreed, weights(target, {})).share >= AGREES
}

function decide<Element>(
  tree: ElementTree<Element>,
  target: ElementSelector,
  candidates: readonly Candidate<Element>[],
): FoundElement<Element> {
  const weight = weights(target, sharedBy(tree, candidates))
  const ranked = candidates
    .map((candidate) => ({
      candidate,
      points: weigh(candidate.agreed, weight).points + speaking(candidate.agreed, weight),
    }))
    .sort((a, b) => b.points - a.points)
  const best = ranked[0]?.candidate
  if (!best) return { state: 'lost' }
  // What several share tells none of them apart from the others, but from those without it.
  const alone = weights(target, undefined)
  const lead = ({ candidate }: { readonly candidate: Candidate<Element> }) =>
    weigh(best.agreed, alone).points +
    speaking(best.agreed, weight) -
    weigh(candidate.agreed, alone).points -
    speaking(candidate.agreed, weight)
  const rivals = ranked.slice(1).filter(({ candidate }) => !sameThing(tree, best, candidate))
  const same = sameContent(best)
  if (rivals.some((rival) => lead(rival) < LEAD) || !convincing(best.agreed, weight, same)) return { state: 'lost' }
  return same
    ? { state: 'exact', element: best.element }
    : { state: 'changed', element: best.element, now: wordsFor(best.evidence) }
}

/** By its own name, by what it is, or by where it stands: one of them must hold by itself. */
function convincing(agreed: Agreement, weight: Readonly<Record<Kind, number>>, same: boolean): boolean {
  const { points, share } = weigh(agreed, weight)
  if (points < POINTS) return false
  const [named, content, place] = [NAMED, CONTENT, PLACE].map((kinds) => weigh(agreed, weight, kinds)) as [
    Weighed,
    Weighed,
    Weighed,
  ]
  if (named.points >= 1.5 && named.share >= AGREES && share >= BY_NAME) return true
  if (content.points >= 1 && content.share >= 0.6 && share >= BY_CONTENT) return true
  if (speaking(agreed, weight) > 0 && share >= BY_NAME) return true
  const around = agreed.around ?? 0
  if (same && content.points >= 1 && around >= AROUND) return true
  const beside = (agreed.before ?? 1) >= BESIDE && (agreed.after ?? 1) >= BESIDE
  const led = (agreed.path ?? 0) >= LED
  const renamed = NAMED.some((kind) => agreed[kind] === 0 && weight[kind] >= 1)
  if (renamed && !(same && beside && led)) return false
  if (same) return place.share >= BY_PLACE && (beside ? (agreed.around ?? 1) >= 0.4 : around >= AROUND)
  // Something else stands there: then it must be the very place.
  return beside && led && agreed.tag === 1
}

const speaking = (agreed: Agreement, weight: Readonly<Record<Kind, number>>): number => {
  const { points, share } = weigh(agreed, weight, CONTENT)
  return points >= 1.5 && share >= 0.95 ? SPEAKING : 0
}

const sameContent = <Element>({ agreed }: Candidate<Element>): boolean =>
  CONTENT.every((kind) => (agreed[kind] ?? 1) >= AGREES) &&
  (agreed.tag === 1 || [...NAMED, ...CONTENT].some((kind) => (agreed[kind] ?? 0) >= AGREES))

/** By how many of the candidates each kind of evidence agrees; what only wraps another is not another. */
function sharedBy<Element>(
  tree: ElementTree<Element>,
  candidates: readonly Candidate<Element>[],
): Partial<Record<Kind, number>> {
  const shared: Partial<Record<Kind, number>> = {}
  for (const kind of KINDS) {
    const agreeing = candidates.filter(({ agreed }) => (agreed[kind] ?? 0) >= AGREES)
    shared[kind] = agreeing.filter(
      (one, at) => !agreeing.slice(Math.max(0, at - 8), at).some((other) => sameThing(tree, one, other)),
    ).length
  }
  return shared
}

/** One of them is around the other and adds no words: a wrapper. */
function sameThing<Element>(tree: ElementTree<Element>, one: Candidate<Element>, other: Candidate<Element>): boolean {
  const { at, text } = one.evidence
  if (at !== other.evidence.at || text !== other.evidence.text) return false
  return tree.contains(one.element, other.element) || tree.contains(other.element, one.element)
}

/** What stands there now, for people. */
const wordsFor = ({ name, text, source, tag }: ElementSelector): string => cut(name ?? text ?? source ?? tag)
