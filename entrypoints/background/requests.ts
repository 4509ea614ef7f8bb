import * as v from 'valibot'
import { type Browser, browser } from 'wxt/browser'
import { type BackgroundRequest, backgroundRequest } from '../../shared/contract/background.ts'
import { forget, isNewSession, sessionBegun, setShared } from './browser-session.ts'
import { wakeEngine } from './engine-host.ts'
import { guardFrames, showInFrame } from './frames.ts'
import { openHuddle } from './huddle-window.ts'
import { openKnocks, showKnocks } from './knocks.ts'
import { managedValues } from './managed.ts'
import { showRing } from './notifications.ts'
import { bringElements, registerSites, showIn } from './sites.ts'

type Sender = Browser.runtime.MessageSender

/**
 * Answers what contexts of this extension ask. Not an async listener: that would answer every message, others' too, with nothing.
 * A promise is returned for own requests only, and made synchronously, since opening a panel needs the person's gesture.
 */
export function answer(raw: unknown, sender: Sender): Promise<unknown> | undefined {
  if (sender.id !== browser.runtime.id) return undefined
  const request = v.safeParse(backgroundRequest, raw)
  if (!request.success) return undefined
  return handle(request.output, sender)
}

/** Overlays run in processes of pages nobody trusts; what only our own pages need, only they may ask. */
const fromOwnPage = (sender: Sender): boolean => sender.url?.startsWith(`${location.origin}/`) ?? false

function handle(request: BackgroundRequest, sender: Sender): Promise<unknown> {
  switch (request.ask) {
    case 'engine':
      return wakeEngine().then(() => true)
    case 'frame':
      return showInFrame(sender.tab?.id, sender.frameId)
    case 'elements':
      return bringElements(sender.tab?.id, sender.frameId)
    case 'frames':
      return guardFrames(sender.tab?.id)
    case 'panel':
      return openPanel(sender)
    case 'connection':
      return browser.tabs.create({ url: `${location.origin}/options.html#connection` }).then(() => true)
    case 'answer-knocks':
      return openKnocks(request.space)
    case 'card-window':
      return openCardWindow(request.ticket)
    case 'show':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return showHere(request.tab)
    case 'huddle':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return openHuddle().then(() => true)
    case 'ring-notification':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return showRing(request.ring)
    case 'knocks':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return showKnocks(request.waiting)
    case 'beginning':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return Promise.all([managedValues(), isNewSession()]).then(([managed, newSession]) => ({ managed, newSession }))
    case 'begun':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return sessionBegun().then(() => true)
    case 'shared':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return setShared(request.on).then(() => true)
    case 'forget':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return forget().then(() => true)
    case 'sites':
      if (!fromOwnPage(sender)) return Promise.resolve(false)
      return registerSites().then(() => true)
  }
}

/** Shown again, frames that came since then look again, too. False where the browser lets no extension in, `policy` where an administrator does not. */
async function showHere(tab: number): Promise<boolean | 'policy'> {
  try {
    await showIn(tab)
  } catch (error) {
    return String(error).includes('policy') ? 'policy' : false
  }
  void guardFrames(tab)
  return true
}

/** False where the browser will not: Firefox opens its sidebar only from a gesture on its own buttons. */
function openPanel(sender: Sender): Promise<boolean> {
  const tabId = sender.tab?.id
  if (!('sidePanel' in browser) || browser.sidePanel === undefined || tabId === undefined) return Promise.resolve(false)
  return browser.sidePanel.open({ tabId }).then(
    () => true,
    () => false,
  )
}

async function openCardWindow(ticket: string): Promise<boolean> {
  const url = `${location.origin}/card.html#${ticket}`
  await browser.windows.create({ url, type: 'popup', width: 380, height: 520 })
  return true
}
