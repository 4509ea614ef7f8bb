/** Two people talking, in a huddle or over a bare connection, alike for whoever measures them. */
import type { Page } from 'puppeteer-core'
import { firstHeard } from '../../e2e/kit/call-probe.ts'
import { callWindowGone, type Network } from '../../e2e/kit/call-window.ts'
import { until } from '../../e2e/kit/surface.ts'
import type { BareSite } from './bare.ts'
import type { Person } from './cast.ts'
import { inTime, leave, meet } from './talk.ts'

export interface Pair {
  readonly kind: 'huddle' | 'bare'
  readonly ada: Page
  readonly ben: Page
  /** Sets the network of Ada's end. */
  network(network: Network): Promise<void>
  cameras(): Promise<void>
  end(): Promise<void>
}

export async function huddlePair(ada: Person, ben: Person): Promise<Pair> {
  const talks = await meet([ada, ben])
  const [hers, his] = talks
  if (!hers || !his) throw new Error('two talks')
  return {
    kind: 'huddle',
    ada: hers.page,
    ben: his.page,
    network: (network) => ada.calls.network(network),
    cameras: async () => {
      for (const { surface } of talks) await surface.press('Start video', 'button')
    },
    end: async () => {
      await leave(ada, hers)
      await his.surface.press('Leave', 'button').catch(() => undefined)
      await callWindowGone(ben.browser)
      for (const { tab } of [ben, ada]) {
        await tab.page.bringToFront()
        await tab.see('Start huddle', 'button')
      }
    },
  }
}

export async function barePair(ada: Person, ben: Person, { address }: BareSite): Promise<Pair> {
  const his = await ben.browser.open(`${address}?who=ben`)
  await until('his page', async () => (await his.page.title()) === 'ready')
  const hers = await ada.browser.open(`${address}?who=ada`)
  await until('her page', async () => (await hers.page.title()) === 'ready')
  await hers.press('Join', 'button')
  for (const { page } of [his, hers]) await inTime('somebody to be heard', firstHeard(page))
  return {
    kind: 'bare',
    ada: hers.page,
    ben: his.page,
    network: (network) => ada.calls.network(network, '/bare'),
    cameras: async () => {
      for (const tab of [his, hers]) await tab.press('Start video', 'button')
    },
    end: async () => {
      await hers.close()
      await his.close()
    },
  }
}
