import { browser } from 'wxt/browser'
import { wakeEngine } from './engine-host.ts'
import { registerSites } from './sites.ts'

/** In `storage.session`, which ends with the browser: an engine has begun in this session. */
const LIVES = 'browser-lives'
/** In `storage.local`: when an update that waited for a call's end was let in. It clears `storage.session`, and is no end of the browser. */
const UPDATED = 'updated-at'
/** In `storage.local`: the computer is shared (Z1). */
const SHARED = 'shared-computer'
/** From an update's beginning to the new version's first engine, at most. Milliseconds. */
const UPDATE_MS = 60_000

/** Whether the browser was closed since an engine last ran. Says the same until `sessionBegun`, so that what must follow can be done first. */
export async function isNewSession(): Promise<boolean> {
  if ((await browser.storage.session.get(LIVES))[LIVES] === true) return false
  const at = (await browser.storage.local.get(UPDATED))[UPDATED]
  return !(typeof at === 'number' && Math.abs(Date.now() - at) < UPDATE_MS)
}

export async function sessionBegun(): Promise<void> {
  await browser.storage.session.set({ [LIVES]: true })
  await browser.storage.local.remove(UPDATED)
}

/** Just before the extension is reloaded for an update. */
export const updating = (): Promise<void> => browser.storage.local.set({ [UPDATED]: Date.now() })

export const setShared = (on: boolean): Promise<void> =>
  on ? browser.storage.local.set({ [SHARED]: true }) : browser.storage.local.remove(SHARED)

/** At the browser's start: on a shared computer the engine is woken at once, which erases what the session before left. */
export async function eraseAtStart(): Promise<void> {
  if ((await browser.storage.local.get(SHARED))[SHARED] === true) await wakeEngine()
}

/** Small tastes, and which sites and desktop notifications were granted: they tell of the person, too. */
export async function forget(): Promise<void> {
  const kept = await browser.storage.local.get(SHARED)
  await browser.storage.local.clear()
  await browser.storage.local.set(kept)
  const { origins = [], permissions = [] } = await browser.permissions.getAll()
  const optional = permissions.filter((name) => name === 'notifications')
  // One by one: what the build itself demands cannot be given back, and must not keep the rest.
  for (const origin of origins) await browser.permissions.remove({ origins: [origin] }).catch(() => false)
  if (optional.length > 0) await browser.permissions.remove({ permissions: optional }).catch(() => false)
  await registerSites()
}
