import { expect, it } from 'vitest'
import type { DocumentId } from '../../shared/domain/ids.ts'
import { createMember } from '../../shared/envelope/party.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import { keyringPath } from '../../shared/protocol/append.ts'
import { decodeBatch } from '../../shared/protocol/batch.ts'
import { encodeInviteEntry, invitePath } from '../../shared/protocol/entries.ts'
import { EPOCH_GRACE_MS, MAX_LISTED_CERTIFICATES, STREAM_HEARTBEAT_MS } from '../../shared/protocol/limits.ts'
import { encodeLiveRequest, parseLiveNews } from '../../shared/protocol/live.ts'
import { must } from '../../test/kit/must.ts'
import {
  append,
  bearer,
  Founder,
  fromStart,
  register,
  session,
  stream,
  type Writer,
} from '../../test/kit/relay-client.ts'
import { relayCore, type TestRelay } from '../../test/kit/relay-core.ts'

const put = (relay: TestRelay, founder: Founder, record: Bytes) =>
  relay.ask(keyringPath(founder.space.space), { method: 'PUT', body: record })

/** A space with Ada, who founded it, and Ben. */
async function two() {
  const relay = relayCore()
  const founder = await Founder.begin()
  const ada = await founder.device()
  const benMember = await createMember()
  const ben = await founder.device(benMember)
  await register(relay.ask, ada)
  const document = await ada.document('page')
  const name = { space: founder.space.space, document }
  return { relay, founder, ada, ben, benMember, name }
}

async function tokenOf(relay: TestRelay, who: Writer) {
  return (await session(relay.ask, [who])).token
}

const open = (relay: TestRelay, token: string, name: { space: Founder['space']['space']; document: DocumentId }) =>
  stream(relay.ask, token, [fromStart(name.space, name.document)])

/** A live socket that has shown its token; what it was told, and how it was closed. */
async function liveSocket(relay: TestRelay, token: string) {
  const told: string[] = []
  const closed: number[] = []
  let wake: () => void = () => undefined
  const pipe = relay.core.live.connect(
    (message) => {
      if (typeof message === 'string') told.push(must(parseLiveNews(message)).t)
      wake()
    },
    (code) => {
      closed.push(code)
      wake()
    },
  )
  const answered = new Promise<void>((resolve) => {
    wake = resolve
  })
  pipe.text(encodeLiveRequest({ t: 'auth', token }))
  await answered
  return { told, closed, ping: () => pipe.text(encodeLiveRequest({ t: 'ping' })) }
}

it('KR1 the first keyring of an epoch wins; the other is told of the conflict, the same one again is harmless', async () => {
  const { relay, founder } = await two()
  const [first, second] = [await founder.rotate([], false), await founder.rotate([], false)]
  expect((await put(relay, founder, first)).status).toBe(204)
  const lost = await put(relay, founder, second)
  expect([lost.status, ((await lost.json()) as { error: string }).error]).toEqual([409, 'keyring-conflict'])
  expect((await put(relay, founder, first)).status).toBe(204)
})

it('KR1 KR3 who is revoked is out at once: stream, live socket, token, certificate, records; the others hear of the keyring', async () => {
  const { relay, founder, ada, ben, name } = await two()
  const [adas, bens] = [await tokenOf(relay, ada), await tokenOf(relay, ben)]
  const [adaHears, benHears] = [await open(relay, adas, name), await open(relay, bens, name)]
  const [adaLive, benLive] = [await liveSocket(relay, adas), await liveSocket(relay, bens)]
  await adaHears.until(({ event }) => event === 'caught-up')
  await benHears.until(({ event }) => event === 'caught-up')
  const [early, late] = [await ben.update(name.document), await ben.update(name.document)]
  const { results: before } = await append(relay.ask, bens, name, [ben.certificate, early])
  expect(before.every((result) => !('error' in result))).toBe(true)

  expect((await put(relay, founder, await founder.rotate([ben]))).status).toBe(204)
  const heard = await adaHears.until(({ event }) => event === 'keyring')
  expect(heard.at(-1)).toEqual({ event: 'keyring', space: name.space, epoch: 1 })
  while ((await benHears.next()) !== undefined);
  expect(benLive.closed).toEqual([1008])
  expect(adaLive.closed).toEqual([])
  const refused = await relay.ask('/v1/turn', { method: 'POST', headers: bearer(bens) })
  expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([401, 'bad-token'])
  expect((await session(relay.ask, [ben])).refused).toEqual([{ space: name.space, error: 'revoked' }])
  // Ada, in the new epoch, brings what Ben wrote: his old certificate does not help it.
  const newAda = await founder.device(founder.member, 'writer', ada.device)
  const token = await tokenOf(relay, newAda)
  const { results } = await append(relay.ask, token, name, [ben.certificate, late])
  expect(results).toEqual([{ error: 'revoked' }, { error: 'revoked' }])
  expect(relay.failures).toEqual([])
})

it('KR2 after somebody was removed, older tokens end: at once for requests, after a while for what is open', async () => {
  const { relay, founder, ada, ben, name } = await two()
  const cleo = await founder.device(await createMember())
  const [adas, cleos] = [await tokenOf(relay, ada), await tokenOf(relay, cleo)]
  const [adaHears, cleoHears] = [await open(relay, adas, name), await open(relay, cleos, name)]
  const cleoLive = await liveSocket(relay, cleos)
  const opened = must((await adaHears.next())?.event === 'open' ? { ok: true, value: 0 } : { ok: false, error: 'open' })
  expect(opened).toBe(0)
  await put(relay, founder, await founder.rotate([ben]))
  expect((await relay.ask('/v1/turn', { method: 'POST', headers: bearer(cleos) })).status).toBe(401)
  expect((await session(relay.ask, [cleo])).refused).toEqual([{ space: name.space, error: 'old-epoch' }])
  await cleoHears.until(({ event }) => event === 'keyring')
  relay.clock.pass(EPOCH_GRACE_MS - 1)
  cleoLive.ping() // silence would end it as well
  relay.clock.pass(1)
  // Cleo never showed herself under the new keyring: whoever holds an unknown device with an old seed cannot either.
  while ((await cleoHears.next()) !== undefined);
  expect(cleoLive.closed).toEqual([1008])
})

it('KR2 a stream that is prolonged in the new epoch goes on', async () => {
  const { relay, founder, ada, ben, name } = await two()
  const hears = await open(relay, await tokenOf(relay, ada), name)
  const first = await hears.next()
  if (first?.event !== 'open') throw new Error('open comes first')
  await put(relay, founder, await founder.rotate([ben]))
  const newAda = await founder.device(founder.member, 'writer', ada.device)
  const token = await tokenOf(relay, newAda)
  const prolonged = await relay.ask(`/v1/stream/${first.stream}`, {
    method: 'POST',
    headers: bearer(token),
    body: JSON.stringify({ follow: [], unfollow: [] }),
  })
  expect(prolonged.status).toBe(204)
  relay.clock.pass(EPOCH_GRACE_MS + STREAM_HEARTBEAT_MS)
  const { results } = await append(relay.ask, token, name, [newAda.certificate, await newAda.update(name.document)])
  expect(results.every((result) => !('error' in result))).toBe(true)
  const events = await hears.until((event) => event.event === 'entry' && event.sequence === 2)
  expect(events.some(({ event }) => event === 'keyring')).toBe(true)
})

it('KR2 a keyring that removes nobody ends no token; work of an older epoch is still taken, in whoever’s hands', async () => {
  const { relay, founder, ada, ben, name } = await two()
  const bens = await tokenOf(relay, ben)
  const offline = await ben.update(name.document)
  await put(relay, founder, await founder.rotate())
  expect((await relay.ask('/v1/turn', { method: 'POST', headers: bearer(bens) })).status).toBe(200)
  const newAda = await founder.device(founder.member, 'writer', ada.device)
  const { results } = await append(relay.ask, await tokenOf(relay, newAda), name, [ben.certificate, offline])
  expect(results.every((result) => !('error' in result))).toBe(true)
})

it('KR4 one that removes somebody erases the invites', async () => {
  const { relay, founder, ada, ben, name } = await two()
  const token = await tokenOf(relay, ada)
  const path = invitePath(name.space, 'ab'.repeat(16))
  const body = encodeInviteEntry({ life: 60_000, record: new Uint8Array(40).fill(7) })
  expect((await relay.ask(path, { method: 'PUT', headers: bearer(token), body })).status).toBe(204)
  await put(relay, founder, await founder.rotate())
  expect((await relay.ask(path)).status).toBe(200)
  await put(relay, founder, await founder.rotate([ben]))
  expect((await relay.ask(path)).status).toBe(404)
})

it('KR5 an admin gets the certificates of all devices, nobody else does', async () => {
  const { relay, founder, ada, ben, name } = await two()
  const reader = await founder.device(await createMember(), 'reader')
  const list = async (who: Writer) =>
    relay.ask(`/v1/spaces/${name.space}/certificates`, { headers: bearer(await tokenOf(relay, who)) })
  expect((await list(ben)).status).toBe(403)
  expect((await list(reader)).status).toBe(403)
  const body = new Uint8Array(await (await list(ada)).arrayBuffer())
  const records = must(decodeBatch(body, { records: MAX_LISTED_CERTIFICATES, record: 255 }))
  const expected = [ada, ben, reader].map(({ certificate }) => certificate.join())
  expect(records.map((record) => record.join()).sort()).toEqual(expected.sort())
  expect((await relay.ask(`/v1/spaces/${name.space}/certificates`)).status).toBe(401)
})
