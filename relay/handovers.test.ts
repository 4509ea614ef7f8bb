import { describe, expect, it } from 'vitest'
import { randomBytes } from '../shared/envelope/party.ts'
import { type Bytes, toHex, utf8 } from '../shared/kit/bytes.ts'
import { handoverAnswerPath, handoverPath } from '../shared/protocol/handover.ts'
import {
  HANDOVER_LIFE_MS,
  HANDOVERS_BURST,
  MAX_HANDOVER,
  MAX_HANDOVER_ANSWER,
  MAX_HANDOVER_BYTES,
  MAX_HANDOVERS_PER_DEVICE,
} from '../shared/protocol/limits.ts'
import { bearer, newSpace, register, session } from '../test/kit/relay-client.ts'
import { relayCore, type TestRelay } from '../test/kit/relay-core.ts'

const newId = () => toHex(randomBytes(16))

async function member(relay: TestRelay) {
  const writer = await newSpace()
  await register(relay.ask, writer)
  const headers = bearer((await session(relay.ask, [writer])).token)
  const ask = (method: string, path: string, body?: Bytes) =>
    relay.ask(path, { method, headers, ...(body === undefined ? {} : { body }) })
  return {
    put: (id: string, body: Bytes = new Uint8Array()) => ask('PUT', handoverPath(id), body),
    end: (id: string) => ask('DELETE', handoverPath(id)),
    answered: (id: string) => ask('GET', handoverAnswerPath(id)),
  }
}

async function scene() {
  const relay = relayCore()
  const [ada, eve] = [await member(relay), await member(relay)]
  const take = (id: string) => relay.ask(handoverPath(id))
  const answer = (id: string, body: Bytes = utf8('me')) => relay.ask(handoverAnswerPath(id), { method: 'PUT', body })
  return { relay, ada, eve, take, answer, id: newId() }
}

const text = async (response: Response) => `${response.status} ${await response.text()}`

describe('a handover', () => {
  it('H1 H2 goes from who opened it to who answers, once', async () => {
    const { ada, take, answer, id } = await scene()
    expect((await ada.put(id)).status).toBe(204)
    expect([(await take(id)).status, (await ada.answered(id)).status]).toEqual([204, 204])
    expect((await answer(id, utf8('ben'))).status).toBe(204)
    expect(await text(await ada.answered(id))).toBe('200 ben')
    expect((await ada.put(id, utf8('all of it'))).status).toBe(204)
    expect(await text(await take(id))).toBe('200 all of it')
    expect((await take(id)).status).toBe(404)
  })

  it('H2 the first answer counts, and who is late learns it', async () => {
    const { ada, answer, id } = await scene()
    await ada.put(id)
    await answer(id, utf8('eve'))
    const late = await answer(id, utf8('ben'))
    expect([late.status, ((await late.json()) as { error: string }).error]).toEqual([409, 'taken'])
    expect(await text(await ada.answered(id))).toBe('200 eve')
  })

  it('H1 is nobody else’s to fill, to read or to end; without a slot, or a token, nothing is kept', async () => {
    const { relay, ada, eve, take, answer, id } = await scene()
    await ada.put(id)
    const others = [await eve.put(id, utf8('mine')), await eve.answered(id), await eve.end(id)]
    expect(others.map(({ status }) => status)).toEqual([403, 403, 403])
    expect((await relay.ask(handoverPath(id), { method: 'PUT', body: utf8('x') })).status).toBe(401)
    expect((await answer(newId())).status).toBe(404)
    expect((await take(newId())).status).toBe(404)
    expect((await ada.end(id)).status).toBe(204)
    expect((await take(id)).status).toBe(404)
    const stranger = await session(relay.ask, [await newSpace()])
    const put = { method: 'PUT', headers: bearer(stranger.token), body: utf8('x') }
    expect((await relay.ask(handoverPath(id), put)).status).toBe(403)
  })

  it('H2 looking at its head does not use it up', async () => {
    const { relay, ada, take, id } = await scene()
    await ada.put(id, utf8('all'))
    expect((await relay.ask(handoverPath(id), { method: 'HEAD' })).status).toBe(405)
    expect(await text(await take(id))).toBe('200 all')
  })

  it('H3 is over after ten minutes, however often it was filled', async () => {
    const { relay, ada, take, id } = await scene()
    await ada.put(id)
    relay.clock.pass(HANDOVER_LIFE_MS - 1)
    await ada.put(id, utf8('late'))
    relay.clock.pass(1)
    expect((await take(id)).status).toBe(404)
  })

  it('H4 is bounded: its length, its answer’s, a device’s slots, and what all hold', async () => {
    const { relay, ada, take, answer, id } = await scene()
    await ada.put(id)
    expect((await answer(id, randomBytes(MAX_HANDOVER_ANSWER + 1))).status).toBe(413)
    expect((await answer(id, new Uint8Array())).status).toBe(400)
    expect((await ada.put(id, new Uint8Array(MAX_HANDOVER + 1))).status).toBe(413)
    const more = [newId(), newId()]
    for (const one of more) await ada.put(one)
    expect(more).toHaveLength(MAX_HANDOVERS_PER_DEVICE)
    expect((await take(id)).status).toBe(404)
    let [kept, last] = [0, 0]
    while (last !== 503 && kept < 100) {
      const one = await member(relay)
      last = (await one.put(newId(), new Uint8Array(MAX_HANDOVER))).status
      if (last === 204) kept++
    }
    expect(kept * MAX_HANDOVER).toBe(MAX_HANDOVER_BYTES)
    expect(relay.failures).toEqual([])
  })

  it('H4 cannot be filled without end', async () => {
    const { relay, ada, id } = await scene()
    const statuses: number[] = []
    for (let i = 0; i <= HANDOVERS_BURST; i++) statuses.push((await ada.put(id)).status)
    expect([statuses.filter((status) => status === 204).length, statuses.at(-1)]).toEqual([HANDOVERS_BURST, 429])
    relay.clock.pass(60_000)
    expect((await ada.put(id)).status).toBe(204)
  })
})
