import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { deviceId, memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { Managed } from '../../contract/managed.ts'
import type { HuddleId } from '../../domain/huddle.ts'
import { encodeRingBody } from '../huddle/ring-body.ts'

const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const TALK = 'cd'.repeat(16) as HuddleId
const OFF = 'Your administrator has switched huddles off.'

async function managedBy(managed: Managed) {
  const space = new StandInSpace('Team', { space: '1', member: 'a' }, 'https://relay.example')
  await space.space.putMember({ v: 1, name: 'Ben', colour: 'coral' }, memberId('b'))
  space.moves.people = [
    {
      device: deviceId('b'),
      member: memberId('b'),
      page: undefined,
      huddle: { id: TALK, kind: 'talk', since: 1, muted: true, camera: false, screen: false },
    },
  ]
  const all = await ground(new StandInSpaces(ADA, space), { managed, defaultRelay: 'https://build.example' })
  const home = new Speaker(all.engine, 'home', ownPage)
  await home.done({ do: 'watch', tab: 1, address: '' })
  return { ...all, home, space, shown: await home.until(sees('home')) }
}

describe('what an administrator has set', () => {
  it('Z5 with huddles off none is listed, begun, joined, gone on with or rung, and the reason is said', async () => {
    const { home, space, shown, surroundings, engine, clock } = await managedBy({ huddlesOff: true })
    expect(shown.huddles).toEqual({ on: [], cannot: OFF })
    expect(shown.managed).toEqual({ huddlesOff: true })
    expect(await home.refused({ do: 'huddle-start', ring: 'nobody' })).toBe(OFF)
    expect(await home.refused({ do: 'huddle-send-file', to: deviceId('b') })).toBe(OFF)
    expect(await home.refused({ do: 'huddle-join', space: space.self.space, huddle: TALK })).toBe(OFF)
    const window = new Speaker(engine, 'huddle', { ...ownPage, url: 'chrome-extension://abc/huddle.html' })
    await window.done({ do: 'hello' })
    expect(await window.refused({ do: 'enter', space: space.self.space, huddle: TALK })).toBe(OFF)
    await window.done({ do: 'hello', back: { space: space.self.space, huddle: TALK } })
    expect(window.heard.some(sees('huddle'))).toBe(false)
    const ring = { t: 'ring', huddle: TALK, kind: 'talk', ring: 'ab'.repeat(8), at: clock.now() } as const
    space.moves.noticed.emit({ device: deviceId('b'), member: memberId('b'), body: encodeRingBody(ring) })
    clock.pass(1_000)
    expect([surroundings.opened, surroundings.notifications.filter(Boolean), surroundings.sounds]).toEqual([0, [], []])
    const overlay = new Speaker(engine, 'overlay', overlayAt('https://site.example'))
    await overlay.done({ do: 'page-at', address: 'https://site.example/a', title: '' })
    expect(await overlay.until(sees('huddles'))).toMatchObject({ huddles: { on: [], cannot: OFF } })
  })

  it('Z5 without it the same huddle is listed, and rings', async () => {
    const { space, shown, surroundings, clock } = await managedBy({})
    expect(shown.huddles.on).toHaveLength(1)
    expect(shown.managed).toBeUndefined()
    const ring = { t: 'ring', huddle: TALK, kind: 'talk', ring: 'ab'.repeat(8), at: clock.now() } as const
    space.moves.noticed.emit({ device: deviceId('b'), member: memberId('b'), body: encodeRingBody(ring) })
    clock.pass(1_000)
    expect(surroundings.notifications.filter(Boolean)).toHaveLength(1)
  })

  it('Z4 a relay that is set is offered, and the only one for new spaces', async () => {
    const relay = 'https://relay.school.example'
    const { home, shown } = await managedBy({ relay })
    expect(shown.defaultRelay).toBe(relay)
    const words = 'Your administrator has set the relay for new spaces.'
    expect(await home.refused({ do: 'create-space', name: 'Other', relay: 'https://elsewhere.example' })).toBe(words)
    expect(await home.refused({ do: 'check-relay', relay: 'https://elsewhere.example' })).toBe(words)
    expect(await home.done({ do: 'create-space', name: 'Class 7b' })).toMatchObject({ space: expect.any(String) })
    expect(await home.done({ do: 'create-space', name: 'Class 7c', relay })).toMatchObject({
      space: expect.any(String),
    })
  })
})
