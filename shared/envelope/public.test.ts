import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** What the relay may import. Nothing reachable from here may know a key that opens content. */
const PUBLIC = [
  'header.ts',
  'keyring.ts',
  'certificate.ts',
  'verify.ts',
  'limits.ts',
  'refusals.ts',
  'ed25519.ts',
  'digest.ts',
]
const PRIVATE = [
  'keys.ts',
  'open.ts',
  'seal.ts',
  'body.ts',
  'deflate.ts',
  'frame.ts',
  'party.ts',
  'issue.ts',
  'invite.ts',
]

const importsOf = (file: string): string[] =>
  [...readFileSync(new URL(file, import.meta.url), 'utf8').matchAll(/from '\.\/([^']+)'/g)].map(
    ([, name]) => name ?? '',
  )

function reachable(from: string, found = new Set<string>()): Set<string> {
  if (found.has(from)) return found
  found.add(from)
  for (const next of importsOf(from)) reachable(next, found)
  return found
}

it.each(PUBLIC)('%s leads to nothing that can open an envelope', (file) => {
  expect([...reachable(file)].filter((name) => PRIVATE.includes(name))).toEqual([])
})

it('the walk sees what it is to find', () => expect([...reachable('open.ts')]).toContain('keys.ts'))
