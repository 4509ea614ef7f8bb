import { expect, it } from 'vitest'
import { Chance } from '../../../test/kit/chance.ts'
import { FakeClock } from '../../../test/kit/clock.ts'
import { StandInSpace } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { Signal } from '../../kit/signal.ts'
import { COMPARE_OWN_MS, InStep } from './in-step.ts'

const id = (digit: string) => digit.repeat(32)

/** Ada's shared space, and whoever is in it. */
function scene() {
  const [clock, ended] = [new FakeClock(), new AbortController()]
  const team = new StandInSpace('Team', { space: '2', member: 'a' }, 'http://relay.example')
  const open = team.asOpenSpace()
  const spaces = { changed: new Signal<void>(), list: () => [open] }
  new InStep({ clock, random: new Chance(1) }, spaces, ended.signal)
  const present = (...people: readonly (readonly [device: string, member: string])[]) => {
    team.moves.people = people.map(([device, member]) => ({
      device: id(device) as DeviceId,
      member: id(member) as MemberId,
      page: undefined,
      huddle: undefined,
    }))
    team.moves.presentChanged.emit()
  }
  return { clock, ended, team, spaces, present }
}

it('DV13 there is a timer only while another browser of this person is here, and none after the end', async () => {
  const { clock, ended, team, spaces, present } = scene()
  present(['b', 'b'])
  expect([clock.waiting, team.moves.ownTold]).toEqual([0, []])
  present(['b', 'b'], ['c', 'a'])
  expect(clock.waiting).toBe(1)
  clock.pass(COMPARE_OWN_MS)
  expect(clock.waiting).toBe(1)
  present(['b', 'b'])
  expect(clock.waiting).toBe(0)
  present(['c', 'a'])
  ended.abort()
  await turn()
  const { presentChanged, toldOwn } = team.moves
  expect([clock.waiting, presentChanged.listening, toldOwn.listening, spaces.changed.listening]).toEqual([0, 0, 0, 0])
})

it('DV13 a space that was left is no meeting place any more', () => {
  const { clock, team, spaces, present } = scene()
  present(['c', 'a'])
  team.closed = { how: 'left' }
  spaces.changed.emit()
  expect([clock.waiting, team.moves.toldOwn.listening]).toEqual([0, 0])
})
