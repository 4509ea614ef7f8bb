import { type CallWindows, watchCallWindows } from '../../e2e/kit/call-window.ts'
import { type ChromiumBrowser, type ChromiumTab, launchChromium } from '../../e2e/kit/chromium.ts'
import { fakeMedia } from '../../e2e/kit/media.ts'
import { createSpace, invite, join, show } from '../../e2e/kit/people.ts'
import { startRelay } from '../../e2e/kit/relay.ts'
import { serveSite } from '../../e2e/kit/site.ts'
import { until } from '../../e2e/kit/surface.ts'

/** The bare pages are not the extension's: they, too, may sound before anybody has pressed anything. */
const AUTOPLAY = '--autoplay-policy=no-user-gesture-required'

/** Ada and Ben, and whoever else is needed for a number. */
const CAST = [
  { name: 'Ada', hertz: 440 },
  { name: 'Ben', hertz: 700 },
  { name: 'Third', hertz: 1_000 },
  { name: 'Fourth', hertz: 1_300 },
] as const

export interface Person {
  readonly name: string
  /** What their microphone hums. */
  readonly hertz: number
  readonly browser: ChromiumBrowser
  readonly tab: ChromiumTab
  readonly calls: CallWindows
}

/**
 * People of one space on one page, each in a browser of their own, nobody in a huddle yet.
 * @param flags more of their browsers'
 * @param use gets as many as `count` says (at most four), Ada and Ben first
 */
export async function withPeople<Value>(
  count: number,
  flags: readonly string[],
  use: (people: readonly [ada: Person, ben: Person, ...more: Person[]]) => Promise<Value>,
): Promise<Value> {
  const relay = await startRelay()
  const site = await serveSite()
  const browsers: ChromiumBrowser[] = []
  const open = async ({ name, hertz }: (typeof CAST)[number]): Promise<Omit<Person, 'calls'>> => {
    const browser = await launchChromium({ flags: [...fakeMedia(hertz), AUTOPLAY, ...flags] })
    browsers.push(browser)
    return { name, hertz, browser, tab: await browser.open(`${site.origin}/article`) }
  }
  const ready = async (person: Omit<Person, 'calls'>): Promise<Person> => {
    await show(person.browser, person.tab)
    return { ...person, calls: await watchCallWindows(person.browser) }
  }
  try {
    const first = await open(CAST[0])
    await createSpace(first.browser, first.tab, { name: first.name, space: 'Bench', relay: relay.address })
    const link = await invite(first.browser, first.tab)
    const ada = await ready(first)
    const enter = async (one: (typeof CAST)[number]): Promise<Person> => {
      const person = await open(one)
      await join(person.browser, person.tab, { name: person.name, invite: link })
      return ready(person)
    }
    const ben = await enter(CAST[1])
    const more: Person[] = []
    for (const one of CAST.slice(2, count)) more.push(await enter(one))
    await until('Ada to see them', async () => ada.tab.has('Ben'))
    return await use([ada, ben, ...more])
  } finally {
    for (const browser of browsers) await browser.close().catch(() => undefined)
    await site.close()
    await relay.dispose()
  }
}
