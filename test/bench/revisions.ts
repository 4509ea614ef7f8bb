/** A folder of page revisions: one folder per page with its old and new HTML and quotes with the places where they belong. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Span } from './anchoring-lab.ts'

/** One quote: characters of the old body's textContent, and the place in the new one's; null where it is gone. */
export interface Case {
  readonly cls: string
  readonly start: number
  readonly end: number
  readonly exact: string
  readonly expect: Span | null
}

export interface Revision {
  readonly name: string
  readonly old: string
  readonly now: string
  readonly cases: readonly Case[]
}

/** What is wrong with a folder, in words for the one who named it. */
export class NotRevisions extends Error {}

const isSpan = (value: unknown): value is Span =>
  Array.isArray(value) && value.length === 2 && value.every((n) => Number.isSafeInteger(n) && n >= 0)

function isCase(value: unknown): value is Case {
  if (typeof value !== 'object' || value === null) return false
  const { cls, start, end, exact, expect } = value as Record<string, unknown>
  const texts = typeof cls === 'string' && typeof exact === 'string'
  return texts && isSpan([start, end]) && (expect === null || isSpan(expect))
}

function htmlOf(folder: string, name: 'old' | 'new'): string {
  const plain = join(folder, `${name}.html`)
  if (existsSync(plain)) return readFileSync(plain, 'utf8')
  const packed = join(folder, `${name}.html.gz`)
  if (!existsSync(packed))
    throw new NotRevisions(`${folder} has cases.json, but neither ${name}.html nor ${name}.html.gz.`)
  try {
    return gunzipSync(readFileSync(packed)).toString()
  } catch {
    throw new NotRevisions(`${packed} is not gzipped.`)
  }
}

function casesOf(folder: string): readonly Case[] {
  const file = join(folder, 'cases.json')
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new NotRevisions(`${file} is not JSON.`)
  }
  const cases: unknown = Array.isArray(parsed) ? parsed : (parsed as { cases?: unknown } | null)?.cases
  if (!Array.isArray(cases)) throw new NotRevisions(`${file} has no list "cases".`)
  const wrong = cases.findIndex((one) => !isCase(one))
  if (wrong >= 0)
    throw new NotRevisions(`Case ${wrong} of ${file} is not { cls, start, end, exact, expect: [start, end] or null }.`)
  return cases as Case[]
}

/** Names as `index.json` has them, else every folder with cases. */
function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'cases.json')))
    .sort()
}

/** Reads a folder of revisions; an `index.json` beside the pages is for people. Throws NotRevisions with words. */
export function revisionsIn(folder: string): readonly Revision[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new NotRevisions(`There is no folder ${folder}.`)
  const names = namesIn(folder)
  if (names.length === 0)
    throw new NotRevisions(
      `${folder} holds no page revisions: no folder in it has a cases.json beside old.html(.gz) and new.html(.gz).`,
    )
  return names.map((name) => {
    const place = join(folder, name)
    return { name, old: htmlOf(place, 'old'), now: htmlOf(place, 'new'), cases: casesOf(place) }
  })
}
