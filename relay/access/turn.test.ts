import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { TURN_BURST } from '../../shared/protocol/limits.ts'
import { parseTurnAnswer, TURN_PATH } from '../../shared/protocol/turn.ts'
import { must } from '../../test/kit/must.ts'
import { bearer, newSpace, register, session } from '../../test/kit/relay-client.ts'
import { relayCore } from '../../test/kit/relay-core.ts'

const SECRET = 'a secret of some length'
const URLS = ['turn:turn.example.org:3478', 'turns:turn.example.org:443']
const turn = { urls: URLS, secret: SECRET, lifeMs: 3_600_000 }

async function member(relay: ReturnType<typeof relayCore>) {
  const writer = await newSpace()
  await register(relay.ask, writer)
  const { token } = await session(relay.ask, [writer])
  const ask = (headers: Record<string, string> = bearer(token)) => relay.ask(TURN_PATH, { method: 'POST', headers })
  return { writer, ask, servers: async () => must(parseTurnAnswer(await (await ask()).text())) }
}

describe('TURN credentials', () => {
  it('U1 are as coturn computes them, and end in time', async () => {
    const relay = relayCore({ turn })
    const { servers } = await member(relay)
    const { ice, expires } = await servers()
    const { urls, username = '', credential } = ice[0] ?? { urls: [] }
    expect([urls, expires]).toEqual([URLS, 3_600_000])
    expect(credential).toBe(createHmac('sha1', SECRET).update(username).digest('base64'))
    expect(Number(username.split(':')[0])).toBe(Math.floor((relay.clock.now() + 3_600_000) / 1_000))
  })

  it('U1 name a device the same each time, another one otherwise, and tell nothing of it', async () => {
    const relay = relayCore({ turn })
    const [ada, ben] = [await member(relay), await member(relay)]
    const userOf = async (one: typeof ada) => (await one.servers()).ice[0]?.username?.split(':')[1] ?? ''
    const user = await userOf(ada)
    relay.clock.pass(5_000)
    expect(await userOf(ada)).toBe(user)
    expect(await userOf(ben)).not.toBe(user)
    expect(user).toMatch(/^[0-9a-f]{16}$/)
    expect(ada.writer.device.id).not.toContain(user)
  })

  it('U1 are for members only', async () => {
    const relay = relayCore({ turn })
    const { ask } = await member(relay)
    expect((await ask({})).status).toBe(401)
    expect((await ask(bearer('AAAA'))).status).toBe(401)
    const stranger = await session(relay.ask, [await newSpace()])
    expect(stranger.spaces).toEqual([])
    expect((await ask(bearer(stranger.token))).status).toBe(403)
    expect((await relay.ask(TURN_PATH)).status).toBe(405)
  })

  it('U1 cannot be hoarded', async () => {
    const relay = relayCore({ turn })
    const { ask } = await member(relay)
    const statuses: number[] = []
    for (let i = 0; i <= TURN_BURST; i++) statuses.push((await ask()).status)
    expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([TURN_BURST, 429])
    relay.clock.pass(60_000)
    expect((await ask()).status).toBe(200)
  })

  it('U1 are none where the operator runs no TURN server', async () => {
    const relay = relayCore()
    expect(await (await member(relay)).servers()).toEqual({ ice: [], expires: 0 })
  })
})
