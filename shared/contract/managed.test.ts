import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseBeginning } from './background.ts'
import { managedOf, openSites, readManaged } from './managed.ts'

it('Z4 reads relay, sites and huddles', () => {
  const raw = {
    relay: ' https://relay.school.example/huddle/ ',
    sites: ['https://*.school.example/*', 'wiki.school.example', '*://docs.example/manual/*', 'wiki.school.example'],
    huddles: false,
  }
  expect(readManaged(raw)).toEqual({
    managed: {
      relay: 'https://relay.school.example/huddle',
      sites: ['https://*.school.example/*', '*://wiki.school.example/*', '*://docs.example/manual/*'],
      huddlesOff: true,
    },
    ignored: [],
  })
})

it('Z4 nothing set, set to nothing, or huddles on, sets nothing', () => {
  for (const raw of [undefined, null, {}, 'x', 5, [], { relay: '', sites: [], huddles: true }, { other: 1 }])
    expect(readManaged(raw)).toEqual({ managed: {}, ignored: [] })
})

it.each([
  ['relay', 5],
  ['relay', 'relay.example'],
  ['relay', 'javascript:alert(1)'],
  ['relay', 'https://user:secret@relay.example'],
  ['relay', `https://relay.example/${'x'.repeat(3_000)}`],
  ['sites', 'https://a.example/*'],
  ['sites', ['<all_urls>x']],
  ['sites', ['file:///etc/*']],
  ['sites', ['chrome://settings/*']],
  ['sites', ['https://a.example/*', 7]],
  ['sites', ['https://a b.example/*']],
  ['sites', Array.from({ length: 501 }, (_, i) => `https://a${i}.example/*`)],
  ['huddles', 'false'],
  ['huddles', 0],
])('Z4 %s that cannot be read is left out and named, and the others hold', (name, value) => {
  const { managed, ignored } = readManaged({ relay: 'https://relay.example', huddles: false, [name]: value })
  expect(ignored).toEqual([name])
  expect(managed).toEqual({
    ...(name === 'relay' ? {} : { relay: 'https://relay.example' }),
    ...(name === 'huddles' ? {} : { huddlesOff: true }),
  })
})

it('Z4 never throws, and what was read reads as the same again', () => {
  fc.assert(
    fc.property(fc.anything(), (raw) => {
      const { managed } = readManaged(raw)
      expect(readManaged(managedOf(managed)).managed).toEqual(managed)
    }),
  )
  const both = { relay: 'https://relay.example', sites: ['*://a.example/*'], huddlesOff: true } as const
  expect(readManaged(managedOf(both)).managed).toEqual(both)
})

it('Z4 what the background tells the engine is parsed again, and anything else stops it', () => {
  const managed = { relay: 'https://relay.example', huddlesOff: true, ignored: ['sites'] } as const
  expect(parseBeginning({ managed, newSession: true })).toEqual({ managed, newSession: true })
  for (const bad of [undefined, false, {}, { managed: {} }, { managed: { huddlesOff: 1 }, newSession: true }])
    expect(() => parseBeginning(bad)).toThrow()
})

it('Z6 with sites set it comes by itself on those that are granted, and on no other that is; without any wherever it was granted', async () => {
  const granted = async () => ['https://a.example/*', 'https://mine.example/*']
  const isOpen = async (site: string) => (await granted()).includes(site)
  const sites = ['https://a.example/*', 'https://b.example/*']
  expect(await openSites({ sites }, granted, isOpen)).toEqual(['https://a.example/*'])
  expect(await openSites({ sites: ['https://b.example/*'] }, granted, isOpen)).toEqual([])
  expect(await openSites({}, granted, isOpen)).toEqual(['https://a.example/*', 'https://mine.example/*'])
})
