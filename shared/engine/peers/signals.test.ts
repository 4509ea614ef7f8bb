import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import type { DeviceId } from '../../domain/ids.ts'
import { RECORD_LIMIT } from '../../envelope/limits.ts'
import { type Bytes, concat, fromHex, fromUtf8, toHex, utf8 } from '../../kit/bytes.ts'
import type { Self } from '../spaces/self.ts'
import { SIGNALS_BURST, SIGNALS_PER_SECOND, Signals } from './signals.ts'

let space: TestSpace
let ada: Self
let ben: Self
let mallory: Self
beforeAll(async () => {
  space = await testSpace()
  ada = await space.join()
  ben = await space.join()
  mallory = await space.join()
})

const clock = new FakeClock()
const sessionOf = new Map<DeviceId, Bytes>()
let sent: { readonly record: Bytes; readonly to: DeviceId }[]
let heard: string[]

/** One person's end, which knows the certificates and sessions of all. */
function end(self: Self, session: number): Signals {
  const own = new Uint8Array(8).fill(session)
  sessionOf.set(self.device, own)
  const all = [ada, ben, mallory]
  return new Signals(self, {
    clock,
    session: own,
    announced: (device) => {
      const announced = sessionOf.get(device)
      return announced && toHex(announced)
    },
    certificateOf: (device) => all.find((one) => one.device === device)?.certificate,
    memberOf: (device) => all.find((one) => one.device === device)?.member,
    send: (record, to) => void sent.push({ record, to }),
    heard: ({ body }, purpose) => void heard.push(`${purpose === 'huddle' ? '' : `${purpose}: `}${fromUtf8(body)}`),
  })
}

let fromAda: Signals
let atBen: Signals
beforeEach(() => {
  sent = []
  heard = []
  sessionOf.clear()
  fromAda = end(ada, 1)
  atBen = end(ben, 2)
})

async function said(text: string, to = ben.device): Promise<Bytes> {
  await fromAda.send(to, utf8(text))
  const last = sent.at(-1)
  if (!last) throw new Error('nothing was sent')
  return last.record
}

/** A body in the form of N24. */
const form = (purpose: number, to: DeviceId, session: Bytes, text: string) =>
  concat(Uint8Array.of(purpose), fromHex(to), session, utf8(text))
const benSession = new Uint8Array(8).fill(2)

describe('signals', () => {
  it('N24 arrive once, over however many ways and in any order', async () => {
    const records = [await said('one'), await said('two'), await said('three')]
    for (const record of [...records].reverse()) await atBen.hear(record, ada.device)
    await Promise.all(records.map((record) => atBen.hear(record, ada.device)))
    expect(heard).toEqual(['three', 'two', 'one'])
  })

  it('N24 two copies that come at the same moment are one', async () => {
    const record = await said('once')
    await Promise.all([atBen.hear(record, ada.device), atBen.hear(record.slice(), ada.device)])
    expect(heard).toEqual(['once'])
  })

  it('N24 go to those who are here only', async () => {
    sessionOf.delete(ben.device)
    await fromAda.send(ben.device, utf8('x'))
    expect(sent).toEqual([])
  })

  it('N24 one for another addressee is not taken', async () => {
    end(mallory, 3)
    await atBen.hear(await said('for Mallory', mallory.device), ada.device)
    expect(heard).toEqual([])
  })

  it('N24 one for an earlier run of ours is not taken, nor by a device that forgot what it took', async () => {
    const record = await said('before')
    await atBen.hear(record, ada.device)
    await end(ben, 9).hear(record, ada.device)
    expect(heard).toEqual(['before'])
  })

  it('N24 nobody signs for another', async () => {
    const session = new Uint8Array(8).fill(1)
    const record = await mallory.sealSession('signal', session, 1, form(1, ben.device, benSession, 'hi'))
    await atBen.hear(record, ada.device) // brought over Ada's way
    await atBen.hear(concat(record.slice(0, 39), fromHex(ada.device), record.slice(55)), ada.device)
    await atBen.hear(await said('mine'), mallory.device) // a true one over Mallory’s
    expect(heard).toEqual([])
  })

  it('N24 a flipped bit anywhere is nothing', async () => {
    const record = await said('exact')
    for (const at of [0, 1, 2, 20, 34, 36, 45, 60, 70, 100, 165, 180, record.length - 1]) {
      const broken = record.slice()
      broken[at] = (broken[at] as number) ^ 1
      await atBen.hear(broken, ada.device)
    }
    for (const length of [0, 1, 55, 170, record.length - 1]) await atBen.hear(record.slice(0, length), ada.device)
    expect(heard).toEqual([])
  })

  it('N24 each is heard for what it was said', async () => {
    for (const purpose of ['huddle', 'seen', 'own'] as const) await fromAda.send(ben.device, utf8('words'), purpose)
    for (const { record } of sent) await atBen.hear(record, ada.device)
    expect(heard).toEqual(['words', 'seen: words', 'own: words'])
  })

  it('N24 a link’s hello is no signal of a call, nor the other way round', async () => {
    const session = new Uint8Array(8).fill(1)
    const hello = utf8(JSON.stringify({ link: 1, local: 'aa', remote: 'bb', to: ben.device }))
    await atBen.hear(await ada.sealSession('signal', session, 1, hello), ada.device)
    await atBen.hear(await ada.sealSession('signal', session, 2, form(4, ben.device, benSession, 'later')), ada.device)
    await atBen.hear(await ada.sealSession('presence', session, 3, form(1, ben.device, benSession, 'x')), ada.device)
    await atBen.hear(await ada.sealSession('signal', session, 4, utf8('short')), ada.device)
    expect(heard).toEqual([])
    const call = await ben.openSession(await said('offer'), () => ada.certificate)
    expect(() => JSON.parse(fromUtf8(call?.body ?? new Uint8Array()))).toThrow()
  })

  it('N24 a device that no certificate proves is not heard', async () => {
    const stranger = await (await testSpace()).join()
    const session = new Uint8Array(8).fill(1)
    const record = await stranger.sealSession('signal', session, 1, form(1, ben.device, benSession, 'let me in'))
    await atBen.hear(record, stranger.device)
    const newcomer = await space.join()
    const early = await newcomer.sealSession('signal', session, 1, form(1, ben.device, benSession, 'not shown yet'))
    await atBen.hear(early, newcomer.device)
    expect(heard).toEqual([])
  })

  it('N24 the largest goes through; what is larger is refused before it is sent', async () => {
    const chance = (length: number) => crypto.getRandomValues(new Uint8Array(length))
    await fromAda.send(ben.device, utf8(toHex(chance(8_000))))
    await atBen.hear(sent[0]?.record ?? new Uint8Array(), ada.device)
    expect(heard).toHaveLength(1)
    await expect(fromAda.send(ben.device, chance(20_000))).rejects.toThrow(RangeError)
    expect(sent.every(({ record }) => record.length <= RECORD_LIMIT.signal)).toBe(true)
  })

  it('N24 a flood costs its sender, and nobody else', async () => {
    const quiet = end(mallory, 3)
    for (let n = 0; n < SIGNALS_BURST + 50; n++) await atBen.hear(await said(`${n}`), ada.device)
    expect(heard).toHaveLength(SIGNALS_BURST)
    await quiet.send(ben.device, utf8('me too'))
    await atBen.hear(sent.at(-1)?.record ?? new Uint8Array(), mallory.device)
    expect(heard.at(-1)).toBe('me too')
    clock.pass(1_000)
    for (let n = 0; n < SIGNALS_PER_SECOND + 5; n++) await atBen.hear(await said(`again ${n}`), ada.device)
    expect(heard).toHaveLength(SIGNALS_BURST + 1 + SIGNALS_PER_SECOND)
  })
})
