import { type Browser, browser } from 'wxt/browser'
import { PORTS, type PortName } from '../../shared/contract/views.ts'
import type { Engine, Sender } from '../../shared/engine/engine.ts'

const isPortName = (name: string): name is PortName => Object.hasOwn(PORTS, name)

/** Where a port really comes from, by the browser's word. Nothing that the other side says is used. */
export function senderOf(port: Browser.runtime.Port, own: string): Sender {
  const { origin, url, tab } = port.sender ?? {}
  const from = origin ?? (url === undefined ? undefined : new URL(url).origin)
  return {
    extension: from === own,
    ...(from === undefined ? {} : { origin: from }),
    ...(tab?.id === undefined ? {} : { tab: tab.id }),
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
    // An engine that cannot start leaves no port hanging: its page is told by the disconnect and tries again.
    connection.catch(() => port.disconnect())
    port.onMessage.addListener(
      (raw: unknown) => void connection.then((live) => live.receive(raw)).catch(() => undefined),
    )
    port.onDisconnect.addListener(() => void connection.then((live) => live.closed()).catch(() => undefined))
  })
}

function post(port: Browser.runtime.Port, message: unknown): void {
  try {
    port.postMessage(message)
  } catch {
    // The other side is gone; its disconnect is on the way.
  }
}
