/** Real calls between real browsers' connections, without the extension around them: call-lab.ts stands for engines and relay. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findBrowser } from './kit/browsers.ts'
import './call-lab.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--auto-select-desktop-capture-source=Entire screen',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
]

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.getdisplaymedia.enabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, minify: false, lib: { entry: 'test/e2e/call-lab.ts', formats: ['es'], fileName: 'lab' } },
  })
  for (const output of [built].flat()) if ('output' in output && output.output[0]) return output.output[0].code
  throw new Error('nothing built')
}

let server: Server
let origin: string

beforeAll(async () => {
  const code = await bundle()
  server = createServer((request, response) => {
    const script = request.url === '/lab.js'
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
    response.end(script ? code : '<!doctype html><title>Lab</title><script type="module" src="/lab.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server?.close(resolve) ?? resolve(undefined)))

function start(name: 'chromium' | 'firefox'): Promise<Browser> {
  const executablePath = findBrowser(name)
  if (!executablePath) throw new Error(`${name} is not installed`)
  const common = { executablePath, headless: true } as const
  return name === 'chromium'
    ? launch({ ...common, pipe: true, args: FLAGS })
    : launch({ ...common, browser: 'firefox', extraPrefsFirefox: PREFERENCES })
}

/** Device ids: the lower one offers. */
const A = 'a'.repeat(32)
const B = 'b'.repeat(32)
const C = 'c'.repeat(32)

type Seen = (typeof participant)['seen']

function stage(page: Page) {
  const seen = (who: string): Promise<Seen> => page.evaluate((who) => callLab.of(who).seen, who)
  return {
    seen,
    add: (who: string) => page.evaluate((who) => callLab.add(who), who),
    /** Waits until what is seen there is as described. */
    until: async (who: string, what: string, good: (seen: Seen) => boolean, ms = 20_000): Promise<Seen> => {
      const end = Date.now() + ms
      for (;;) {
        const now = await seen(who).catch(() => undefined)
        if (now && good(now)) return now
        if (Date.now() > end) throw new Error(`${who[0]}: not ${what}: ${JSON.stringify(now)}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    loudest: (who: string, of: string, ms: number) =>
      page.evaluate((who, of, ms) => callLab.of(who).loudest(of as 'me', ms), who, of, ms),
    picture: (who: string, what: 'camera' | 'screen', of: string, frames = 5) =>
      page.evaluate((who, what, of, n) => callLab.of(who).picture(what, of as never, n), who, what, of, frames),
    /** What a person does, in the press itself. */
    act: (who: string, name: string, ...given: unknown[]) =>
      page.evaluate(
        (who, name, given) => {
          const action = callLab.of(who).call.actions[name as 'setCamera'] as (...given: unknown[]) => unknown
          return action(...given) as Promise<void>
        },
        who,
        name,
        given,
      ),
  }
}

const connected = (count: number) => (seen: Seen) =>
  seen.others.length === count &&
  seen.others.every(({ phase, verified }) => phase === 'connected' && verified === 'yes')

describe.each(['chromium', 'firefox'] as const)('a call in %s', (name) => {
  let browser: Browser
  let page: Page
  let on: ReturnType<typeof stage>

  beforeAll(async () => {
    browser = await start(name)
  })
  afterAll(() => browser?.close())
  beforeEach(async () => {
    page = await browser.newPage()
    await page.goto(origin)
    await page.waitForFunction(() => 'callLab' in globalThis)
    // Tastes of the test before.
    await page.evaluate(() => localStorage.clear())
    on = stage(page)
  })
  afterEach(() => page?.close())

  async function pair(): Promise<void> {
    await on.add(A)
    await on.add(B)
    await Promise.all([on.until(A, 'connected', connected(1)), on.until(B, 'connected', connected(1))])
  }

  /** The fake microphone beeps once a second. */
  const heard = (at: string, who: string) =>
    expect.poll(() => on.loudest(at, who, 1_500), { timeout: 20_000 }).toBeGreaterThan(0.01)

  it('two hear each other; who is muted is not heard', async () => {
    await pair()
    await heard(A, B)
    await heard(B, A)
    await on.act(B, 'setMuted', true)
    await on.until(A, 'told that B is muted', ({ others }) => others[0]?.muted === true)
    await expect.poll(() => on.loudest(A, B, 1_200), { timeout: 15_000 }).toBeLessThan(0.01)
    // The meter beside the choice of a microphone goes on. Firefox lets no AudioContext run where there is no speaker.
    if (name === 'chromium') await heard(B, 'me')
    await on.act(B, 'setMuted', false)
    await on.until(A, 'told that B speaks', ({ others }) => others[0]?.muted === false)
    await heard(A, B)
    expect((await on.seen(A)).verified).toBe(true)
  })

  it('a camera is seen, switched off, and seen again, without another connection', async () => {
    await pair()
    await on.act(A, 'setCamera', true)
    await on.until(B, 'shown the camera', ({ others }) => others[0]?.camera === true)
    const size = await on.picture(B, 'camera', A)
    expect(size.width).toBeGreaterThan(100)
    await on.act(A, 'setCamera', false)
    await on.until(B, 'without the camera', ({ others }) => others[0]?.camera === false)
    await on.act(A, 'setCamera', true)
    await on.until(B, 'shown the camera again', ({ others }) => others[0]?.camera === true)
    await on.picture(B, 'camera', A)
    expect((await on.seen(A)).held.connection).toBe(1)
  })

  it('a picture that nobody sees costs nothing', async () => {
    await pair()
    await on.act(A, 'setCamera', true)
    await on.until(B, 'shown the camera', ({ others }) => others[0]?.camera === true)
    await on.picture(B, 'camera', A)
    await page.evaluate((who) => callLab.of(who).call.actions.watch(new Map()), B)
    const sent = () => page.evaluate((who) => callLab.of(who).total('outbound-rtp', 'framesSent', 'video'), A)
    await expect
      .poll(
        async () => {
          const before = await sent()
          await new Promise((resolve) => setTimeout(resolve, 700))
          return (await sent()) - before
        },
        { timeout: 15_000 },
      )
      .toBe(0)
  })

  it('hands, reactions and the pen arrive', async () => {
    await pair()
    await on.act(A, 'setHand', true)
    await on.act(A, 'react', '🎉')
    await on.until(B, 'shown both', ({ others }) => others[0]?.hand === true && others[0].reaction === '🎉')
    const point = { screen: B, x: 0.25, y: 0.75, stroke: 3 }
    const got = page.evaluate(
      (who) => new Promise((resolve) => callLab.of(who).call.pointed.listen((pointed) => resolve(pointed))),
      B,
    )
    await on.act(A, 'point', point)
    expect(await got).toMatchObject({ device: A, point: { screen: B, stroke: 3 } })
  })

  it('a reloaded window is back within two seconds, as it was, and nobody left', async () => {
    await pair()
    await on.act(B, 'setMuted', true)
    await on.act(B, 'setCamera', true)
    await on.until(A, 'shown the camera', ({ others }) => others[0]?.camera === true && others[0].muted)
    const took = await page.evaluate(async (who) => {
      callLab.reload(who)
      const begun = performance.now()
      while (callLab.there(who)) await new Promise((resolve) => setTimeout(resolve, 5))
      for (;;) {
        const now = callLab.there(who) ? callLab.of(who).seen : undefined
        if (now?.camera.on && now.others[0]?.phase === 'connected') return performance.now() - begun
        if (performance.now() - begun > 15_000) throw new Error(JSON.stringify(now))
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }, B)
    console.info(`${name}: back after a reload in ${Math.round(took)} ms`)
    expect(took).toBeLessThan(2_000)
    const seen = await on.until(A, 'connected again', (seen) => connected(1)(seen) && seen.others[0]?.camera === true)
    expect(seen.others[0]?.muted).toBe(true)
    expect(seen.announcements).not.toContain('Person b left')
  })

  it('a reload that no browser told of is a goodbye and a return', async () => {
    await pair()
    for (const [who, other] of [
      [A, B],
      [B, A],
      [A, B],
    ] as const) {
      await page.evaluate((who) => callLab.reload(who, false), who)
      await on.until(other, 'alone', ({ others }) => others[0]?.phase !== 'connected')
      await on.until(who, 'back', connected(1))
      await on.until(other, 'with both', connected(1))
      await heard(other, who)
      await heard(who, other)
    }
  })

  it('who crashes is not shown for longer than ten seconds, and leaves nothing', async () => {
    await pair()
    await page.evaluate((who) => callLab.kill(who), B)
    // The relay saw their socket end; presence says so.
    await page.evaluate((who) => callLab.engines.gone(who as never), B)
    await on.until(A, 'alone', ({ others }) => others.length === 0, 12_000)
    await on.until(A, 'without a connection', ({ held }) => held.connection === 0 && held.element === 0)
  })

  it('ICE restarts on the connection there is, and the sound goes on', async () => {
    await pair()
    const ufrag = () =>
      page.evaluate((who) => {
        const [connection] = callLab.of(who).connections
        return connection?.currentLocalDescription?.sdp.match(/a=ice-ufrag:(\S+)/)?.[1]
      }, A)
    const before = await ufrag()
    await page.evaluate((who) => callLab.online(who), A)
    await expect.poll(ufrag, { timeout: 15_000 }).not.toBe(before)
    await on.until(A, 'connected', connected(1))
    await heard(A, B)
    expect((await on.seen(A)).held.connection).toBe(1)
  })

  it('the call goes on while no signal passes', async () => {
    await pair()
    await page.evaluate(() => {
      callLab.engines.cut = true
    })
    await on.act(A, 'setCamera', true)
    await on.until(B, 'shown the camera', ({ others }) => others[0]?.camera === true)
    await on.picture(B, 'camera', A)
    await heard(A, B)
  })

  it('three are all connected, and one who leaves is gone at once', async () => {
    await pair()
    await on.add(C)
    await Promise.all([A, B, C].map((who) => on.until(who, 'connected', connected(2))))
    await on.act(B, 'leave')
    await Promise.all([A, C].map((who) => on.until(who, 'two', connected(1), 3_000)))
    const left = await on.until(B, 'empty', ({ open }) => open === 0)
    expect(left).toMatchObject({ stage: 'left', held: { connection: 0, track: 0, element: 0, timer: 0 } })
  })

  it('fifty joins and leaves leave nothing behind', async () => {
    await pair()
    await page.evaluate(
      async (a, b) => {
        const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
        const { call } = callLab.of(b)
        for (let i = 0; i < 50; i++) {
          call.actions.leave()
          // Some are barely in, some are through.
          await rest(i % 5 === 0 ? 300 : 10)
          call.actions.enter('5'.repeat(32) as never, '4'.repeat(32) as never)
          await rest(i % 3 === 0 ? 400 : 20)
        }
        call.actions.leave()
        callLab.of(a).call.actions.leave()
      },
      A,
      B,
    )
    for (const who of [A, B]) {
      const seen = await on.until(who, 'empty', ({ open, held }) => open === 0 && held.track === 0)
      expect(seen.held).toEqual({ connection: 0, track: 0, element: 0, timer: 0 })
    }
  })
})

describe('in Chromium alone', () => {
  let browser: Browser
  let page: Page
  let on: ReturnType<typeof stage>
  beforeAll(async () => {
    browser = await start('chromium')
    page = await browser.newPage()
    await page.goto(origin)
    await page.waitForFunction(() => 'callLab' in globalThis)
    on = stage(page)
    await on.add(A)
    await on.add(B)
    await on.until(A, 'connected', connected(1))
    await on.until(B, 'connected', connected(1))
  })
  afterAll(() => browser?.close())

  it('two screens are shared at once', async () => {
    await on.act(A, 'setScreen', true)
    await on.act(B, 'setScreen', true)
    const seen = await on.until(B, 'shown both screens', ({ screens }) => screens.length === 2)
    expect(seen.screens.map(({ mine }) => mine)).toEqual([false, true])
    expect((await on.picture(B, 'screen', A, 2)).width).toBeGreaterThan(100)
    expect((await on.picture(A, 'screen', B, 2)).width).toBeGreaterThan(100)
    await on.act(A, 'setScreen', false)
    await on.until(B, 'shown one', ({ screens }) => screens.length === 1)
  })

  it('what is said goes twice in each packet (RED)', async () => {
    for (const who of [A, B]) {
      const codecs = await page.evaluate((who) => callLab.of(who).codecs, who)
      expect(codecs.slice(0, 2)).toEqual(['audio/red', 'audio/red'])
    }
  })
})
