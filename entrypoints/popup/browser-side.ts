import { browser } from 'wxt/browser'
import { isPracticePage, PRACTICE_ADDRESS } from '../../shared/contract/practice.ts'
import { isByPolicy } from '../../shared/ui/policy.ts'
import { isWeb, sitePattern } from './addresses.ts'
import type { BrowserKind } from './kept-out.ts'

/** The tab in front. `id` -1 and an empty address where the browser tells nothing, or what it tells is too long. */
export interface FrontTab {
  readonly id: number
  readonly address: string
  readonly tooLong?: true
}

/** Their own pages, stores and viewers differ. */
export const BROWSER: BrowserKind = location.protocol === 'chrome-extension:' ? 'chrome' : 'firefox'

/** Longest address that the engine takes; beyond it a page cannot be annotated. */
const MOST_ADDRESS = 4_096

/** Its address is readable because the person opened the popup there (activeTab). */
export async function frontTab(): Promise<FrontTab> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true })
  const url = tab?.url ?? ''
  const address = isPracticePage(url) ? PRACTICE_ADDRESS : url
  const id = tab?.id ?? -1
  return address.length <= MOST_ADDRESS ? { id, address } : { id, address: '', tooLong: true }
}

/** `refused` where the browser lets no extension in (its own pages, its store), `policy` where an administrator does not. */
export async function showOverlay(tab: FrontTab): Promise<'sent' | 'refused' | 'policy'> {
  try {
    const shown: unknown = await browser.runtime.sendMessage({ ask: 'show', tab: tab.id })
    return shown === 'policy' ? shown : shown === true ? 'sent' : 'refused'
  } catch {
    return 'refused'
  }
}

/** Where a page of the space is opened: the practice article is one of our own files. */
export const linkTo = (address: string): string =>
  address === PRACTICE_ADDRESS ? new URL('/welcome.html', location.origin).href : address

/** Opens a page of the space: in the given tab, or in a new one. */
export async function openPage(address: string, tab?: FrontTab): Promise<void> {
  if (!isWeb(address)) return
  const url = linkTo(address)
  if (tab && tab.id >= 0) await browser.tabs.update(tab.id, { url })
  else await browser.tabs.create({ url })
}

export const openSettings = (): Promise<void> => browser.runtime.openOptionsPage()

export type Reach = 'none' | 'site' | 'all'
const ALL = '<all_urls>'

/** Where the overlay appears by itself, seen from this tab. */
export async function reachOf(tab: FrontTab): Promise<Reach> {
  if (await browser.permissions.contains({ origins: [ALL] })) return 'all'
  const site = sitePattern(tab.address)
  return site !== undefined && (await browser.permissions.contains({ origins: [site] })) ? 'site' : 'none'
}

/** Must be called within the click itself: browsers ask the person only then. @returns `policy` where an administrator forbids it */
export async function askReach(tab: FrontTab, reach: 'site' | 'all'): Promise<boolean | 'policy'> {
  const origin = reach === 'all' ? ALL : sitePattern(tab.address)
  if (origin === undefined) return false
  const asked = browser.permissions.request({ origins: [origin] })
  const given = await asked.catch((error: unknown) => (isByPolicy(error) ? ('policy' as const) : false))
  if (given === true) await browser.runtime.sendMessage({ ask: 'sites' })
  return given
}

export async function endReach(tab: FrontTab, reach: Reach): Promise<void> {
  const origin = reach === 'all' ? ALL : sitePattern(tab.address)
  if (origin === undefined) return
  await browser.permissions.remove({ origins: [origin] })
  await browser.runtime.sendMessage({ ask: 'sites' })
}
