import { browser } from 'wxt/browser'

/** The browser's notifications; undefined until the person allowed them, since only then there is anything to listen to. */
export const notifications = () =>
  'notifications' in browser && browser.notifications !== undefined ? browser.notifications : undefined

/** The same, while they are allowed. */
export async function allowedNotifications() {
  const found = notifications()
  const allowed = found !== undefined && (await browser.permissions.contains({ permissions: ['notifications'] }))
  return allowed ? found : undefined
}

export const NOTICE_ICON = `${location.origin}/icon/128.png`
