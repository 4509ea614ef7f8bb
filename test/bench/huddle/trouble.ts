/** How a call bears a bad network: a link that drops to 300 kbit/s with cameras on, and outages of 8 and 20 seconds. Beside it, the bare connection. */
import type { Page } from 'puppeteer-core'
import { type CallTotals, callTotals, firstHeard, hearsTone, listenAgain } from '../../e2e/kit/call-probe.ts'
import { GOOD, type Network, OUTAGE } from '../../e2e/kit/call-window.ts'
import { restlessCamera } from '../../e2e/kit/media.ts'
import { until, within } from '../../e2e/kit/surface.ts'
import { type Figure, figure } from '../figures.ts'
import { clockError } from '../page-clock.ts'
import { serveBare } from './bare.ts'
import { type Person, withPeople } from './cast.ts'
import { barePair, huddlePair, type Pair } from './pair.ts'

const ROUNDS = 3
const NARROW: Network = { delayMs: 0, lossPercent: 0, kbps: 300 }
/** Cameras climb to what a free link bears. */
const CLIMB_MS = 8_000
const NARROW_MS = 20_000
/** A call that is not heard again by then does not heal by itself. */
const HEAL_MS = 30_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A figure in per cent or kbit/s; `figures.ts` has those in milliseconds. */
export interface Share {
  readonly name: string
  readonly values: readonly number[]
  readonly unit: '%' | 'kbit/s'
  readonly note: string
}

const concealedIn = (before: CallTotals, after: CallTotals): number =>
  (100 * (after.concealed - before.concealed)) / Math.max(1, after.samples - before.samples)

const kbps = (before: CallTotals, after: CallTotals): number => {
  const bytes = after.audioOut + after.videoOut - before.audioOut - before.videoOut
  return (bytes * 8) / (after.at - before.at)
}

interface Narrowed {
  /** From the drop until what she sends stays below the link's rate for three seconds on end. */
  readonly adaptedMs: number
  /** Of the worse end, in the twenty seconds from the drop. */
  readonly concealed: number
  readonly before: number
  readonly during: number
}

async function samples(page: Page, ms: number): Promise<readonly CallTotals[]> {
  const end = performance.now() + ms
  const taken: CallTotals[] = []
  while (performance.now() < end) {
    taken.push(await callTotals(page))
    await pause(250)
  }
  return taken
}

/** The first moment from which on each second of three sends less than the link bears, counted from the first sample. */
function adaptedAt(taken: readonly CallTotals[]): number {
  const first = taken[0]?.at ?? 0
  const fits = (from: CallTotals): boolean => {
    const window = taken.filter(({ at }) => at >= from.at && at <= from.at + 3_100)
    return window.length > 3 && window.every((one, i) => i < 4 || kbps(window[i - 4] as CallTotals, one) <= NARROW.kbps)
  }
  const found = taken.find(fits)
  return found ? found.at - first : Number.NaN
}

async function narrow(pair: Pair): Promise<Narrowed> {
  await pair.cameras()
  await pause(CLIMB_MS)
  const climbed = await samples(pair.ada, 2_000)
  const bens = await callTotals(pair.ben)
  await pair.network(NARROW)
  const taken = await samples(pair.ada, NARROW_MS)
  const bensAfter = await callTotals(pair.ben)
  const [first, last] = [taken[0], taken.at(-1)]
  if (!first || !last) throw new Error('no samples')
  await pair.network(GOOD)
  return {
    adaptedMs: adaptedAt(taken),
    concealed: Math.max(concealedIn(first, last), concealedIn(bens, bensAfter)),
    before: kbps(climbed[0] as CallTotals, climbed.at(-1) as CallTotals),
    during: kbps(taken[Math.floor(taken.length / 2)] as CallTotals, last),
  }
}

/** @returns milliseconds from the network's return until both hear each other again; undefined: they do not */
async function outage(pair: Pair, seconds: number, hertz: { ada: number; ben: number }): Promise<number | undefined> {
  await pair.network(OUTAGE)
  await pause(seconds * 1_000)
  const ends = [
    { page: pair.ada, hertz: hertz.ben },
    { page: pair.ben, hertz: hertz.ada },
  ]
  for (const { page, hertz } of ends) if (await hearsTone(page, hertz)) throw new Error('the outage was none')
  for (const { page } of ends) await listenAgain(page)
  await pair.network(GOOD)
  const back = Date.now()
  const again = ends.map(
    async ({ page }) => (await within(HEAL_MS, 'a voice', firstHeard(page))) - (await clockError(page)),
  )
  try {
    const times = await Promise.all(again)
    for (const { page, hertz } of ends) await until('the right voice', () => hearsTone(page, hertz))
    return Math.max(...times) - back
  } catch {
    return undefined
  }
}

export interface TroubleFigures {
  readonly figures: readonly Figure[]
  readonly shares: readonly Share[]
}

type Begin = () => Promise<Pair>

async function narrowFigures(name: string, begin: Begin): Promise<TroubleFigures> {
  const rounds: Narrowed[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const pair = await begin()
    rounds.push(await narrow(pair))
    await pair.end()
  }
  const of = (key: keyof Narrowed): number[] => rounds.map((round) => round[key])
  return {
    figures: [figure(`${name}: link drops to 300 kbit/s, until what is sent fits`, of('adaptedMs'))],
    shares: [
      { name: `${name}: sent by Ada before the drop`, values: of('before'), unit: 'kbit/s', note: 'with both cameras' },
      { name: `${name}: ... from 10 to 20 s after it`, values: of('during'), unit: 'kbit/s', note: '' },
      {
        name: `${name}: audio concealed in 20 s from the drop`,
        values: of('concealed'),
        unit: '%',
        note: 'the worse end; aim: under 3 %',
      },
    ],
  }
}

async function outageFigures(
  name: string,
  seconds: number,
  rounds: number,
  begin: Begin,
  hertz: { ada: number; ben: number },
): Promise<Figure> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const pair = await begin()
    const time = await outage(pair, seconds, hertz)
    if (time !== undefined) times.push(time)
    await pair.end()
  }
  const note =
    times.length < rounds
      ? `${rounds - times.length} of ${rounds} were not heard again within ${HEAL_MS / 1_000} s`
      : ''
  return figure(`${name}: network back after ${seconds} s, until both are heard`, times, note)
}

async function ofBoth([ada, ben]: readonly [Person, Person, ...Person[]]): Promise<TroubleFigures> {
  const site = await serveBare()
  const hertz = { ada: ada.hertz, ben: ben.hertz }
  const huddle: Begin = () => huddlePair(ada, ben)
  const bare: Begin = () => barePair(ada, ben, site)
  try {
    const narrowed = [await narrowFigures('huddle', huddle), await narrowFigures('bare', bare)]
    const outages = [
      await outageFigures('huddle', 8, ROUNDS, huddle, hertz),
      await outageFigures('bare', 8, ROUNDS, bare, hertz),
      await outageFigures('huddle', 20, ROUNDS, huddle, hertz),
      await outageFigures('bare', 20, 1, bare, hertz),
    ]
    return {
      figures: [...narrowed.flatMap(({ figures }) => figures), ...outages],
      shares: narrowed.flatMap(({ shares }) => shares),
    }
  } finally {
    await site.close()
  }
}

export const troubleFigures = (): Promise<TroubleFigures> => withPeople(2, restlessCamera(), ofBoth)
