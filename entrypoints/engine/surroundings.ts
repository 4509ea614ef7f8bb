import { browser } from 'wxt/browser'
import type { BackgroundRequest } from '../../shared/contract/background.ts'
import type { Surroundings } from '../../shared/engine/ports.ts'
import { ringSound } from './ring-sound.ts'

/** What the engine page may not do itself (in Chrome it has `runtime` only), the background does. */
function ask(request: BackgroundRequest): void {
  // A background that is being replaced by an update leaves the ring to the pages.
  browser.runtime.sendMessage(request).catch(() => undefined)
}

export const browserSurroundings: Surroundings = {
  openHuddle: () => ask({ ask: 'huddle' }),
  ringNotification: (ring) => ask({ ask: 'ring-notification', ring: ring ?? null }),
  knocks: (waiting) => ask({ ask: 'knocks', waiting: [...waiting] }),
  ringSound,
  restart: () => location.reload(),
  async forget() {
    // Received files.
    const folder = await navigator.storage.getDirectory()
    const names: string[] = []
    for await (const { name } of folder.values()) names.push(name)
    for (const name of names) await folder.removeEntry(name, { recursive: true }).catch(() => undefined)
    await browser.runtime.sendMessage({ ask: 'forget' } satisfies BackgroundRequest)
  },
  shared: (on) => ask({ ask: 'shared', on }),
}
