import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { sources } from './sources.ts'

/** Rules are stated as "- **E1** ..." in the SPEC files; tests name them at the start of their titles. */
const specs = globSync('{shared,relay}/**/SPEC.md')
const tests = sources().filter(({ path }) => /\.test\.tsx?$/.test(path) || path.startsWith('test/contracts/'))
const titles = tests.flatMap(({ text }) =>
  [...text.matchAll(/\b(?:it|test|describe|name)(?:\.each\([\s\S]*?\))?[(:]\s*['"`]([^'"`]+)/g)].map(
    (match) => match[1] as string,
  ),
)

it.each(specs)('every rule of %s is held by a test', (spec) => {
  const folder = spec.split('/').slice(0, 2).join('/')
  const rules = [...readFileSync(spec, 'utf8').matchAll(/^- \*\*([A-Z]{1,2}\d+)\*\*/gm)].map(
    (match) => match[1] as string,
  )
  expect(rules.length).toBeGreaterThan(0)
  const named = new Set(titles.flatMap((title) => title.match(/\b[A-Z]{1,2}\d+\b/g) ?? []))
  expect({ folder, without: rules.filter((rule) => !named.has(rule)) }).toEqual({ folder, without: [] })
})
