import { plain } from './evidence.ts'

/** So many units right beside an element, the same as before, are all that is asked of its surroundings. */
const ENOUGH_BESIDE = 40

/** Pairs of neighbouring characters, each with how often it stands there: languages without spaces need no words. */
function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>()
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = text.slice(at, at + 2)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}

/** Texts of one language and one page share so much by chance: below it they do not agree at all. */
const BY_CHANCE = 0.4

/** How far two texts agree, 0 to 1: Dice's coefficient of their pairs of characters, beyond what chance gives. */
export function alikeWords(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)]
  if (a === b) return 1
  if (a.length < 2 || b.length < 2) return 0
  const pairs = pairsOf(a)
  let common = 0
  for (const [pair, times] of pairsOf(b)) common += Math.min(times, pairs.get(pair) ?? 0)
  const dice = (2 * common) / (a.length + b.length - 2)
  return Math.max(0, (dice - BY_CHANCE) / (1 - BY_CHANCE))
}

/** Words on one side of an element: those next to it count most. */
export function alikeBeside(side: 'before' | 'after', one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)]
  const most = Math.min(a.length, ENOUGH_BESIDE)
  const unit = (text: string, at: number) => (side === 'after' ? text[at] : text[text.length - 1 - at])
  let same = 0
  while (same < most && unit(a, same) === unit(b, same)) same++
  return most === 0 ? 0 : Math.max(same / most, 0.6 * alikeWords(a, b))
}

const tagOf = (step: string): string => step.slice(0, step.lastIndexOf(':') >>> 0)

function alikeSteps(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return 0
  if (one === other) return 1
  return tagOf(one) === tagOf(other) ? 0.5 : 0
}

/** Paths, compared from both ends: a wrapper put in, or a sibling before, costs the step that it changed. */
export function alikePath(one: readonly string[], other: readonly string[]): number {
  const most = Math.max(one.length, other.length)
  const least = Math.min(one.length, other.length)
  if (most === 0) return 1
  let points = 0
  let top = 0
  for (; top < least && alikeSteps(one[top], other[top]) > 0; top++) points += alikeSteps(one[top], other[top])
  for (let low = 1; low <= least - top; low++) {
    const step = alikeSteps(one[one.length - low], other[other.length - low])
    if (step === 0) break
    points += step
  }
  return points / most
}

const ratio = (one: number, other: number): number => (Math.min(one, other) + 1) / (Math.max(one, other) + 1)

export const alikeSize = (
  one: { readonly width: number; readonly height: number },
  other: { readonly width: number; readonly height: number },
): number => (ratio(one.width, other.width) + ratio(one.height, other.height)) / 2

/** Addresses: the file's name says most, its folder a little. */
export function alikeSource(one: string, other: string): number {
  if (one === other) return 1
  const name = (source: string) => source.slice(source.lastIndexOf('/') + 1)
  return name(one) === name(other) && name(one) !== '' ? 0.85 : 0
}
