/** What is done in a huddle while it is measured, by its accessible names. */
import type { Page } from 'puppeteer-core'
import { firstHeard } from '../../e2e/kit/call-probe.ts'
import { callWindow, callWindowGone } from '../../e2e/kit/call-window.ts'
import type { Surface } from '../../e2e/kit/surface.ts'
import { within } from '../../e2e/kit/surface.ts'
import type { Person } from './cast.ts'

export const LONGEST_WAIT_MS = 20_000

export interface Talk {
  readonly page: Page
  readonly surface: Surface
}

const talkOf = async ({ browser }: Person): Promise<Talk> => {
  const page = await callWindow(browser)
  return { page, surface: browser.surface(page) }
}

/** The first one starts it from the dock; the others join and are heard. */
export async function meet(people: readonly Person[]): Promise<readonly Talk[]> {
  const talks: Talk[] = []
  for (const [i, person] of people.entries()) {
    await person.tab.page.bringToFront()
    await person.tab.press(i === 0 ? 'Start huddle' : 'Join huddle', 'button')
    const talk = await talkOf(person)
    await talk.surface.see('Leave', 'button')
    talks.push(talk)
  }
  for (const { page } of talks) await within(LONGEST_WAIT_MS, 'somebody to be heard', firstHeard(page))
  return talks
}

export const windowOf = talkOf

/** Leaves, and waits until the window is gone and the huddle can be joined again. */
export async function leave({ browser, tab }: Person, { surface }: Talk): Promise<void> {
  await surface.press('Leave', 'button').catch(() => undefined)
  await callWindowGone(browser)
  await tab.page.bringToFront()
  await tab.see('Join huddle', 'button')
}

/** Runs a wish and gives up in time. */
export const inTime = <Value>(what: string, task: Promise<Value>): Promise<Value> => within(LONGEST_WAIT_MS, what, task)
