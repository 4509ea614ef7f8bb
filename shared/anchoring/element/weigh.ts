import type { ElementSelector } from '../../domain/selector.ts'
import { alikeBeside, alikePath, alikeSize, alikeSource, alikeWords } from './agree.ts'
import { looksGenerated } from './evidence.ts'

export const KINDS = [
  'id',
  'handle',
  'source',
  'name',
  'text',
  'role',
  'tag',
  'before',
  'after',
  'around',
  'path',
  'at',
  'size',
] as const
export type Kind = (typeof KINDS)[number]

/** Its own name; what it is; where it stands. */
export const NAMED: readonly Kind[] = ['id', 'handle']
export const CONTENT: readonly Kind[] = ['source', 'name', 'text']
export const PLACE: readonly Kind[] = ['before', 'after', 'around', 'path']

const WEIGHT: Readonly<Record<Kind, number>> = {
  id: 4,
  handle: 4,
  source: 3,
  name: 3,
  text: 3,
  role: 0.5,
  tag: 0.5,
  before: 2,
  after: 2,
  around: 3,
  path: 1.5,
  at: 0.4,
  size: 0.4,
}
/** Units of text from which on words are as telling as words get: "OK" tells little. */
const TELLING = 20
/** From here on a piece of evidence counts as agreeing. */
export const AGREES = 0.8

/** How far each kind of the stored evidence agrees with an element's, 0 to 1; kinds that are not stored are absent. */
export type Agreement = { readonly [kind in Kind]?: number }

export function agreement(stored: ElementSelector, found: ElementSelector, textLength: number): Agreement {
  const same = (one: string | undefined, other: string | undefined) => (one === other ? 1 : 0)
  const words = (kind: 'name' | 'text') => stored[kind] && alikeWords(stored[kind], (found[kind] ?? found.text) || '')
  const beside = (side: 'before' | 'after') => stored[side] && alikeBeside(side, stored[side], found[side] ?? '')
  return present({
    id: stored.id && same(stored.id, found.id),
    handle: stored.handle && same(stored.handle, found.handle),
    source: stored.source && alikeSource(stored.source, found.source ?? ''),
    name: words('name'),
    text: words('text'),
    role: stored.role && same(stored.role, found.role),
    tag: same(stored.tag, found.tag),
    before: beside('before'),
    after: beside('after'),
    around: stored.around && alikeWords(stored.around, found.around ?? ''),
    path: alikePath(stored.path, found.path),
    at: Math.max(0, 1 - Math.abs(stored.at - found.at) / (200 + 0.1 * textLength)),
    size: stored.width > 0 ? alikeSize(stored, found) : undefined,
  })
}

function present(all: Readonly<Record<Kind, number | '' | undefined>>): Agreement {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === 'number'))
}

/**
 * What each kind of evidence weighs. What several elements share, here or where it was described, is divided among them.
 * @param shared by how many of the elements compared each kind agrees; undefined: nothing is divided
 */
export function weights(
  stored: ElementSelector,
  shared: Readonly<Partial<Record<Kind, number>>> | undefined,
): Record<Kind, number> {
  const all = { ...WEIGHT }
  if (stored.id !== undefined && looksGenerated(stored.id)) all.id = 0.5
  for (const kind of ['name', 'text'] as const) all[kind] *= Math.min(1, (stored[kind]?.length ?? 0) / TELLING)
  if (!shared) return all
  for (const kind of [...NAMED, ...CONTENT, 'around'] as const) {
    const there = kind === 'id' || kind === 'around' ? 1 : (stored.alike ?? 0) + 1
    all[kind] /= Math.max(1, shared[kind] ?? 1, there)
  }
  return all
}

export interface Weighed {
  /** Points for what agrees. */
  readonly points: number
  /** Points as a share of those there were to get. */
  readonly share: number
}

/** @param only the kinds that count; all when not given */
export function weigh(
  agreed: Agreement,
  weight: Readonly<Record<Kind, number>>,
  only: readonly Kind[] = KINDS,
): Weighed {
  let points = 0
  let possible = 0
  for (const kind of only) {
    const value = agreed[kind]
    if (value === undefined) continue
    points += value * weight[kind]
    possible += weight[kind]
  }
  return { points, share: possible === 0 ? 0 : points / possible }
}
