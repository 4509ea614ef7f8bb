import { expect, it } from 'vitest'
import { isLargeEnough, mayBeAnnotated } from './worth.ts'

const WEB = { framed: true, origin: 'https://site.example', protocol: 'https:' }

it('a frame with a web address and an origin may be annotated', () => {
  expect(mayBeAnnotated(WEB)).toBe(true)
  expect(mayBeAnnotated({ ...WEB, protocol: 'http:' })).toBe(true)
})

it.each([
  ['the tab’s own page', { framed: false }],
  ['a sandbox without an origin', { origin: 'null' }],
  ['about:blank and srcdoc, with the origin of their page', { protocol: 'about:' }],
  ['a blob', { protocol: 'blob:' }],
  ['a file', { protocol: 'file:' }],
  ['another extension', { protocol: 'chrome-extension:' }],
])('%s is left alone', (_what, facts) => expect(mayBeAnnotated({ ...WEB, ...facts })).toBe(false))

it('hidden and tiny frames are not worth it', () => {
  for (const [width, height] of [
    [0, 0],
    [1, 1],
    [728, 90],
    [160, 600],
    [199, 400],
  ] as const)
    expect(isLargeEnough(width, height)).toBe(false)
  expect(isLargeEnough(200, 120)).toBe(true)
})
