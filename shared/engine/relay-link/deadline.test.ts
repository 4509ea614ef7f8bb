import { expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import type { RelayDoor, RelayResponse } from '../ports.ts'
import { ANSWER_MS, withDeadline } from './deadline.ts'

/** A relay that takes every request and answers when it is told to. */
function silent() {
  const clock = new FakeClock()
  const answers: ((response: RelayResponse) => void)[] = []
  const request: RelayDoor['request'] = (_request, signal) =>
    new Promise((resolve, reject) => {
      answers.push(resolve)
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  return { clock, answers, door: withDeadline({ request } as RelayDoor, clock) }
}
const HELLO = { method: 'GET', path: '/v1/hello' } as const

it('N3 a request that is never answered fails in time, so that it can be repeated', async () => {
  const { clock, door } = silent()
  const asked = door.request(HELLO, new AbortController().signal)
  clock.pass(ANSWER_MS)
  await expect(asked).rejects.toMatchObject({ name: 'RelayFailure', reason: 'unreachable' })
  expect(clock.waiting).toBe(0)
})

it('N3 an answer, or being given up, leaves no timer', async () => {
  const { clock, answers, door } = silent()
  const answered = door.request(HELLO, new AbortController().signal)
  answers[0]?.({ status: 200, body: new Uint8Array() })
  expect((await answered).status).toBe(200)
  const ended = new AbortController()
  const given = door.request(HELLO, ended.signal)
  ended.abort(new Error('leaving'))
  await expect(given).rejects.toThrow('leaving')
  expect(clock.waiting).toBe(0)
})
