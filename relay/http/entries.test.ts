import { expect, it } from 'vitest'
import { hashId } from '../../shared/envelope/digest.ts'
import { RECORD_LIMIT } from '../../shared/envelope/limits.ts'
import { createMember, randomBytes } from '../../shared/envelope/party.ts'
import { ByteWriter } from '../../shared/kit/binary.ts'
import { type Bytes, concat, fromHex } from '../../shared/kit/bytes.ts'
import { decodeBatch } from '../../shared/protocol/batch.ts'
import {
  encodeInviteEntry,
  encodeKnockAnswer,
  invitePath,
  knockPath,
  knocksPath,
  parseInviteEntry,
  parseKnockAnswer,
  parseKnockState,
} from '../../shared/protocol/entries.ts'
import {
  KNOCK_LIFE_MS,
  KNOCKS_BURST,
  MAX_INVITE_LIFE_MS,
  MAX_INVITE_RECORD,
  MAX_INVITES,
  MAX_KNOCK_ANSWER,
  MAX_KNOCKS,
} from '../../shared/protocol/limits.ts'
import { must } from '../../test/kit/must.ts'
import { bearer, Founder, fromStart, register, session, stream, type Writer } from '../../test/kit/relay-client.ts'
import { relayCore } from '../../test/kit/relay-core.ts'

const ID = 'ab'.repeat(16)
const HOUR = 3_600_000
const RECORD = new Uint8Array(100).fill(9)

async function space() {
  const relay = relayCore()
  const founder = await Founder.begin()
  const ada = await founder.device()
  const ben = await founder.device(await createMember())
  const reader = await founder.device(await createMember(), 'reader')
  await register(relay.ask, ada)
  const id = founder.space.space
  const tokens = new Map<Writer, string>()
  for (const who of [ada, ben, reader]) tokens.set(who, (await session(relay.ask, [who])).token)
  const as = (who: Writer | undefined) => (who ? bearer(tokens.get(who) ?? '') : undefined)
  const send = async (method: string, path: string, who?: Writer, body?: Bytes) => {
    const headers = as(who)
    const response = await relay.ask(path, { method, ...(headers && { headers }), ...(body && { body }) })
    return response.ok ? response.status : ((await response.json()) as { error: string }).error
  }
  const invite = (who: Writer, name = ID, life = HOUR, record: Bytes = RECORD) =>
    send('PUT', invitePath(id, name), who, encodeInviteEntry({ life, record }))
  const bytesAt = async (path: string, who?: Writer) => {
    const headers = as(who)
    return new Uint8Array(await (await relay.ask(path, headers && { headers })).arrayBuffer())
  }
  return { relay, founder, ada, ben, reader, id, send, invite, bytesAt, tokens }
}

/** Bytes with a knock's outside; the relay cannot look inside. */
const knockOf = (id: string, invite = ID): Bytes => {
  const header = new ByteWriter().u8(1).u8(10).bytes(fromHex(id)).bytes(fromHex(invite)).u32(0).done()
  return concat(header, randomBytes(RECORD_LIMIT.knock - header.length))
}

it('IN1 an invite is given out to whoever knows its id, until its time is over', async () => {
  const { relay, ada, id, send, invite, bytesAt } = await space()
  expect(await send('GET', invitePath(id, ID))).toBe('unknown-invite')
  expect(await invite(ada)).toBe(204)
  expect(await bytesAt(invitePath(id, ID))).toEqual(RECORD)
  relay.clock.pass(HOUR - 1)
  expect(await send('GET', invitePath(id, ID))).toBe(200)
  relay.clock.pass(1)
  expect(await send('GET', invitePath(id, ID))).toBe('unknown-invite')
})

it('IN1 P1 refuses what is too large, lasts too long or for no time, is nothing, and more than so many', async () => {
  const { ada, id, send, invite, relay } = await space()
  const raw = (body: Bytes) => send('PUT', invitePath(id, ID), ada, body)
  expect(await invite(ada, ID, 0)).toBe('bad-request')
  expect(await invite(ada, ID, MAX_INVITE_LIFE_MS + 1)).toBe('bad-request')
  expect(await invite(ada, ID, HOUR, new Uint8Array())).toBe('bad-request')
  expect(await invite(ada, ID, HOUR, new Uint8Array(MAX_INVITE_RECORD + 1))).toBe('too-large')
  for (let length = 0; length < 8; length++) expect(await raw(new Uint8Array(length))).toBe('bad-request')
  for (let i = 0; i < MAX_INVITES; i++) {
    const kept = { record: RECORD, by: ada.device.id, expires: relay.clock.now() + HOUR }
    await relay.log.entries.putInvite(id, i.toString(16).padStart(32, '0'), kept, relay.clock.now(), MAX_INVITES)
  }
  expect(await invite(ada)).toBe('over-quota')
})

it('IN2 IN3 only its own device writes it anew; only that one and admins erase it; readers and strangers do neither', async () => {
  const { ada, ben, reader, id, send, invite } = await space()
  expect(await invite(reader)).toBe('forbidden')
  expect(await send('PUT', invitePath(id, ID), undefined, encodeInviteEntry({ life: 1, record: RECORD }))).toBe(
    'bad-token',
  )
  expect(await invite(ada)).toBe(204)
  expect(await invite(ben)).toBe('taken')
  expect(await invite(ada, ID, HOUR, new Uint8Array(3))).toBe(204)
  expect(await send('DELETE', invitePath(id, ID), ben)).toBe('forbidden')
  expect(await send('DELETE', invitePath(id, ID), reader)).toBe('forbidden')
  expect(await invite(ben, 'cd'.repeat(16))).toBe(204)
  expect(await send('DELETE', invitePath(id, 'cd'.repeat(16)), ada)).toBe(204)
  expect(await send('GET', invitePath(id, 'cd'.repeat(16)))).toBe('unknown-invite')
  expect(await send('DELETE', invitePath(id, ID), ada)).toBe(204)
  expect(await send('DELETE', invitePath(id, ID), ada)).toBe(204)
})

it('IN3 any device of the member who put it erases it; IN4 nobody puts it anew until its time is over', async () => {
  const { relay, founder, ada, id, send, invite } = await space()
  const cleo = await createMember()
  const as = async (method: string, who: Writer, name: string, body?: Bytes) => {
    const { token } = await session(relay.ask, [who])
    const response = await relay.ask(invitePath(id, name), { method, headers: bearer(token), ...(body && { body }) })
    return response.ok ? response.status : ((await response.json()) as { error: string }).error
  }
  const [phone, laptop] = [await founder.device(cleo), await founder.device(cleo)]
  const entry = encodeInviteEntry({ life: HOUR, record: RECORD })
  const other = 'cd'.repeat(16)
  expect([await as('PUT', phone, ID, entry), await invite(ada, other)]).toEqual([204, 204])
  expect(await as('DELETE', laptop, other)).toBe('forbidden')
  expect(await as('DELETE', laptop, ID)).toBe(204)
  expect(await send('GET', invitePath(id, ID))).toBe('unknown-invite')
  expect([await as('PUT', phone, ID, entry), await invite(ada)]).toEqual(['revoked', 'taken'])
  expect(await as('DELETE', phone, ID)).toBe(204)
  relay.clock.pass(HOUR)
  expect(await as('PUT', phone, ID, entry)).toBe(204)
})

it('IN2 a session in one space gives no right in another', async () => {
  const { ada, send, relay } = await space()
  const other = await Founder.begin()
  await register(relay.ask, await other.device())
  const body = encodeInviteEntry({ life: HOUR, record: RECORD })
  expect(await send('PUT', invitePath(other.space.space, ID), ada, body)).toBe('forbidden')
})

it('KN1 KN4 a knock waits at an invite that is there, and goes with it', async () => {
  const { ada, id, send, invite, bytesAt, relay } = await space()
  const knock = knockOf(id)
  const path = knockPath(id, await hashId('knock', knock))
  expect(await send('POST', knocksPath(id), undefined, knock)).toBe('unknown-invite')
  await invite(ada)
  expect(await send('GET', path)).toBe('unknown-knock')
  expect(await send('POST', knocksPath(id), undefined, knock)).toBe(204)
  expect(await send('POST', knocksPath(id), undefined, knock)).toBe(204)
  expect(must(parseKnockState(await bytesAt(path)))).toEqual({ answer: 'waiting' })
  await invite(ada, 'cd'.repeat(16), MAX_INVITE_LIFE_MS)
  const long = knockOf(id, 'cd'.repeat(16))
  await send('POST', knocksPath(id), undefined, long)
  await send('DELETE', invitePath(id, ID), ada)
  expect(await send('GET', path)).toBe('unknown-knock')
  relay.clock.pass(KNOCK_LIFE_MS)
  expect(await send('GET', knockPath(id, await hashId('knock', long)))).toBe('unknown-knock')
})

it('KN1 refuses what is no knock, one for another space, too many from one address, too many in a space', async () => {
  const { ada, id, send, invite, relay } = await space()
  await invite(ada)
  const whole = knockOf(id)
  const wrongKind = whole.slice()
  wrongKind[1] = 8
  const bad = [new Uint8Array(), whole.slice(0, -1), wrongKind, knockOf('cd'.repeat(16))]
  for (const body of bad) expect(await send('POST', knocksPath(id), undefined, body)).toBe('bad-request')
  expect(await send('POST', knocksPath(id), undefined, concat(whole, new Uint8Array(1)))).toBe('too-large')
  for (let i = 0; i < KNOCKS_BURST; i++) expect(await send('POST', knocksPath(id), undefined, knockOf(id))).toBe(204)
  expect(await send('POST', knocksPath(id), undefined, knockOf(id))).toBe('slow-down')
  relay.clock.pass(HOUR - 1)
  for (let i = KNOCKS_BURST; i < MAX_KNOCKS; i++) await send('POST', knocksPath(id), undefined, knockOf(id))
  expect(await send('POST', knocksPath(id), undefined, knockOf(id))).toBe('over-quota')
})

it('KN2 KN3 admins hear of a knock, list and answer it; others do not', async () => {
  const { relay, ada, ben, reader, id, send, invite, bytesAt, tokens } = await space()
  await invite(ben)
  const document = await ada.document('page')
  const hear = (who: Writer) => stream(relay.ask, tokens.get(who) ?? '', [fromStart(id, document)])
  const [adas, bens] = [await hear(ada), await hear(ben)]
  await adas.until(({ event }) => event === 'caught-up')
  const heard = async () => expect(await adas.next()).toEqual({ event: 'knock', space: id })
  const knock = knockOf(id)
  await send('POST', knocksPath(id), undefined, knock)
  await heard()
  for (const who of [ben, reader]) expect(await send('GET', knocksPath(id), who)).toBe('forbidden')
  expect(must(decodeBatch(await bytesAt(knocksPath(id), ada)))).toEqual([knock])
  const path = knockPath(id, await hashId('knock', knock))
  const yes = encodeKnockAnswer({ answer: 'approved', sealed: new Uint8Array(85).fill(3) })
  expect(await send('PUT', path, ben, yes)).toBe('forbidden')
  expect(await send('PUT', path, ada, yes)).toBe(204)
  await heard() // Ada's other browser, and other admins, need not ask any more
  expect(await send('PUT', path, ada, encodeKnockAnswer({ answer: 'declined' }))).toBe(204)
  expect(must(parseKnockState(await bytesAt(path)))).toEqual({
    answer: 'approved',
    sealed: new Uint8Array(85).fill(3),
  })
  expect(must(decodeBatch(await bytesAt(knocksPath(id), ada)))).toEqual([])
  expect(await send('PUT', knockPath(id, 'cd'.repeat(16)), ada, yes)).toBe('unknown-knock')
  relay.core.drain()
  expect((await bens.until(({ event }) => event === 'caught-up')).some(({ event }) => event === 'knock')).toBe(false)
  expect(await bens.next()).toBeUndefined()
})

it('KN8 KN3 whoever knows a knock’s id takes it back, answered or not; admins hear that nobody waits any more', async () => {
  const { relay, ada, id, send, invite, bytesAt, tokens } = await space()
  await invite(ada)
  const adas = await stream(relay.ask, tokens.get(ada) ?? '', [fromStart(id, await ada.document('page'))])
  await adas.until(({ event }) => event === 'caught-up')
  const heard = async () => expect(await adas.next()).toEqual({ event: 'knock', space: id })
  const knock = knockOf(id)
  const path = knockPath(id, await hashId('knock', knock))
  await send('POST', knocksPath(id), undefined, knock)
  await heard()
  expect(await send('DELETE', path)).toBe(204)
  await heard()
  expect([await send('GET', path), must(decodeBatch(await bytesAt(knocksPath(id), ada)))]).toEqual([
    'unknown-knock',
    [],
  ])
  expect(await send('DELETE', path)).toBe(204)
  expect(await send('DELETE', knockPath(id, 'cd'.repeat(16)))).toBe(204)
  // A knock that goes with its invite is told, too; an invite at which nobody waits is not.
  await send('POST', knocksPath(id), undefined, knock)
  await heard()
  await send('DELETE', invitePath(id, ID), ada)
  await heard()
  await invite(ada, 'cd'.repeat(16))
  await send('DELETE', invitePath(id, 'cd'.repeat(16)), ada)
  relay.core.drain()
  expect(await adas.next()).toBeUndefined()
})

it('KN4 IN1 what is no answer, and no entry, is refused', () => {
  const bad = [[], [0], [1], [2, 0], [3], [1, ...new Uint8Array(MAX_KNOCK_ANSWER + 1)]]
  for (const bytes of bad) expect(parseKnockAnswer(Uint8Array.from(bytes)).ok).toBe(false)
  expect(parseInviteEntry(new Uint8Array(8).fill(255)).ok).toBe(false)
})
