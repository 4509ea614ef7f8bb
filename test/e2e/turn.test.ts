import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunningServer } from '../../relay/server.ts'
import { startRelay } from '../../relay/start.ts'
import type { IceServer } from '../../shared/protocol/hello.ts'
import { parseTurnAnswer, TURN_PATH } from '../../shared/protocol/turn.ts'
import { must } from '../kit/must.ts'
import { bearer, newSpace, register, session } from '../kit/relay-client.ts'
import { findBrowser } from './kit/browsers.ts'
import { until } from './kit/surface.ts'
import { startTurn, type TurnServer } from './kit/turn.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--allow-loopback-in-peer-connection']

let turn: TurnServer
let relay: RunningServer
let browser: Browser
let folder: string
const surprises: unknown[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huddlemark-turn-relay-'))
  turn = await startTurn()
  const { urls, secret } = turn
  const settings = {
    host: '127.0.0.1',
    port: 0,
    data: folder,
    ice: [],
    stores: {},
    proxies: 0,
    restored: false,
  } as const
  relay = await startRelay({ ...settings, turn: { urls, secret, lifeMs: 3_600_000 } }, (error) => surprises.push(error))
  const executablePath = findBrowser('chromium')
  if (executablePath === undefined) throw new Error('no chromium')
  browser = await launch({ executablePath, headless: true, pipe: true, args: FLAGS })
})
afterAll(async () => {
  await Promise.all([browser?.close(), relay?.close(), turn?.close()])
  await rm(folder, { recursive: true, force: true })
})

/** As a member's engine gets them. */
async function credentials(): Promise<IceServer> {
  const ask = (path: string, init?: RequestInit) => fetch(relay.address + path, init)
  const writer = await newSpace()
  await register(ask, writer)
  const { token } = await session(ask, [writer])
  const answer = await ask(TURN_PATH, { method: 'POST', headers: bearer(token) })
  const [server] = must(parseTurnAnswer(await answer.text())).ice
  if (server === undefined) throw new Error('the relay names no TURN server')
  return server
}

/** In the page: one end of a connection that may go through TURN only. `describe` waits for all candidates. */
const END = `(server) => {
  const pc = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: 'relay' })
  const channel = pc.createDataChannel('talk', { negotiated: true, id: 0 })
  const end = { pc, channel, heard: [], errors: [], candidates: 0 }
  channel.onmessage = ({ data }) => end.heard.push(data)
  pc.onicecandidate = ({ candidate }) => { if (candidate?.candidate) end.candidates++ }
  pc.onicecandidateerror = ({ errorCode }) => end.errors.push(errorCode)
  end.describe = async (description) => {
    await pc.setLocalDescription(description)
    if (pc.iceGatheringState !== 'complete')
      await new Promise((done) => pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && done()))
    return pc.localDescription.toJSON()
  }
  end.pairs = async () => {
    const stats = await pc.getStats()
    const used = [...stats.values()].filter((one) => one.type === 'candidate-pair' && one.nominated && one.state === 'succeeded')
    return used.map((pair) => [stats.get(pair.localCandidateId).candidateType, stats.get(pair.remoteCandidateId).candidateType])
  }
  globalThis.end = end
}`

const run = <Value>(page: Page, script: string): Promise<Value> => page.evaluate(script) as Promise<Value>

async function endWith(server: IceServer): Promise<Page> {
  const page = await browser.newPage()
  await run(page, `(${END})(${JSON.stringify(server)})`)
  return page
}

it('U1 two who may use TURN only are connected through a real coturn, with the credentials that the relay gave each', async () => {
  const [ada, ben] = [await endWith(await credentials()), await endWith(await credentials())]
  const offer = await run(ada, 'end.pc.createOffer().then(end.describe)')
  await run(ben, `end.pc.setRemoteDescription(${JSON.stringify(offer)})`)
  const answer = await run(ben, 'end.pc.createAnswer().then(end.describe)')
  await run(ada, `end.pc.setRemoteDescription(${JSON.stringify(answer)})`)
  await until('the channel opens', () => run<boolean>(ada, 'end.channel.readyState === "open"'))
  await run(ada, 'end.channel.send("hello Ben")')
  await until('Ben hears', () => run<boolean>(ben, 'end.heard.length > 0'))
  await run(ben, 'end.channel.send("hello Ada")')
  await until('Ada hears', () => run<boolean>(ada, 'end.heard.length > 0'))
  expect(await run(ada, 'end.heard')).toEqual(['hello Ada'])
  expect(await run(ben, 'end.heard')).toEqual(['hello Ben'])
  for (const page of [ada, ben]) expect(await run(page, 'end.pairs()')).toEqual([['relay', 'relay']])
  expect(surprises).toEqual([])
  await Promise.all([ada.close(), ben.close()])
})

/** Gathers, and says what came of it. */
async function gather(server: IceServer): Promise<{ candidates: number; errors: number[] }> {
  const page = await endWith(server)
  await run(page, 'end.pc.createOffer().then(end.describe)')
  const outcome = await run<{ candidates: number; errors: number[] }>(
    page,
    '({ candidates: end.candidates, errors: end.errors })',
  )
  await page.close()
  return outcome
}

/** As the relay computes them, for any expiry. */
function signed(server: IceServer, expiry: number): IceServer {
  const username = `${expiry}:${server.username?.split(':')[1]}`
  return { ...server, username, credential: createHmac('sha1', turn.secret).update(username).digest('base64') }
}

it('U1 coturn refuses a wrong and an expired credential, and takes the right one', async () => {
  const good = await credentials()
  const hour = 3_600
  const now = Math.floor(Date.now() / 1_000)
  expect((await gather(signed(good, now + hour))).candidates).toBeGreaterThan(0)
  for (const bad of [
    { ...good, credential: 'AAAA' },
    signed(good, now - hour),
    { ...good, username: `${now + 99 * hour}:x` },
  ]) {
    const { candidates, errors } = await gather(bad)
    expect([candidates, errors.includes(401)]).toEqual([0, true])
  }
})
