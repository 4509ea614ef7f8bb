import { describe, expect, it } from 'vitest'
import type { SpaceId } from '../../shared/domain/ids.ts'
import { sign } from '../../shared/envelope/party.ts'
import { toBase64Url } from '../../shared/kit/bytes.ts'
import { decodeBatch } from '../../shared/protocol/batch.ts'
import { CHALLENGE_LIFE_MS, MAX_KEYRING, OPEN_REQUESTS_BURST, TOKEN_LIFE_MS } from '../../shared/protocol/limits.ts'
import { encodeSessionRequest, parseChallenge } from '../../shared/protocol/session.ts'
import { must } from '../../test/kit/must.ts'
import { append, bearer, join, newSpace, register, session, stream } from '../../test/kit/relay-client.ts'
import { relayCore } from '../../test/kit/relay-core.ts'
import { Buckets } from './bucket.ts'

const challengeOf = async (ask: ReturnType<typeof relayCore>['ask']) =>
  must(parseChallenge(await (await ask('/v1/challenge', { method: 'POST' })).text())).challenge

describe('keyrings', () => {
  it('S1 genesis registers the space; repeating is harmless; anybody who knows the id reads them', async () => {
    const { ask } = relayCore()
    const ada = await newSpace()
    const path = `/v1/spaces/${ada.space.space}/keyrings`
    expect((await ask(path)).status).toBe(404)
    expect((await register(ask, ada)).status).toBe(204)
    expect((await register(ask, ada)).status).toBe(204)
    const body = new Uint8Array(await (await ask(path)).arrayBuffer())
    expect(must(decodeBatch(body))).toEqual([ada.space.keyring])
  })

  it('refuses a keyring of another space, a damaged one, one too large, and one that comes before its genesis', async () => {
    const { ask } = relayCore()
    const [ada, ben] = [await newSpace(), await newSpace()]
    const put = async (space: SpaceId, body: Uint8Array<ArrayBuffer>) =>
      (await ask(`/v1/spaces/${space}/keyring`, { method: 'PUT', body })).status
    expect(await put(ada.space.space, ben.space.keyring)).toBe(400)
    const damaged = ada.space.keyring.slice()
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1
    expect(await put(ada.space.space, damaged)).toBe(400)
    const later = ada.space.keyring.slice()
    later[5] = 1
    expect(await put(ada.space.space, later)).toBe(404)
    expect(await put(ada.space.space, new Uint8Array(MAX_KEYRING + 1))).toBe(413)
    expect(await put(ada.space.space, new Uint8Array())).toBe(400)
    expect((await ask(`/v1/spaces/${ada.space.space}/keyrings`)).status).toBe(404)
  })
})

describe('sessions', () => {
  it('S1 each proof is judged alone: unknown space, foreign signature, expired certificate', async () => {
    const { ask, clock } = relayCore()
    const [ada, unknown] = [await newSpace(), await newSpace()]
    await register(ask, ada)
    const old = await join(ada.space, { notAfter: clock.now() })
    const answer = await session(ask, [ada, unknown, old])
    expect(answer.spaces).toEqual([ada.space.space])
    expect(answer.refused).toEqual([
      { space: unknown.space.space, error: 'unknown-space' },
      { space: old.space.space, error: 'expired' },
    ])
    const challenge = await challengeOf(ask)
    const proofs = [{ certificate: ada.certificate, signature: await sign(old.device.signing, 'session', challenge) }]
    const body = encodeSessionRequest({ challenge, proofs })
    const foreign = await (await ask('/v1/session', { method: 'POST', body })).json()
    expect(foreign).toMatchObject({ spaces: [], refused: [{ error: 'bad-signature' }] })
  })

  it('S1 refuses a challenge that is old, or not its own', async () => {
    const { ask, clock } = relayCore()
    const other = relayCore()
    const ada = await newSpace()
    await register(ask, ada)
    const attempt = async (challenge: Uint8Array<ArrayBuffer>) => {
      const signature = await sign(ada.device.signing, 'session', challenge)
      const body = encodeSessionRequest({ challenge, proofs: [{ certificate: ada.certificate, signature }] })
      return (await ask('/v1/session', { method: 'POST', body })).json()
    }
    expect(await attempt(await challengeOf(other.ask))).toMatchObject({ error: 'bad-challenge' })
    const old = await challengeOf(ask)
    clock.pass(CHALLENGE_LIFE_MS)
    expect(await attempt(old)).toMatchObject({ error: 'bad-challenge' })
    expect(await attempt(await challengeOf(ask))).toMatchObject({ spaces: [ada.space.space] })
  })

  it('S2 a token opens its own spaces, for an hour, and cannot be changed or taken for another ticket', async () => {
    const { ask, clock } = relayCore()
    const [ada, ben] = [await newSpace(), await newSpace()]
    await register(ask, ada)
    await register(ask, ben)
    const { token, expires, peer } = await session(ask, [ada])
    expect(expires).toBe(TOKEN_LIFE_MS)
    const document = await ada.document('https://example.org/')
    const mine = { space: ada.space.space, document }
    await append(ask, token, mine, [await ada.update(document)])
    await expect(append(ask, token, { space: ben.space.space, document }, [])).rejects.toThrow(/403/)
    await expect(
      append(ask, `${token.slice(0, 20)}${token[20] === 'x' ? 'y' : 'x'}${token.slice(21)}`, mine, []),
    ).rejects.toThrow(/401/)
    await expect(append(ask, peer.token, mine, [])).rejects.toThrow(/401/)
    await expect(append(ask, toBase64Url(await challengeOf(ask)), mine, [])).rejects.toThrow(/401/)
    clock.pass(TOKEN_LIFE_MS)
    await expect(append(ask, token, mine, [])).rejects.toThrow(/401.*bad-token/)
  })

  it('S2 a renewed session keeps its PeerJS id', async () => {
    const { ask } = relayCore()
    const ada = await newSpace()
    await register(ask, ada)
    const first = await session(ask, [ada])
    const renewed = await session(ask, [ada], first.peer.token)
    expect(renewed.peer.id).toBe(first.peer.id)
    expect((await session(ask, [ada], first.token)).peer.id).not.toBe(first.peer.id)
  })

  it.each([
    ['nothing', ''],
    ['an empty token', 'Bearer '],
    ['another scheme', 'Basic YWRhOmJlbg'],
    ['what is no token', 'Bearer ..'],
    ['a long token', `Bearer ${'A'.repeat(9_000)}`],
  ])('refuses %s as authorization', async (_, authorization) => {
    const { ask, failures } = relayCore()
    const response = await ask('/v1/stream', { method: 'POST', headers: { authorization }, body: '{"follow":[]}' })
    expect(response.status).toBe(401)
    expect(failures).toEqual([])
  })
})

describe('rates', () => {
  it('P1 requests without a token are capped per address, tokens guessed too; a session is not', async () => {
    const { ask, core, clock } = relayCore()
    const ada = await newSpace()
    await register(ask, ada)
    const { token } = await session(ask, [ada])
    let last = await ask('/v1/hello')
    for (let i = 0; i < OPEN_REQUESTS_BURST && last.status === 200; i++) last = await ask('/v1/hello')
    expect(last.status).toBe(429)
    const elsewhere = await core.handle(new Request('http://relay/v1/hello'), '198.51.100.7')
    expect(elsewhere.status).toBe(200)
    const document = await ada.document('https://example.org/')
    await append(ask, token, { space: ada.space.space, document }, [await ada.update(document)])
    let guess = await ask('/v1/stream', { method: 'POST', headers: bearer('AAAA') })
    for (let i = 0; i < 2_000 && guess.status === 401; i++)
      guess = await ask('/v1/stream', { method: 'POST', headers: bearer('AAAA') })
    expect(guess.status).toBe(429)
    const reader = await stream(ask, token, [])
    expect((await reader.next())?.event).toBe('open')
    clock.pass(60_000)
    expect((await ask('/v1/hello')).status).toBe(200)
  })

  it('forgets buckets that are full again, so that many addresses do not fill the memory', () => {
    let now = 0
    const buckets = new Buckets({ perSecond: 1, burst: 2 }, { now: () => now, after: () => () => undefined })
    expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 1])
    for (let i = 0; i < 30_000; i++) {
      now += 1
      buckets.take(`address ${i}`)
    }
    expect(buckets.size).toBeLessThan(25_000)
  })
})
