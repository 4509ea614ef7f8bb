import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, launch, type Page } from 'puppeteer-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PeerIdentity } from '../../shared/engine/ports.ts'
import { encodeStreamOpen } from '../../shared/protocol/stream.ts'
import { append, fromStart, newSpace, register, session } from '../kit/relay-client.ts'
import { findBrowser } from './kit/browsers.ts'
import { type RelayProcess, startRelay } from './kit/relay.ts'
import { until } from './kit/surface.ts'
import './adapters-lab.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--allow-loopback-in-peer-connection',
]

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: 'test/e2e/adapters-lab.ts', formats: ['es'], fileName: 'lab' },
    },
  })
  const outputs = Array.isArray(built) ? built : [built]
  for (const output of outputs) if ('output' in output && output.output[0]) return output.output[0].code
  throw new Error('nothing built')
}

const POLICY = "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' https: wss: http: ws:"
const GECKO = 'lab@huddlemark'
const UUID = '0b5d3a52-8a2c-4d55-9c0e-1f6f2f6f2c11'

const PREFERENCES = {
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'extensions.webextensions.uuids': JSON.stringify({ [GECKO]: UUID }),
}

/** Small extensions whose one page carries the lab: a relay answers extensions, never web pages. */
async function writeExtensions(): Promise<{ chromium: string; firefox: string }> {
  const code = await bundle()
  const write = async (manifest: object): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'huddlemark-lab-'))
    const page = '<!doctype html><title>Lab</title><script type="module" src="lab.js"></script>'
    const about = { name: 'Lab', version: '1', ...manifest }
    await Promise.all([
      writeFile(join(folder, 'manifest.json'), JSON.stringify(about)),
      writeFile(join(folder, 'lab.html'), page),
      writeFile(join(folder, 'lab.js'), code),
    ])
    return folder
  }
  const [chromium, firefox] = await Promise.all([
    write({ manifest_version: 3, content_security_policy: { extension_pages: POLICY } }),
    write({
      manifest_version: 2,
      content_security_policy: POLICY,
      browser_specific_settings: { gecko: { id: GECKO } },
    }),
  ])
  return { chromium, firefox }
}

let relay: RelayProcess
let extensions: Awaited<ReturnType<typeof writeExtensions>>
const ask = (path: string, init?: RequestInit) => fetch(relay.address + path, init)

/** A session of a new space at the real relay. */
async function member() {
  const writer = await newSpace()
  await register(ask, writer)
  const { token, peer } = await session(ask, [writer])
  const identity: PeerIdentity = { ...peer, relay: relay.address, ice: [] }
  return { writer, token, identity }
}

beforeAll(async () => {
  ;[relay, extensions] = await Promise.all([startRelay(), writeExtensions()])
})
afterAll(async () => {
  const folders = Object.values(extensions ?? {})
  await Promise.all([relay?.dispose(), ...folders.map((folder) => rm(folder, { recursive: true }))])
})

async function start(name: 'chromium' | 'firefox'): Promise<Browser> {
  const executablePath = findBrowser(name)
  if (!executablePath) throw new Error(`${name} is not installed`)
  if (name === 'chromium') {
    return launch({ executablePath, headless: true, pipe: true, enableExtensions: [extensions.chromium], args: FLAGS })
  }
  const firefox = await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: PREFERENCES,
  })
  await firefox.installExtension(extensions.firefox)
  return firefox
}

async function addressIn(browser: Browser): Promise<string> {
  if ((await browser.version()).toLowerCase().includes('firefox')) return `moz-extension://${UUID}/lab.html`
  const id = await until('the extension', async () => [...(await browser.extensions()).keys()][0])
  return `chrome-extension://${id}/lab.html`
}

async function fresh(browser: Browser): Promise<Page> {
  const page = await browser.newPage()
  // Firefox loads pages of extensions and does not say so to WebDriver.
  await page.goto(await addressIn(browser), { timeout: 1_500 }).catch(() => undefined)
  await page.waitForFunction(() => 'adapters' in globalThis)
  return page
}

/** What Chromium itself keeps after a collection: it makes no more than 500, closed ones that it cannot give back included. */
async function connectionsKept(page: Page): Promise<number | undefined> {
  const session = await page.createCDPSession()
  await session.send('Performance.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find((one) => one.name === 'RTCPeerConnections')?.value
}

const good = (outcomes: readonly { name: string; failure: string }[]) =>
  outcomes.map(({ name }) => ({ name, failure: '' }))

describe.each(['chromium', 'firefox'] as const)('the engine’s adapters in %s', (name) => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await start(name)
    page = await fresh(browser)
  })
  afterAll(() => browser?.close())

  it('IndexedDB does what a Store must', async () => {
    const outcomes = await page.evaluate(() => adapters.storeSuite())
    expect(outcomes.length).toBeGreaterThan(8)
    expect(outcomes).toEqual(good(outcomes))
  })

  it('IndexedDB keeps what was written when it is opened again', async () =>
    expect(await page.evaluate(() => adapters.reopened())).toEqual({ n: 1 }))

  it('D17 a database of an older version is brought further with everything in it; one of a newer version is not touched', async () =>
    expect(await page.evaluate(() => adapters.upgraded())).toEqual({
      value: { n: 1 },
      refused: 'NewerStore',
      still: { n: 1 },
    }))

  it('PeerJS, signalled by a real relay, does what a Link must', async () => {
    const [a, b] = [(await member()).identity, (await member()).identity]
    const outcomes = await page.evaluate((a, b) => adapters.linkSuite(a, b), a, b)
    expect(outcomes.length).toBeGreaterThan(5)
    expect(outcomes).toEqual(good(outcomes))
  })

  it('N16 a hundred joins and leaves over PeerJS leave no connection behind, neither with us nor with the browser', async () => {
    // A device signals so much and no more: each fifty are two others'.
    for (let fifty = 0; fifty < 2; fifty++) {
      const [a, b] = [(await member()).identity, (await member()).identity]
      const found = await page.evaluate((a, b) => adapters.comeAndGo(a, b, 50), a, b)
      expect(found).toMatchObject({ left: 0, atEnd: 0 })
      expect(found.most).toBeGreaterThanOrEqual(20)
    }
    if (name === 'chromium') expect(await connectionsKept(page)).toBe(0)
  }, 120_000)

  it('a dial to somebody who is not there fails within the time-out', async () => {
    const { identity } = await member()
    const other = await fresh(browser)
    await other.evaluate((identity) => adapters.open(identity), identity)
    expect(await other.evaluate(() => adapters.dialFails('0'.repeat(32)))).not.toBe('')
    await other.close()
  })

  it('the relay answers requests, refuses without a token, and is told from other servers', async () => {
    const hello = await page.evaluate((address) => adapters.request(address, '/v1/hello'), relay.address)
    expect([hello.status, JSON.parse(hello.text).huddlemark]).toEqual([200, 1])
    expect(await page.evaluate((address) => adapters.streamFails(address, 'bad'), relay.address)).toMatch(
      /^refused: 40\d/,
    )
    expect(await page.evaluate(() => adapters.requestFails('http://127.0.0.1:9'))).toMatch(/^unreachable: /)
    const secure = relay.address.replace('http:', 'https:')
    expect(await page.evaluate((address) => adapters.requestFails(address), secure)).toMatch(/^certificate: /)
  })

  it('the stream brings what was appended, and can be left', async () => {
    const { writer, token } = await member()
    const document = await writer.document('https://site.example/')
    await append(ask, token, { space: writer.space.space, document }, [
      writer.certificate,
      await writer.update(document),
    ])
    const follow = encodeStreamOpen([fromStart(writer.space.space, document)])
    const args = [relay.address, token, follow] as const
    const events = await page.evaluate((address, token, body) => adapters.events(address, token, body, 4), ...args)
    expect(events.map(({ event }) => event).filter((event) => event !== 'heartbeat')).toEqual([
      'open',
      'entry',
      'entry',
      'caught-up',
    ])
  })

  it('the live socket opens, speaks, and comes back by itself after the relay was killed', async () => {
    const { token } = await member()
    const other = await fresh(browser)
    await other.evaluate((address) => adapters.live(address), relay.address)
    await other.evaluate(() => adapters.heard(1, 'opened'))
    await other.evaluate((token) => adapters.say(JSON.stringify({ t: 'auth', token })), token)
    await other.evaluate(() => adapters.heard(1, '"ready"'))
    await relay.kill()
    await other.evaluate(() => adapters.heard(1, 'closed'))
    await relay.start()
    await other.evaluate(() => adapters.heard(2, 'opened'))
    await other.evaluate(() => adapters.hush())
    await other.close()
  })

  it('PeerJS registers again after the relay was killed; open links do not notice', async () => {
    const [first, second, third] = [await member(), await member(), await member()]
    const pages = [await fresh(browser), await fresh(browser), await fresh(browser)] as const
    const identities = [first.identity, second.identity, third.identity] as const
    await Promise.all(
      pages.map((one, i) => one.evaluate((identity) => adapters.open(identity), identities[i] as PeerIdentity)),
    )
    const accepted = pages[1].evaluate(() => adapters.accept())
    await pages[0].evaluate((id) => adapters.dial(id), second.identity.id)
    await accepted
    await relay.kill()
    const [toFirst, toSecond] = await Promise.all([
      pages[0].evaluate(() => adapters.exchange('from the first')),
      pages[1].evaluate(() => adapters.exchange('from the second')),
    ])
    expect([toFirst, toSecond]).toEqual(['from the second', 'from the first'])
    await relay.start()
    // Whoever dials too early is told so by the time-out, and tries again, as the engine does.
    const acceptedLater = pages[2].evaluate(() => adapters.accept())
    const dialled = async (): Promise<void> => {
      for (let tries = 0; tries < 4; tries++) {
        const failure = await pages[0].evaluate((id) => adapters.dial(id).then(() => '', String), third.identity.id)
        if (failure === '') return
      }
      throw new Error('never reached')
    }
    await dialled()
    await acceptedLater
    await Promise.all(pages.map((one) => one.close()))
  })
})

describe('chromium and firefox together', () => {
  it('open a link through the relay and speak', async () => {
    const [chromium, firefox] = await Promise.all([start('chromium'), start('firefox')])
    try {
      const [a, b] = await Promise.all([fresh(chromium), fresh(firefox)])
      const [one, two] = [(await member()).identity, (await member()).identity]
      await Promise.all([a.evaluate((id) => adapters.open(id), one), b.evaluate((id) => adapters.open(id), two)])
      const accepted = b.evaluate(() => adapters.accept())
      await a.evaluate((id) => adapters.dial(id), two.id)
      await accepted
      const said = await Promise.all([
        a.evaluate(() => adapters.exchange('A')),
        b.evaluate(() => adapters.exchange('B')),
      ])
      expect(said).toEqual(['B', 'A'])
    } finally {
      await Promise.all([chromium.close(), firefox.close()])
    }
  })
})
