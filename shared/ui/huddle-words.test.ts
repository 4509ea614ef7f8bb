import { describe, expect, it } from 'vitest'
import type { HuddlePerson, HuddleView, OwnHuddleView, RingView } from '../contract/huddle.ts'
import type { HuddleId } from '../domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../domain/ids.ts'
import { joinable, namesOf, ringsHere, ringWords, sharingWords } from './huddle-words.ts'

const person = (name: string, device = name): HuddlePerson => ({
  device: device as DeviceId,
  member: name as MemberId,
  name,
  colour: 'teal',
})
const [ada, ben] = [person('Ada'), person('Ben')]

describe('who is in a huddle, in words', () => {
  it.each([
    [[], ''],
    [[ben], 'Ben'],
    [[ada, ben], 'Ada and Ben'],
    [[ada, ben, person('Third')], 'Ada, Ben and 1 more'],
    [[ada, ben, person('Third'), person('Fourth')], 'Ada, Ben and 2 more'],
  ])('%j', (people, words) => expect(namesOf(people)).toBe(words))

  it('names us first, and nobody twice for their second device', () => {
    expect(namesOf([ben, ada], ada.device)).toBe('you and Ben')
    expect(namesOf([ada, ben, person('Ada', 'phone')], ada.device)).toBe('you and Ben')
    expect(namesOf([ada], ada.device)).toBe('you')
    expect(namesOf([ben, person('Ben', 'phone')])).toBe('Ben')
  })
})

const ring: RingView = {
  huddle: '3' as HuddleId,
  space: 's' as SpaceId,
  spaceName: 'Design team',
  kind: 'talk',
  from: ben,
}

describe('huddles to offer', () => {
  const huddle = (id: string, kind: HuddleView['kind'] = 'talk'): HuddleView => ({
    id: id as HuddleId,
    kind,
    space: 's' as SpaceId,
    people: [ben],
  })
  it('are preceded by a talk that rings in the space in view, not by a file nor by another space’s', () => {
    const on = [huddle('3')]
    expect(ringsHere({ on, ring })).toBe(true)
    expect([{ on }, { on, ring: { ...ring, kind: 'files' as const } }, { on: [], ring }].map(ringsHere)).toEqual([
      false,
      false,
      false,
    ])
  })

  it('are those of others that neither ring nor are files on their way', () => {
    const on = [huddle('1'), huddle('2'), huddle('3'), huddle('4', 'files')]
    const own = { ...huddle('2'), muted: false, camera: false, screen: false }
    const ids = (huddles: Parameters<typeof joinable>[0]) => joinable(huddles).map(({ id }) => id)
    expect(ids({ on, own, ring })).toEqual(['1'])
    expect(ids({ on })).toEqual(['1', '2', '3'])
  })
})

describe('a ring in words', () => {
  it('says who, to what, and what taking it does', () => {
    expect(ringWords(ring)).toEqual({
      title: 'Ben',
      detail: 'invites you to a huddle · Design team',
      take: 'Join huddle',
    })
    expect(ringWords({ ...ring, kind: 'files' })).toMatchObject({ take: 'Receive file' })
  })
})

describe('what others see of us', () => {
  const own = { muted: false, camera: false, screen: false } as OwnHuddleView
  it('is said whenever it is more than a voice', () => {
    expect(sharingWords(own)).toBeUndefined()
    expect(sharingWords({ ...own, camera: true })).toBe('Your camera is on')
    expect(sharingWords({ ...own, screen: true })).toBe('You are sharing your screen')
    expect(sharingWords({ ...own, screen: true, camera: true })).toContain('You are sharing')
  })
})
