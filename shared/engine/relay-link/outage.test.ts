import { describe, expect, it } from 'vitest'
import { RelayFailure } from '../ports.ts'
import { FailureLog } from './failure-log.ts'
import { Outage } from './outage.ts'
import { RelayStatus } from './status.ts'

const at = (state: 'connecting' | 'online' | 'offline', waiting: number, putOff = 0) => ({ state, waiting, putOff })

describe('after an outage', () => {
  it('N25 says once what was sent and what was refused', () => {
    const outage = new Outage()
    expect(outage.look(at('online', 3))).toBeUndefined()
    expect(outage.look(at('online', 0))).toBeUndefined()
    expect(outage.look(at('offline', 15))).toBeUndefined()
    expect(outage.look(at('online', 15))).toBeUndefined()
    outage.refuse(1)
    expect(outage.look(at('online', 4))).toBeUndefined()
    expect(outage.look(at('online', 0))).toEqual({ sent: 14, refused: 1 })
    expect(outage.look(at('online', 2))).toBeUndefined()
    expect(outage.look(at('online', 0))).toBeUndefined()
  })

  it('N25 a stream that broke and came back is none, and nothing sent is nothing to say', () => {
    const outage = new Outage()
    outage.look(at('online', 0))
    outage.look(at('connecting', 2))
    expect(outage.look(at('online', 0))).toBeUndefined()
    outage.look(at('offline', 0))
    expect(outage.look(at('online', 0))).toBeUndefined()
  })

  it('N25 gone again before all was sent, it is told when that is over, of what waits then', () => {
    const outage = new Outage()
    outage.look(at('offline', 5))
    outage.look(at('online', 5))
    outage.look(at('online', 3))
    outage.look(at('connecting', 3))
    outage.look(at('offline', 3))
    expect(outage.look(at('online', 3))).toBeUndefined()
    expect(outage.look(at('online', 0))).toEqual({ sent: 3, refused: 0 })
  })

  it('N25 what the relay puts off does not keep the rest from being told, and is not called sent', () => {
    const outage = new Outage()
    outage.look(at('offline', 5))
    outage.look(at('online', 5))
    expect(outage.look(at('online', 2, 2))).toEqual({ sent: 3, refused: 0 })
  })
})

describe('recent failures', () => {
  it('N28 the newest come first, the same again is one line, and they are few', () => {
    const log = new FailureLog()
    log.note(1, 'one')
    log.note(2, 'two')
    log.note(3, 'two')
    expect(log.list).toEqual([
      { at: 3, words: 'two', times: 2 },
      { at: 1, words: 'one', times: 1 },
    ])
    for (let n = 0; n < 50; n++) log.note(n, `${n}`)
    expect(log.list).toHaveLength(20)
    expect(log.list[0]?.words).toBe('49')
  })

  it('N28 a relay’s state knows since when it is so, and what went wrong before', () => {
    let now = 10
    const status = new RelayStatus('https://relay.example', () => now)
    status.online()
    expect(status.since).toBe(10)
    now = 20
    status.lost(undefined)
    now = 30
    status.lost(new RelayFailure('unreachable', 'refused'))
    now = 40
    status.lost(new RelayFailure('unreachable', 'refused'))
    expect(status.since).toBe(30)
    expect(status.failures.list.map(({ at, times }) => [at, times])).toEqual([
      [40, 2],
      [20, 1],
    ])
    now = 50
    status.online()
    expect(status.since).toBe(50)
  })
})
