/** Call windows of a Chromium: met before their first script runs, and their network made worse at will. */
import type { CDPSession, Page } from 'puppeteer-core'
import { isProbed, PROBE } from './call-probe.ts'
import type { ChromiumBrowser } from './chromium.ts'
import { until, WAIT_MS } from './surface.ts'

/** Of everything that a page sends and receives, WebRTC's packets included. Zero means not limited. */
export interface Network {
  /** Added in each direction, milliseconds. */
  readonly delayMs: number
  /** Packets lost in each direction, 0 to 100. A hundred is an outage. */
  readonly lossPercent: number
  /** Kilobits per second in each direction. */
  readonly kbps: number
}

export const GOOD: Network = { delayMs: 0, lossPercent: 0, kbps: 0 }
export const OUTAGE: Network = { ...GOOD, lossPercent: 100 }

const UNLIMITED = 12_500_000
/** Packets that a slow link holds before it drops: half a second of full ones at 300 kbit/s. */
const QUEUE = 16

/**
 * Chromium takes WebRTC's sockets under emulation only when it is on before they are opened, and lets them go for ever when it is switched
 * off: so it is always on, with one millisecond and 100 Mbit/s at its best.
 */
const emulated = ({ delayMs, lossPercent, kbps }: Network) => ({
  offline: false,
  latency: Math.max(1, delayMs),
  downloadThroughput: kbps === 0 ? UNLIMITED : (kbps * 1_000) / 8,
  uploadThroughput: kbps === 0 ? UNLIMITED : (kbps * 1_000) / 8,
  packetLoss: lossPercent,
  packetQueueLength: kbps === 0 ? 500 : QUEUE,
})

export interface CallWindows {
  /** Sets the network of all call windows that are open (`/engine.html`: of the engine's links to others). New windows begin with a good one. */
  network(network: Network, ending?: string): Promise<void>
}

async function addressOf(session: CDPSession): Promise<string> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'location.pathname' })
  return String(result.value)
}

/** As long as the engine has not dialled anybody, it can be put under emulation still. */
async function engineOf(browser: ChromiumBrowser): Promise<CDPSession> {
  const target = await browser.puppet.waitForTarget((one) => one.url().endsWith('/engine.html'), { timeout: WAIT_MS })
  const session = await target.createCDPSession()
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', emulated(GOOD))
  return session
}

/**
 * To be called when the person of this browser is in a space and, for the engine's links to be among it, still alone there. From then on every
 * new page is probed and under emulation from its first script on. Another DevTools client (puppeteer itself) lets pages go as soon as it has met them, so everything is sent at once, without
 * waiting for answers.
 */
export async function watchCallWindows(browser: ChromiumBrowser): Promise<CallWindows> {
  const pages = new Set<CDPSession>()
  const root = await browser.puppet.target().createCDPSession()
  root.on('sessionattached', (session) => {
    pages.add(session)
    const said = [
      session.send('Page.enable'),
      session.send('Network.enable'),
      session.send('Network.emulateNetworkConditions', emulated(GOOD)),
      session.send('Page.addScriptToEvaluateOnNewDocument', { source: PROBE, runImmediately: true }),
      session.send('Runtime.runIfWaitingForDebugger'),
    ]
    // A page may be closed before it has answered.
    for (const one of said) one.catch(() => pages.delete(session))
  })
  root.on('Target.detachedFromTarget', ({ sessionId }) => {
    for (const session of pages) if (session.id() === sessionId) pages.delete(session)
  })
  const filter = [{ type: 'page' }]
  await root.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter })
  pages.add(await engineOf(browser))
  return {
    network: async (network, ending = '/huddle.html') => {
      let found = 0
      for (const session of pages) {
        if (!(await addressOf(session).catch(() => '')).endsWith(ending)) continue
        await session.send('Network.emulateNetworkConditions', emulated(network))
        found++
      }
      if (found === 0) throw new Error(`no open page ends in ${ending}`)
    },
  }
}

/** The newest page whose address ends so, probed since before its scripts ran. One that is closing may still be listed for a while. */
export const probedPage = (browser: ChromiumBrowser, ending: string): Promise<Page> =>
  until(`a probed page at ${ending}`, async () => {
    const target = browser.puppet.targets().findLast((one) => one.url().endsWith(ending))
    const page = await target?.asPage()
    return page && (await isProbed(page)) ? page : undefined
  })

/** Waits until the window with the call is open. */
export const callWindow = (browser: ChromiumBrowser): Promise<Page> => probedPage(browser, '/huddle.html')

export const callWindowGone = (browser: ChromiumBrowser): Promise<unknown> =>
  until(
    'the call window to close',
    async () => !browser.puppet.targets().some((one) => one.url().endsWith('/huddle.html')),
  )
