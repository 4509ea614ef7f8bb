import { type Browser, browser } from 'wxt/browser'
import { PORTS, type PortName, type Reply } from '../../shared/contract/views.ts'
import type { Engine, Sender } from '../../shared/engine/engine.ts'
import { noStartWords } from './no-start.ts'

const isPortName = (name: string): name is PortName => Object.hasOwn(PORTS, name)

/** Where a port really comes from, by the browser's word. Nothing that the other side says is used. */
export function senderOf(port: Browser.runtime.Port, own: string): Sender {
  const { origin, url, tab, frameId } = port.sender ?? {}
  // A page may be sandboxed by its own policy: an opaque origin, though the browser vouches for the address it was loaded from, and such a page
  // cannot take an address of another site. What has no address of its own (`data:`, `about:`) stays opaque, and so does a frame: whoever embeds
  // it chose to keep its origin from it.
  const opaque = (origin === undefined || origin === 'null') && (frameId ?? 0) === 0
  const from = opaque && url !== undefined ? new URL(url).origin : origin
  return {
    extension: from === own,
    ...(from === undefined ? {} : { origin: from }),
    ...(tab?.id === undefined ? {} : { tab: tab.id }),
    ...(frameId === undefined ? {} : { frame: frameId }),
    ...(url === undefined ? {} : { url }),
  }
}

/** Connects every port of this extension to the engine. What arrives before the engine is ready waits in order. */
export function listenToPorts(engine: Promise<Engine>): void {
  browser.runtime.onConnect.addListener((port) => {
    if (!isPortName(port.name) || port.sender?.id !== browser.runtime.id) return port.disconnect()
    const name = port.name
    const connection = engine.then((running) =>
      running.connect(name, senderOf(port, location.origin), (message) => post(port, message)),
    )
    port.onMessage.addListener((raw: unknown) => {
      connection.then(
        (live) => live.receive(raw),
        (error: unknown) => refuse(port, raw, noStartWords(error)),
      )
    })
    port.onDisconnect.addListener(() => {
      connection.then(
        (live) => live.closed(),
        () => undefined,
      )
    })
  })
}

/** An engine that could not start leaves nobody waiting. */
function refuse(port: Browser.runtime.Port, raw: unknown, words: string): void {
  const n = typeof raw === 'object' && raw !== null && 'n' in raw ? raw.n : undefined
  if (typeof n === 'number') post(port, { reply: n, ok: false, words } satisfies Reply)
}

function post(port: Browser.runtime.Port, message: unknown): void {
  try {
    port.postMessage(message)
  } catch {
    // The other side is gone; its disconnect is on the way.
  }
}
