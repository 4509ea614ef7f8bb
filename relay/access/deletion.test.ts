import { describe, expect, it } from 'vitest'
import type { SpaceId } from '../../shared/domain/ids.ts'
import { createSpace } from '../../shared/envelope/issue.ts'
import { createMember, randomBytes, sign } from '../../shared/envelope/party.ts'
import { fromHex, toBase64Url } from '../../shared/kit/bytes.ts'
import { type Deletion, deletionMessage, encodeDeletion, spacePath } from '../../shared/protocol/deletion.ts'
import { CHALLENGE_LIFE_MS, MAX_JSON_BODY } from '../../shared/protocol/limits.ts'
import { parseChallenge } from '../../shared/protocol/session.ts'
import { must } from '../../test/kit/must.ts'
import {
  append,
  bearer,
  fromStart,
  join,
  newSpace,
  register,
  session,
  stream,
  type Writer,
} from '../../test/kit/relay-client.ts'
import { relayCore, type TestRelay } from '../../test/kit/relay-core.ts'

async function ground() {
  const admin = await createMember()
  const space = await createSpace(admin)
  const relay = relayCore()
  const ben = await join(space)
  await register(relay.ask, ben)
  const { token } = await session(relay.ask, [ben])
  const document = await ben.document('https://site.example/')
  const name = { space: space.space, document }
  await append(relay.ask, token, name, [ben.certificate, await ben.update(document)])
  return { ...relay, admin, space: space.space, ben, token, name }
}

const challengeOf = async ({ ask }: Pick<TestRelay, 'ask'>) =>
  must(parseChallenge(await (await ask('/v1/challenge', { method: 'POST' })).text())).challenge

type Signer = Awaited<ReturnType<typeof createMember>>
async function proof(relay: Pick<TestRelay, 'ask'>, admin: Signer, space: SpaceId): Promise<Deletion> {
  const challenge = await challengeOf(relay)
  const signature = await sign(admin.signing, 'delete-space', deletionMessage(space, challenge))
  return { admin: admin.publicKey, challenge, signature }
}
const ask = ({ ask: to }: Pick<TestRelay, 'ask'>, space: SpaceId, body: string) =>
  to(spacePath(space), { method: 'DELETE', body })
const statusOf = async (relay: Pick<TestRelay, 'ask'>, space: SpaceId, deletion: Deletion) =>
  (await ask(relay, space, encodeDeletion(deletion))).status
const stands = async ({ ask: to }: Pick<TestRelay, 'ask'>, ben: Writer) =>
  (await session(to, [ben])).spaces.length === 1

describe('deleting a space', () => {
  it('Z1 Z2 an admin’s word erases it; it cannot be registered, joined or written to again', async () => {
    const all = await ground()
    const { ben, space, name, token, log } = all
    expect(await statusOf(all, space, await proof(all, all.admin, space))).toBe(204)
    expect(await log.read(name, 0, { records: 9, bytes: 1e6 })).toEqual([])
    expect((await register(all.ask, ben)).status).toBe(410)
    expect((await all.ask(`${spacePath(space)}/keyrings`)).status).toBe(410)
    await expect(append(all.ask, token, name, [ben.certificate, await ben.update(name.document)])).rejects.toThrow(
      '401',
    )
    expect((await log.keyrings(space)).length + (await log.read(name, 0, { records: 9, bytes: 1e6 })).length).toBe(0)
    expect(all.failures).toEqual([])
  })

  it('Z3 later sessions are told, with the admin’s word; those for other spaces go on', async () => {
    const all = await ground()
    const other = await newSpace()
    await register(all.ask, other)
    const deletion = await proof(all, all.admin, all.space)
    await statusOf(all, all.space, deletion)
    const answer = await session(all.ask, [all.ben, other])
    expect(answer.spaces).toEqual([other.space.space])
    expect(answer.refused).toEqual([{ space: all.space, error: 'deleted', deletion }])
  })

  it('Z2 streams and live sockets of its members end, others stay', async () => {
    const all = await ground()
    const other = await newSpace()
    await register(all.ask, other)
    const { token } = await session(all.ask, [other])
    const document = await other.document('x')
    const bens = await stream(all.ask, all.token, [fromStart(all.space, all.name.document)])
    const others = await stream(all.ask, token, [fromStart(other.space.space, document)])
    const closed: number[] = []
    const live = all.core.live.connect(
      () => undefined,
      (code) => void closed.push(code),
    )
    live.text(JSON.stringify({ t: 'auth', token: all.token }))
    await bens.until((event) => event.event === 'caught-up')
    await others.until((event) => event.event === 'caught-up')
    await statusOf(all, all.space, await proof(all, all.admin, all.space))
    expect(await bens.next()).toBeUndefined()
    expect(closed).toEqual([1008])
    const follow = { follow: [] }
    const again = await all.ask('/v1/stream', {
      method: 'POST',
      headers: bearer(all.token),
      body: JSON.stringify(follow),
    })
    expect(again.status).toBe(401)
    await append(all.ask, token, { space: other.space.space, document }, [other.certificate])
    expect((await others.next())?.event).toBe('entry')
    await others.cancel()
  })

  it('Z1 nobody but an admin by the newest keyring: not a member, not a stranger, not in an admin’s name', async () => {
    const all = await ground()
    const [mallory, real] = [await createMember(), await proof(all, all.admin, all.space)]
    expect(await statusOf(all, all.space, await proof(all, mallory, all.space))).toBe(403)
    expect(
      await statusOf(all, all.space, { ...(await proof(all, mallory, all.space)), admin: all.admin.publicKey }),
    ).toBe(403)
    expect(await statusOf(all, all.space, { ...real, signature: randomBytes(64) })).toBe(403)
    // What a device signs for its session is no word of an admin's.
    const challenge = await challengeOf(all)
    const signature = await sign(all.admin.signing, 'session', challenge)
    expect(await statusOf(all, all.space, { admin: all.admin.publicKey, challenge, signature })).toBe(403)
    expect(await stands(all, all.ben)).toBe(true)
  })

  it('Z1 a word for one space deletes no other, and an old one none', async () => {
    const all = await ground()
    const second = await createSpace(all.admin)
    const member = await join(second)
    await register(all.ask, member)
    const deletion = await proof(all, all.admin, second.space)
    expect(await statusOf(all, all.space, deletion)).toBe(403)
    all.clock.pass(CHALLENGE_LIFE_MS + 1)
    expect(await statusOf(all, second.space, deletion)).toBe(400)
    const foreign = await proof(relayCore(), all.admin, second.space)
    expect(await statusOf(all, second.space, foreign)).toBe(400)
    expect([await stands(all, all.ben), await stands(all, member)]).toEqual([true, true])
  })

  it('Z1 repeating it is harmless; an unknown space, nonsense and much of it are refused', async () => {
    const all = await ground()
    const deletion = await proof(all, all.admin, all.space)
    expect([await statusOf(all, all.space, deletion), await statusOf(all, all.space, deletion)]).toEqual([204, 204])
    const unknown = (await newSpace()).space.space
    expect(await statusOf(all, unknown, await proof(all, all.admin, unknown))).toBe(404)
    const short = JSON.stringify({ admin: toBase64Url(fromHex('00')), challenge: '', signature: '' })
    for (const body of ['', '{}', 'null', '[]', short, encodeDeletion({ ...deletion, signature: randomBytes(65) })])
      expect((await ask(all, all.space, body)).status).toBe(400)
    expect((await ask(all, all.space, 'x'.repeat(MAX_JSON_BODY + 1))).status).toBe(413)
    expect((await all.ask(`${spacePath(all.space)}0`, { method: 'DELETE', body: '{}' })).status).toBe(404)
    expect((await all.ask(spacePath(all.space), { headers: bearer(all.token) })).status).toBe(405)
    expect(all.failures).toEqual([])
  })
})
