import { browser } from 'wxt/browser'
import type { BackgroundRequest } from '../../shared/contract/background.ts'
import { allowedNotifications, NOTICE_ICON, notifications } from './desktop.ts'

type Waiting = Extract<BackgroundRequest, { ask: 'knocks' }>['waiting']

/** Which knock of which space, so that a worker that was stopped meanwhile still knows. */
const PREFIX = 'knock.'
const idOf = ({ space, knock }: Waiting[number]): string => `${PREFIX}${space}.${knock}`
export const isKnock = (id: string): boolean => /^knock\.[0-9a-f]{32}\.[0-9a-f]{32}$/.test(id)

/** The toolbar button, by the name that each manifest version has for it. */
const button = () => ('action' in browser && browser.action !== undefined ? browser.action : browser.browserAction)
const COLOUR = '#c2410c'

/** Counts at the toolbar button who asks to be let in, says it there in words, and on the desktop what is news. */
export async function showKnocks(waiting: Waiting): Promise<boolean> {
  const { name } = browser.runtime.getManifest()
  const [first] = waiting
  const words = waiting.length > 1 ? `${waiting.length} people ask to be let in` : first?.words
  await Promise.all([
    button().setBadgeBackgroundColor({ color: COLOUR }),
    button().setBadgeText({ text: waiting.length === 0 ? '' : String(waiting.length) }),
    button().setTitle({ title: words === undefined ? name : `${name}: ${words}` }),
  ])
  await tellDesktop(waiting)
  return true
}

async function tellDesktop(waiting: Waiting): Promise<void> {
  const desktop = await allowedNotifications()
  if (desktop === undefined) return
  const still = new Set(waiting.map(idOf))
  const over = Object.keys(await desktop.getAll()).filter((id) => isKnock(id) && !still.has(id))
  await Promise.all(over.map((id) => desktop.clear(id)))
  const told = {
    type: 'basic',
    iconUrl: NOTICE_ICON,
    message: 'The name is their own claim. Click to answer.',
  } as const
  for (const one of waiting.filter(({ news }) => news)) await desktop.create(idOf(one), { ...told, title: one.words })
}

/** To where one can let them in. */
export async function openKnocks(space: string): Promise<boolean> {
  await browser.tabs.create({ url: `${location.origin}/options.html#knocks-${space}` })
  return true
}

/** The notification was clicked. */
export async function answerKnock(id: string): Promise<void> {
  await notifications()?.clear(id)
  await openKnocks(id.split('.')[1] ?? '')
}
