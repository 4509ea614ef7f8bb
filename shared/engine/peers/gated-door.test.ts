import { expect, it } from 'vitest'
import { Signal } from '../../kit/signal.ts'
import type { Link, PeerDoor } from '../ports.ts'
import { gatedPeers } from './gated-door.ts'

const identity = { id: 'me', token: 't', relay: 'https://relay.example', ice: [] }

/** A door that counts who stands in it. */
function counted() {
  const open = new Set<object>()
  const dialled: string[] = []
  const door: PeerDoor = {
    open: () => {
      const host = {
        dial: async (peer: string) => {
          dialled.push(peer)
          return {} as Link
        },
        close: () => void open.delete(host),
      }
      open.add(host)
      return host
    },
  }
  return { door, open, dialled }
}

it('HE16 while a call goes through TURN only, no link tells our address: nobody is dialled, nobody dials us', async () => {
  const { door, open, dialled } = counted()
  const changed = new Signal<void>()
  let allowed = false
  const host = gatedPeers(door, { allowed: () => allowed, changed }).open(identity, () => undefined)
  expect(open.size).toBe(0)
  await expect(host.dial('other')).rejects.toThrow('switched off')
  allowed = true
  changed.emit()
  changed.emit()
  expect(open.size).toBe(1)
  await host.dial('other')
  expect(dialled).toEqual(['other'])
  allowed = false
  changed.emit()
  expect(open.size).toBe(0)
  await expect(host.dial('other')).rejects.toThrow('switched off')
  expect(dialled).toEqual(['other'])
})

it('HE16 a place that was given up stays so', () => {
  const { door, open } = counted()
  const changed = new Signal<void>()
  const host = gatedPeers(door, { allowed: () => true, changed }).open(identity, () => undefined)
  host.close()
  changed.emit()
  expect([open.size, changed.listening]).toEqual([0, 0])
})
