import { browser } from 'wxt/browser'
import { defineBackground } from 'wxt/utils/define-background'
import { eraseAtStart } from './background/browser-session.ts'
import { allowedNotifications } from './background/desktop.ts'
import { wakeEngine } from './background/engine-host.ts'
import { watchHuddleWindow } from './background/huddle-window.ts'
import { watchNotifications } from './background/notifications.ts'
import { answer } from './background/requests.ts'
import { injectOpenTabs, registerSites } from './background/sites.ts'

/**
 * Wakes the engine, injects the overlay, opens panels. It holds no data of people and may be stopped by the browser at any moment.
 * It never listens to `runtime.onConnect`: ports belong to the engine alone, whether this worker lives or not.
 */
export default defineBackground(() => {
  browser.runtime.onMessage.addListener(answer)
  watchHuddleWindow()
  watchNotifications()
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void browser.tabs.create({ url: `${location.origin}/welcome.html` })
    void registerSites().then(injectOpenTabs)
  })
  browser.runtime.onStartup.addListener(() => {
    void registerSites()
    void eraseAtStart()
    void wakeToTell()
  })
  browser.storage.onChanged.addListener((_, area) => {
    if (area === 'managed') void registerSites()
  })
  browser.permissions.onAdded.addListener(() => {
    watchNotifications()
    void registerSites().then(injectOpenTabs)
  })
  browser.permissions.onRemoved.addListener(() => void registerSites())
})

/** Who wants to be told on the desktop wants it from the browser's start on, not from the first page of ours. */
async function wakeToTell(): Promise<void> {
  if ((await allowedNotifications()) !== undefined) await wakeEngine()
}
