import { DEVICE_ASKS, type DeviceAsk } from '../../contract/devices.ts'
import type { HomeView, OverlayView } from '../../contract/views.ts'
import { orderErase } from '../devices/erase.ts'
import type { Desk } from './desk.ts'

export const isDeviceAsk = (intent: { readonly do: string }): intent is DeviceAsk =>
  DEVICE_ASKS.some((ask) => ask === intent.do)

export async function deviceAsk(desk: Desk, ask: DeviceAsk): Promise<void> {
  const { linking, settings, ports } = desk
  switch (ask.do) {
    case 'link-show':
      return linking.show()
    case 'link-allow':
      return linking.allow()
    case 'link-end':
      return linking.end()
    case 'link-take':
      return linking.take(ask.code)
    case 'shared-computer':
      await settings.setSharedComputer(ask.on)
      return ports.surroundings.shared(ask.on)
    case 'forget':
      await orderErase(ports.store, settings.sharedComputer)
      return ports.surroundings.restart()
  }
}

/** What the settings page and the popup show of it. The administrator's relay goes before the build's. */
export function devicesView({ linking, settings, ports }: Desk): Partial<HomeView> {
  const { managed } = ports
  const defaultRelay = managed.relay ?? ports.defaultRelay
  return {
    ...(defaultRelay === undefined ? {} : { defaultRelay }),
    ...(linking.view === undefined ? {} : { linking: linking.view }),
    ...(settings.sharedComputer ? { sharedComputer: true as const } : {}),
    ...(Object.keys(managed).length === 0 ? {} : { managed }),
  }
}

/** A page's dock says on a shared computer that what is not sent would be lost (Z3). */
export function forgetful({ settings }: Desk, view: OverlayView): OverlayView {
  if (!settings.sharedComputer || (view.see !== 'page' && view.see !== 'space')) return view
  return { ...view, space: { ...view.space, forgets: true } }
}
