import { browser } from 'wxt/browser'

const OVERLAY = 'overlay.js'
/** The Custom Highlight rules stand in the extension's own sheet, which the page can neither read nor drop. */
const HIGHLIGHTS = 'assets/highlights.css'
const REGISTRATION = 'overlay'

const isSite = (pattern: string): boolean => pattern === '<all_urls>' || /^(https?|\*):\/\//.test(pattern)

async function grantedSites(): Promise<string[]> {
  const { origins = [] } = await browser.permissions.getAll()
  return origins.filter(isSite)
}

let registering: Promise<void> = Promise.resolve()

/** Makes the overlay appear by itself on exactly the sites that are granted now. Calls queue up: each reads what is granted when its turn comes. */
export function registerSites(): Promise<void> {
  registering = registering.catch(() => undefined).then(register)
  return registering
}

async function register(): Promise<void> {
  const matches = await grantedSites()
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [REGISTRATION] })
  if (matches.length === 0) {
    if (registered) await browser.scripting.unregisterContentScripts({ ids: [REGISTRATION] })
    return
  }
  const script = { id: REGISTRATION, matches, js: [OVERLAY], css: [HIGHLIGHTS], runAt: 'document_idle' as const }
  if (registered) await browser.scripting.updateContentScripts([script])
  else await browser.scripting.registerContentScripts([{ ...script, allFrames: false, persistAcrossSessions: true }])
}

/** Puts the overlay into a tab: under a site permission or, after a toolbar click, under activeTab. The script itself notices when it is there already. */
export async function showIn(tab: number): Promise<void> {
  const target = { tabId: tab }
  await browser.scripting.insertCSS({ target, files: [HIGHLIGHTS] })
  await browser.scripting.executeScript({ target, files: [`/${OVERLAY}` as '/'] })
}

/** A registered script runs from a tab's next load: tabs that are open already get it now. Tabs that refuse (stores, errors) are left alone. */
export async function injectOpenTabs(): Promise<void> {
  const url = await grantedSites()
  if (url.length === 0) return
  const tabs = await browser.tabs.query({ url })
  await Promise.allSettled(
    tabs.flatMap(({ id, url }) => (id !== undefined && /^https?:/.test(url ?? '') ? [showIn(id)] : [])),
  )
}
