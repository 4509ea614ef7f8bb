/** What a huddle of two, three and four costs: processor and bitrates while it goes on, by voice and with cameras. */
import type { Page } from 'puppeteer-core'
import { type CallTotals, callTotals } from '../../e2e/kit/call-probe.ts'
import { framesShown } from '../../e2e/kit/media.ts'
import { until } from '../../e2e/kit/surface.ts'
import { serveBare } from './bare.ts'
import { type Person, withPeople } from './cast.ts'
import { barePair } from './pair.ts'
import { processorSeconds } from './processes.ts'
import { meet } from './talk.ts'

const SPAN_MS = 5_000
/** Bitrates climb after a camera begins. */
const SETTLE_MS = 6_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export interface Load {
  readonly name: string
  /** Per cent of one core, all processes of a browser, less what it needs without a call: the mean of all browsers. */
  readonly processor: number
  /** Kilobits of media per second that each sends, the mean of all; headers are not counted. */
  readonly audioOut: number
  readonly videoOut: number
  /** Share of the sound that was invented, 0 to 100. */
  readonly concealed: number
  /** Frames per second that each decodes, all pictures together. */
  readonly frames: number
}

/** What a browser needs with the page open and nobody talking: taken off, so that what is told is the call. */
async function idleLoad(people: readonly Person[]): Promise<number> {
  const now = () => people.map(({ browser }) => processorSeconds(browser.puppet.process()?.pid ?? 0))
  const [before, at] = [now(), performance.now()]
  await pause(SPAN_MS)
  const [after, seconds] = [now(), (performance.now() - at) / 1_000]
  return mean(after.map((one, i) => ((one - (before[i] ?? 0)) / seconds) * 100))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

interface Look {
  readonly totals: CallTotals
  readonly processor: number
}

const look = ({ browser }: Person, page: Page): Promise<Look> =>
  callTotals(page).then((totals) => ({ totals, processor: processorSeconds(browser.puppet.process()?.pid ?? 0) }))

function between(before: Look, after: Look) {
  const seconds = (after.totals.at - before.totals.at) / 1_000
  const rate = (key: 'audioOut' | 'videoOut'): number =>
    ((after.totals[key] - before.totals[key]) * 8) / 1_000 / seconds
  return {
    processor: ((after.processor - before.processor) / seconds) * 100,
    audioOut: rate('audioOut'),
    videoOut: rate('videoOut'),
    concealed:
      (100 * (after.totals.concealed - before.totals.concealed)) / (after.totals.samples - before.totals.samples),
    frames: (after.totals.framesIn - before.totals.framesIn) / seconds,
  }
}

async function span(name: string, people: readonly Person[], pages: readonly Page[]): Promise<Load> {
  const all = () => Promise.all(people.map((person, i) => look(person, pages[i] as Page)))
  await pause(SETTLE_MS)
  const before = await all()
  await pause(SPAN_MS)
  const after = await all()
  const each = before.map((one, i) => between(one, after[i] as Look))
  const of = (key: keyof (typeof each)[number]): number => mean(each.map((one) => one[key]))
  return {
    name,
    processor: of('processor'),
    audioOut: of('audioOut'),
    videoOut: of('videoOut'),
    concealed: of('concealed'),
    frames: of('frames'),
  }
}

/** What did not come in time is seen in the table, as frames that are missing. */
const pictures = (pages: readonly Page[], count: number): Promise<unknown> =>
  Promise.allSettled(
    pages.map((page) =>
      until(
        'all pictures to move',
        async () => (await framesShown(page)).filter((frames) => frames > 0).length >= count,
      ),
    ),
  )

const huddleLoads = (count: number): Promise<readonly Load[]> =>
  withPeople(count, [], async (people) => {
    const idle = await idleLoad(people)
    const talks = await meet(people)
    const pages = talks.map(({ page }) => page)
    const voices = await span(`${count} in a huddle, audio alone`, people, pages)
    for (const { surface } of talks) await surface.press('Start video', 'button')
    // Their own among them.
    await pictures(pages, count)
    const cameras = await span(`${count} in a huddle, cameras on`, people, pages)
    return [voices, cameras].map((load) => ({ ...load, processor: load.processor - idle }))
  })

const bareLoads = (): Promise<readonly Load[]> =>
  withPeople(2, [], async (people) => {
    const site = await serveBare()
    try {
      const idle = await idleLoad(people)
      const pair = await barePair(people[0], people[1], site)
      const pages = [pair.ada, pair.ben]
      const voices = await span('2 bare, audio alone', people, pages)
      await pair.cameras()
      await pictures(pages, 1)
      const cameras = await span('2 bare, cameras on', people, pages)
      return [voices, cameras].map((load) => ({ ...load, processor: load.processor - idle }))
    } finally {
      await site.close()
    }
  })

/** @param found is told of each as soon as it is measured */
export async function loads(found: (loads: readonly Load[]) => void): Promise<void> {
  found(await bareLoads())
  for (const count of [2, 3, 4]) found(await huddleLoads(count))
}
