/** What people do, as sentences. Everything goes through the interface, by accessible names. */
import type { Browser, Surface, Tab } from './surface.ts'

/** Types the name where it is asked for the first time. */
async function introduce(popup: Surface, name: string): Promise<void> {
  await popup.see('Your name')
  await popup.type('Your name', name)
}

export async function beginAlone(browser: Browser, tab: Tab, name: string): Promise<void> {
  const popup = await browser.popup(tab)
  await introduce(popup, name)
  await popup.press('Try alone')
  await popup.see('Switch space')
  await browser.closePopup()
}

export async function createSpace(
  browser: Browser,
  tab: Tab,
  { name, space, relay }: { name: string; space: string; relay: string },
): Promise<void> {
  const popup = await browser.popup(tab)
  await introduce(popup, name)
  await popup.type('Space name', space)
  await popup.type('Relay address', relay)
  await popup.press('Create space')
  await popup.see('Copy invite link')
  await browser.closePopup()
}

/** @returns the invite that "Copy invite link" (or, with `page`, "Copy invite to this page") gives. */
export async function invite(browser: Browser, tab: Tab, page = false): Promise<string> {
  const popup = await browser.popup(tab)
  await popup.press(page ? 'Copy invite to this page' : 'Copy invite link')
  const field = page ? 'Invite to this page' : 'Invite link'
  await popup.see(field)
  const text = await popup.value(field)
  await browser.closePopup()
  return text
}

/** Pastes the invite into the popup. */
export async function join(
  browser: Browser,
  tab: Tab,
  { name, invite: text, asks = false }: { name: string; invite: string; asks?: boolean },
): Promise<void> {
  const popup = await browser.popup(tab)
  await introduce(popup, name)
  await popup.type('Invite link or code', text)
  await popup.press(asks ? 'Ask to join' : 'Join space')
  await popup.see('Switch space')
  await browser.closePopup()
}

/** Opens the popup on a page, which shows the overlay there. */
export async function show(browser: Browser, tab: Tab): Promise<void> {
  const popup = await browser.popup(tab)
  await popup.see('Switch space')
  await tab.see('Huddlemark', 'region')
  await browser.closePopup()
}

export async function highlight(tab: Tab, words: string): Promise<void> {
  await tab.select(words)
  await tab.see('Annotate selection', 'toolbar')
  await tab.press('Highlight', 'button')
  await tab.gone('Annotate selection', 'toolbar')
}

/** Marks words and writes the first comment on them. */
export async function comment(tab: Tab, words: string, text: string): Promise<void> {
  await tab.select(words)
  await tab.see('Annotate selection', 'toolbar')
  await tab.press('Comment', 'button')
  const card = tab.card()
  await card.see('Thread', 'dialog')
  await card.type('Write a comment', text)
  await card.press('Post')
  await card.see('Reply')
}

/** Waits until this browser reaches as many devices directly. */
export async function reachesDirectly(browser: Browser, tab: Tab, devices: number): Promise<void> {
  const popup = await browser.popup(tab)
  await popup.reads(`${devices} reached directly`)
  await browser.closePopup()
}
