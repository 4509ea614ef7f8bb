/** What a huddle of two, three and four costs: processor and bitrates while it goes on, by voice and with cameras. */
import { type CallTotals, callTotals } from '../../e2e/kit/call-probe.ts'
import { framesShown } from '../../e2e/kit/media.ts'
import { until } from '../../e2e/kit/surface.ts'
import { type Person, withPeople } from './cast.ts'
import { processorSeconds } from './processes.ts'
import { meet, type Talk } from './talk.ts'

const SPAN_MS = 5_000
/** Bitrates climb after a camera begins. */
const SETTLE_MS = 6_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export interface Load {
  readonly people: number
  readonly cameras: boolean
  /** Of one core, 0 to 100 per core, each browser with its engine and page: the mean of all. */
  readonly processor: number
  /** Kilobits of media per second that each sends, the mean of all; headers are not counted. */
  readonly audioOut: number
  readonly videoOut: number
  /** Share of the sound that was invented, 0 to 100. */
  readonly concealed: number
  /** Frames per second that each decodes, all pictures together. */
  readonly frames: number
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

interface Look {
  readonly totals: CallTotals
  readonly processor: number
}

const look = ({ browser }: Person, { page }: Talk): Promise<Look> =>
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

async function span(people: readonly Person[], talks: readonly Talk[], cameras: boolean): Promise<Load> {
  const all = () => Promise.all(people.map((person, i) => look(person, talks[i] as Talk)))
  await pause(SETTLE_MS)
  const before = await all()
  await pause(SPAN_MS)
  const after = await all()
  const each = before.map((one, i) => between(one, after[i] as Look))
  const of = (key: keyof (typeof each)[number]): number => mean(each.map((one) => one[key]))
  return {
    people: people.length,
    cameras,
    processor: of('processor'),
    audioOut: of('audioOut'),
    videoOut: of('videoOut'),
    concealed: of('concealed'),
    frames: of('frames'),
  }
}

const loadOf = (count: number): Promise<readonly Load[]> =>
  withPeople(count, [], async (people) => {
    const talks = await meet(people)
    const voices = await span(people, talks, false)
    for (const { surface } of talks) await surface.press('Start video', 'button')
    for (const { page } of talks)
      await until('all pictures to move', async () => {
        const frames = await framesShown(page)
        return frames.filter((one) => one > 0).length >= count - 1
      })
    return [voices, await span(people, talks, true)]
  })

export async function loads(): Promise<readonly Load[]> {
  const found: Load[] = []
  for (const count of [2, 3, 4]) found.push(...(await loadOf(count)))
  return found
}
