import { browser } from 'wxt/browser'
import { type BackgroundRequest, parseBeginning } from '../../shared/contract/background.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import { randomSource, systemClock } from './ambient.ts'
import { openIndexedDbStore } from './indexeddb.ts'
import { peerJsDoor } from './peerjs.ts'
import { listenToPorts } from './ports.ts'
import { relayDoor } from './relay-door.ts'
import { browserSurroundings } from './surroundings.ts'

/** The build's default relay (wxt.config.ts), empty when there is none. */
declare const __HUDDLEMARK_RELAY__: string

/**
 * Resolves when no other page runs an engine over this browser profile's store: two would write over each other's envelopes. This page
 * opened by hand in a tab waits, silent, until the other is gone. The browser ends the lock with the page.
 */
function alone(): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request('engine', () => {
      resolve()
      return new Promise<never>(() => undefined)
    })
    held.catch(reject)
  })
}

/** Composition root: builds the adapters, starts the engine, lets contexts in. Ports that come early wait for it. */
async function start() {
  performance.mark('engine:start')
  await alone()
  const beginning = browser.runtime.sendMessage({ ask: 'beginning' } satisfies BackgroundRequest)
  const store = await openIndexedDbStore('huddlemark')
  // Asks the browser not to clear it when space runs short. `unlimitedStorage` lifts the quota; the disk's end is still told (StoreFull).
  void navigator.storage.persist().catch(() => false)
  performance.mark('engine:store')
  const engine = await createEngine({
    clock: systemClock,
    random: randomSource,
    store,
    relay: relayDoor,
    peers: peerJsDoor,
    surroundings: browserSurroundings,
    defaultRelay: __HUDDLEMARK_RELAY__ === '' ? undefined : __HUDDLEMARK_RELAY__,
    ...parseBeginning(await beginning),
  })
  // Only now: had this run ended before, the next one would still know that the session is new.
  void browser.runtime.sendMessage({ ask: 'begun' } satisfies BackgroundRequest).catch(() => undefined)
  performance.mark('engine:ready')
  return engine
}

/** Until the next try, where the engine could not start: its storage is being repaired, or the disk is full. */
const START_AGAIN_MS = 10_000

// Without waiting: `onConnect` must be heard from this script's first run on, since the background promises a listening engine.
const engine = start()
listenToPorts(engine)
engine.then(
  (running) => {
    addEventListener('online', () => running.wake())
    // Others see at once that this browser is gone.
    addEventListener('pagehide', () => void running.close())
  },
  () => setTimeout(() => location.reload(), START_AGAIN_MS),
)
