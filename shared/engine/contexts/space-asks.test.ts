import { beforeEach, describe, expect, it } from 'vitest'
import { type Ground, ground, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { deviceId, memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { SpaceDetail } from '../../contract/spaces.ts'
import { markOf } from '../../domain/people.ts'

const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
let all: Ground
let team: StandInSpace
let spaces: StandInSpaces
let home: Speaker

beforeEach(async () => {
  team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  const alone = new StandInSpace('Just me', { space: '2', member: 'a' }, undefined)
  await team.space.putMember(ADA)
  await team.space.putMember({ v: 1, name: 'Cleo', colour: 'coral' }, memberId('c'))
  await team.space.putMember({ v: 1, name: 'Cleo', colour: 'sky' }, memberId('b'))
  spaces = new StandInSpaces(ADA, team, alone)
  all = await ground(spaces)
  home = new Speaker(all.engine, 'home', ownPage)
})

const admin = () => Object.assign(team.self, { role: 'admin' })
const details = async (): Promise<readonly SpaceDetail[]> => {
  home.forget()
  await home.done({ do: 'watch', tab: -1, address: '', full: true })
  return (await home.until(sees('home'))).details ?? []
}

describe('X25 the spaces in full', () => {
  it('X25 are told once they were asked for, with members, their devices and when those were last here', async () => {
    home.forget()
    await home.done({ do: 'watch', tab: -1, address: '' })
    expect((await home.until(sees('home'))).details).toBeUndefined()
    team.moves.people = [{ device: deviceId('b'), member: memberId('b'), page: undefined, huddle: undefined }]
    team.seen.set(deviceId('b'), { member: memberId('b'), at: 5 })
    team.seen.set(deviceId('d'), { member: memberId('c'), at: 7 })
    const [shared, own] = await details()
    expect([shared?.relay, own?.relay, own?.private]).toEqual(['https://relay.example', undefined, true])
    const cleo = (digit: string) => `Cleo · ${markOf(memberId(digit), 4)}`
    expect(shared?.members.map(({ name, me, devices }) => [name, me, devices])).toEqual([
      ['Ada', true, [{ device: deviceId('a'), here: true, mine: true }]],
      [cleo('b'), false, [{ device: deviceId('b'), here: true }]],
      [cleo('c'), false, [{ device: deviceId('d'), here: false, at: 7 }]],
    ])
  })

  it('X25 only an admin renames, mutes and merges', async () => {
    const space = team.self.space
    const asks = [
      { do: 'rename-space', space, name: 'Another' },
      { do: 'mute-member', space, member: memberId('b'), on: true },
      { do: 'merge-member', space, member: memberId('b'), as: memberId('c') },
    ]
    for (const ask of asks) expect(await home.refused(ask)).toContain('admin')
    expect(team.space.muted.size).toBe(0)
    admin()
    for (const ask of asks) await home.done(ask)
    expect(team.space.muted.get(memberId('b'))?.since).toBe(all.clock.now())
  })

  it('X25 an admin cannot mute themselves, merge one into itself, or speak of strangers', async () => {
    admin()
    const space = team.self.space
    expect(await home.refused({ do: 'mute-member', space, member: memberId('a'), on: true })).toContain('yourself')
    expect(await home.refused({ do: 'mute-member', space, member: memberId('e'), on: true })).toContain('not known')
    expect(await home.refused({ do: 'merge-member', space, member: memberId('b'), as: memberId('b') })).toContain(
      'Choose',
    )
    expect(await home.refused({ do: 'merge-member', space, member: memberId('b'), as: memberId('e') })).toContain(
      'known',
    )
    expect(await home.refused({ do: 'rename-space', space, name: ' \u200b ' })).toContain('name')
  })

  it('X25 leaving, forgetting and deleting go to where spaces are kept; nobody governs one that has ended', async () => {
    const space = team.self.space
    await home.done({ do: 'leave-space', space, keep: true })
    await home.done({ do: 'leave-space', space, keep: false })
    await home.done({ do: 'delete-space', space })
    expect(spaces.ends).toEqual([`leave ${space}`, `forget ${space}`, `delete ${space}`])
    admin()
    team.closed = { how: 'left' }
    Object.assign(team.self, { ended: 'closed' })
    expect(await home.refused({ do: 'rename-space', space, name: 'Another' })).toContain('any more')
    const [first] = await details()
    expect([first?.ended, first?.role]).toEqual(['left', undefined])
  })
})
