import { beforeAll, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import { MemoryLinkPair } from '../../../test/kit/memory-link.ts'
import { Net } from '../../../test/kit/net.ts'
import type { DeviceId } from '../../domain/ids.ts'
import { type Bytes, utf8 } from '../../kit/bytes.ts'
import type { SpaceSelf } from '../parts.ts'
import { confirm, HELLO_MS, sendHello, takeHello } from './greet.ts'
import { Inbox } from './inbox.ts'
import { encodeLinkMessage } from './wire.ts'

let space: TestSpace
let ada: SpaceSelf
let ben: SpaceSelf
beforeAll(async () => {
  space = await testSpace()
  ada = await space.join()
  ben = await space.join()
})

const session = new Uint8Array(8).fill(1)
const sealBy = (self: SpaceSelf) => (body: Bytes) => self.sealSession('signal', session, 1, body)
const pairOf = (a = 'aa', b = 'bb') => {
  const net = new Net()
  const pair = new MemoryLinkPair(net, 'x', { a, b })
  return { net, ...pair, flush: () => [...Array(50)].forEach(() => void net.flushOne()) }
}
const clock = new FakeClock()

/** Ada says hello over one link; Ben judges it as what came over another. */
async function judged(to: DeviceId, over = pairOf(), seal = sealBy(ada), certificate = ada.certificate) {
  const sent = pairOf()
  await sendHello({ ...ada, certificate } as SpaceSelf, sent.a, to, seal)
  const inbox = new Inbox(sent.b)
  sent.flush()
  const hello = await takeHello(inbox, clock)
  if (!hello.ok) throw new Error(hello.error)
  return { hello: hello.value, at: (expected?: DeviceId) => confirm(ben, over.b, hello.value, expected) }
}

describe('greeting', () => {
  it('N17 confirms who they are when everything fits', async () => {
    const { at } = await judged(ben.device)
    expect(await at()).toMatchObject({ ok: true, value: { device: ada.device, member: ada.member } })
    expect(await at(ada.device)).toMatchObject({ ok: true })
  })

  it('N17 refuses other fingerprints: somebody stands between, or an old hello is played again', async () => {
    const { at } = await judged(ben.device, pairOf('aa', 'cc'))
    expect(await at()).toEqual({ ok: false, error: 'fingerprints' })
    expect(await (await judged(ben.device, pairOf('cc', 'bb'))).at()).toEqual({ ok: false, error: 'fingerprints' })
    expect(await (await judged(ben.device, pairOf('bb', 'aa'))).at()).toEqual({ ok: false, error: 'fingerprints' })
  })

  it('N17 refuses a link without fingerprints', async () => {
    const { hello } = await judged(ben.device)
    expect(await confirm(ben, pairOf('', '').b, hello, undefined)).toEqual({ ok: false, error: 'fingerprints' })
  })

  it('N17 refuses a hello meant for another, by another, or our own', async () => {
    expect(await (await judged(ada.device)).at()).toEqual({ ok: false, error: 'device' })
    const other = await space.join()
    expect(await (await judged(ben.device)).at(other.device)).toEqual({ ok: false, error: 'device' })
    expect(await (await judged(ben.device, pairOf(), sealBy(ben), ben.certificate)).at()).toEqual({
      ok: false,
      error: 'certificate',
    })
  })

  it('N17 refuses a certificate of another space, and a signature by another device', async () => {
    const stranger = await (await testSpace()).join()
    expect(await (await judged(ben.device, pairOf(), sealBy(stranger), stranger.certificate)).at()).toEqual({
      ok: false,
      error: 'certificate',
    })
    expect(await (await judged(ben.device, pairOf(), sealBy(ben))).at()).toEqual({ ok: false, error: 'signature' })
    const presence = (body: Bytes) => ada.sealSession('presence', session, 1, body)
    expect(await (await judged(ben.device, pairOf(), presence)).at()).toEqual({ ok: false, error: 'signature' })
  })

  it.each(['', '{}', 'null', '{"link":2}', '{"link":1,"local":1,"remote":"","to":""}'])(
    'N17 refuses a signal that says %s',
    async (text) => {
      const { at } = await judged(ben.device, pairOf(), () => sealBy(ada)(utf8(text)))
      expect(await at()).toEqual({ ok: false, error: 'malformed' })
    },
  )

  it('N17 what is not a hello, silence, and an end are no greeting', async () => {
    const wrong = pairOf()
    await wrong.a.send(encodeLinkMessage({ type: 'bye', reason: 'leaving' }))
    const inbox = new Inbox(wrong.b)
    wrong.flush()
    expect(await takeHello(inbox, clock)).toEqual({ ok: false, error: 'malformed' })

    const silent = takeHello(new Inbox(pairOf().b), clock)
    clock.pass(HELLO_MS)
    expect(await silent).toEqual({ ok: false, error: 'silent' })

    const ended = pairOf()
    const taken = takeHello(new Inbox(ended.b), clock)
    ended.a.close()
    ended.flush()
    expect(await taken).toEqual({ ok: false, error: 'silent' })
    expect(clock.waiting).toBe(0)
  })
})
