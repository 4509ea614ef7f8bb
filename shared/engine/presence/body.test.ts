import { describe, expect, it } from 'vitest'
import type { HuddleId, HuddleStatus } from '../../domain/huddle.ts'
import type { DocumentId } from '../../domain/ids.ts'
import { utf8 } from '../../kit/bytes.ts'
import { encodePresence, MAX_PRESENCE_BODY, parsePresence, sameHuddle } from './body.ts'

const page = 'aa'.repeat(16) as DocumentId
const huddle: HuddleStatus = {
  id: 'cd'.repeat(16) as HuddleId,
  kind: 'talk',
  since: 1_800_000_000_000,
  muted: true,
  camera: false,
  screen: false,
}
const said = (change: object) => parsePresence(utf8(JSON.stringify({ here: true, page, peer: 'p', ...change })))

describe('a presence body', () => {
  it('HE2 tells the huddle, and comes back as it was said', () => {
    const body = { here: true, page, peer: 'a'.repeat(64), huddle: { ...huddle, kind: 'files', at: page } } as const
    expect(parsePresence(encodePresence(body))).toEqual(body)
    expect(encodePresence(body).length).toBeLessThan(MAX_PRESENCE_BODY)
  })

  it('HE2 older bodies, and fields of newer ones, are understood', () => {
    expect(said({})).toEqual({ here: true, page, peer: 'p', huddle: undefined })
    expect(said({ huddle: { ...huddle, hologram: true }, mood: 7 })?.huddle).toEqual(huddle)
  })

  it.each([
    ['no object', 'talk'],
    ['nothing', null],
    ['another id', { ...huddle, id: 'x' }],
    ['a kind of later', { ...huddle, kind: 'hologram' }],
    ['a time that is none', { ...huddle, since: -1 }],
    ['a time beyond what numbers hold', { ...huddle, since: 1e300 }],
    ['words for yes', { ...huddle, muted: 'yes' }],
    ['a camera left out', { ...huddle, camera: undefined }],
    ['a list', [huddle]],
  ])('HE2 a status that is not understood (%s) hides the huddle, not the person', (_what, status) => {
    expect(said({ huddle: status })).toEqual({ here: true, page, peer: 'p', huddle: undefined })
  })

  it('HE2 a page that is none is left out; who leaves is in no huddle', () => {
    expect(said({ huddle: { ...huddle, at: '../' } })?.huddle).toEqual(huddle)
    expect(said({ here: false, huddle })?.huddle).toBeUndefined()
  })

  it('HE2 every field makes a difference', () => {
    expect(sameHuddle(huddle, { ...huddle })).toBe(true)
    expect(sameHuddle(undefined, undefined)).toBe(true)
    const others = [{ muted: false }, { camera: true }, { screen: true }, { since: 1 }, { at: page }, { kind: 'files' }]
    for (const change of others) expect(sameHuddle(huddle, { ...huddle, ...change } as HuddleStatus)).toBe(false)
    expect(sameHuddle(huddle, undefined)).toBe(false)
  })
})
