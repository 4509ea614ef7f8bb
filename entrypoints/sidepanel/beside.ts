import { browser } from 'wxt/browser'

/** Stands for "the tab I am in": the engine takes the sender's. */
export const OWN_TAB = -1

/**
 * Which tab the panel stands beside. In the browser's panel: the active tab of its window, followed as it changes. As a drawer inside a page (Firefox
 * opens its sidebar only from its own buttons): the tab it is in.
 */
export async function besideTab(onChange: (tab: number) => void): Promise<number> {
  const named = /^#(\d{1,9})$/.exec(location.hash)?.[1]
  if (named !== undefined) return Number(named)
  // Frames inside pages have no tabs API in Firefox, whatever the types say.
  const tabs: Partial<typeof browser.tabs> | undefined = browser.tabs
  if (window !== window.top || tabs?.query === undefined) return OWN_TAB
  const [active] = await tabs.query({ active: true, currentWindow: true })
  const windowId = active?.windowId
  tabs.onActivated?.addListener((activated) => {
    if (windowId === undefined || activated.windowId === windowId) onChange(activated.tabId)
  })
  return active?.id ?? OWN_TAB
}
