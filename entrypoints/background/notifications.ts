import { browser } from 'wxt/browser'
import type { BackgroundRequest } from '../../shared/contract/background.ts'
import type { HuddleAsk } from '../../shared/contract/huddle.ts'
import type { HuddleId } from '../../shared/domain/huddle.ts'
import type { SpaceId } from '../../shared/domain/ids.ts'
import { allowedNotifications, NOTICE_ICON, notifications } from './desktop.ts'
import { wakeEngine } from './engine-host.ts'
import { openHuddle } from './huddle-window.ts'
import { answerKnock, isKnock } from './knocks.ts'

type Ring = NonNullable<Extract<BackgroundRequest, { ask: 'ring-notification' }>['ring']>

/** The notification's id says which ring it is, so that a worker that was stopped meanwhile still knows. */
const PREFIX = 'ring.'
const idOf = ({ space, huddle }: Ring): string => `${PREFIX}${space}.${huddle}`
const isRing = (id: string): boolean => /^ring\.[0-9a-f]{32}\.[0-9a-f]{32}$/.test(id)

/** Chrome has buttons, Firefox none: there a click joins, and closing it leaves the ring to the pages. */
const HAS_BUTTONS = location.protocol === 'chrome-extension:'

/** Shows a ring on the desktop, or takes all of them away. Nothing where notifications are not allowed. */
export async function showRing(ring: Ring | null): Promise<boolean> {
  const desktop = await allowedNotifications()
  if (desktop === undefined) return false
  const shown = Object.keys(await desktop.getAll()).filter(isRing)
  const wanted = ring === null ? undefined : idOf(ring)
  await Promise.all(shown.filter((id) => id !== wanted).map((id) => desktop.clear(id)))
  if (ring === null || wanted === undefined || shown.includes(wanted)) return true
  const base = { type: 'basic', iconUrl: NOTICE_ICON, title: ring.title, message: ring.words } as const
  const whole = HAS_BUTTONS
    ? { ...base, buttons: [{ title: 'Join' }, { title: 'Not now' }], requireInteraction: true, silent: true }
    : base
  await desktop.create(wanted, whole as typeof base)
  return true
}

/** An answer to a ring, as the popup would give it: through a line of our own to the engine, which may have to be woken. */
async function answer(id: string, act: 'huddle-join' | 'huddle-decline'): Promise<void> {
  const [, space, huddle] = id.split('.') as [string, SpaceId, HuddleId]
  await notifications()?.clear(id)
  await wakeEngine()
  const intent: HuddleAsk = { do: act, space, huddle }
  const port = browser.runtime.connect({ name: 'home' })
  const { promise, resolve } = Promise.withResolvers<boolean>()
  port.onMessage.addListener((message: unknown) => {
    const reply = message as { readonly reply?: unknown; readonly ok?: unknown }
    if (reply.reply === 1) resolve(reply.ok === true)
  })
  port.onDisconnect.addListener(() => resolve(false))
  port.postMessage({ n: 1, intent })
  const taken = await promise
  port.disconnect()
  // Over meanwhile, or refused: the window tells what is on.
  if (!taken && act === 'huddle-join') await openHuddle()
}

let listening = false

/** At the background's start, and again when notifications are allowed: before that there is nothing to listen to. */
export function watchNotifications(): void {
  const desktop = notifications()
  if (desktop === undefined || listening) return
  listening = true
  desktop.onClicked.addListener((id) => {
    if (isRing(id)) void answer(id, 'huddle-join')
    if (isKnock(id)) void answerKnock(id)
  })
  if (!HAS_BUTTONS) return
  desktop.onButtonClicked.addListener((id, button) => {
    if (isRing(id)) void answer(id, button === 0 ? 'huddle-join' : 'huddle-decline')
  })
}
