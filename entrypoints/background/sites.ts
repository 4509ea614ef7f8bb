import { browser } from 'wxt/browser'
import { openSites } from '../../shared/contract/managed.ts'
import { managedValues } from './managed.ts'

export const OVERLAY = 'overlay.js'
/** Its pins and drawings. */
const ELEMENTS = 'elements.js'
/** The Custom Highlight rules stand in the extension's own sheet, which the page can neither read nor drop. */
export const HIGHLIGHTS = 'assets/highlights.css'
/** In frames only looks whether the overlay is worth its while there. */
export const FRAME_GUARD = 'frame.js'

const AT = { runAt: 'document_idle', persistAcrossSessions: true } as const
const SCRIPTS = [
  { id: 'overlay', js: [OVERLAY], css: [HIGHLIGHTS], allFrames: false, ...AT },
  { id: 'frames', js: [FRAME_GUARD], allFrames: true, ...AT },
]

const isSite = (pattern: string): boolean => pattern === '<all_urls>' || /^(https?|\*):\/\//.test(pattern)

async function grantedSites(): Promise<string[]> {
  const { origins = [] } = await browser.permissions.getAll()
  return origins.filter(isSite)
}

/** Where the overlay comes by itself: what was granted, or of what an administrator has set as much as the browser lets us (Z6). */
const ownSites = async (): Promise<string[]> =>
  openSites(await managedValues(), grantedSites, (site) => browser.permissions.contains({ origins: [site] }))

let registering: Promise<void> = Promise.resolve()

/** Makes the overlay appear by itself on exactly the sites that are granted now. Calls queue up: each reads what is granted when its turn comes. */
export function registerSites(): Promise<void> {
  registering = registering.catch(() => undefined).then(register)
  return registering
}

async function register(): Promise<void> {
  const matches = await ownSites()
  const ids = SCRIPTS.map(({ id }) => id)
  const registered = (await browser.scripting.getRegisteredContentScripts({ ids })).map(({ id }) => id)
  if (matches.length === 0) {
    if (registered.length > 0) await browser.scripting.unregisterContentScripts({ ids: registered })
    return
  }
  for (const script of SCRIPTS.map((one) => ({ ...one, matches }))) {
    if (registered.includes(script.id)) await browser.scripting.updateContentScripts([script])
    else await browser.scripting.registerContentScripts([script])
  }
}

/** Puts the overlay into a tab: under a site permission or, after a toolbar click, under activeTab. The script itself notices when it is there already. */
export async function showIn(tab: number): Promise<void> {
  const target = { tabId: tab }
  await browser.scripting.insertCSS({ target, files: [HIGHLIGHTS] })
  await browser.scripting.executeScript({ target, files: [`/${OVERLAY}` as '/'] })
}

/** The overlay's second script, beside an overlay that runs there already. False where the browser lets us in no longer. */
export function bringElements(tabId: number | undefined, frameId: number | undefined): Promise<boolean> {
  if (tabId === undefined || frameId === undefined) return Promise.resolve(false)
  const target = { tabId, frameIds: [frameId] }
  return browser.scripting.executeScript({ target, files: [`/${ELEMENTS}` as '/'] }).then(
    () => true,
    () => false,
  )
}

/** A registered script runs from a tab's next load: tabs that are open already get it now. Tabs that refuse (stores, errors) are left alone. */
export async function injectOpenTabs(): Promise<void> {
  const url = await ownSites()
  if (url.length === 0) return
  const tabs = await browser.tabs.query({ url })
  await Promise.allSettled(
    tabs.flatMap(({ id, url }) => (id !== undefined && /^https?:/.test(url ?? '') ? [showIn(id)] : [])),
  )
}
