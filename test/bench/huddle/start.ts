/**
 * From the click to hearing, and to seeing: a huddle, and beside it a bare connection in the same two browsers with the same devices. The click is
 * the trusted `pointerup` by the time the browser received it; heard is the first 10 ms with a voice in them in what the page plays
 * (looked at every 5 ms); seen is the first frame of the video element that was composited.
 */
import type { Page } from 'puppeteer-core'
import { type CallMarks, callMarks, firstHeard, hearsTone } from '../../e2e/kit/call-probe.ts'
import { probedPage } from '../../e2e/kit/call-window.ts'
import type { ChromiumTab } from '../../e2e/kit/chromium.ts'
import { until } from '../../e2e/kit/surface.ts'
import { type Figure, figure } from '../figures.ts'
import { clockError } from '../page-clock.ts'
import { type BareSite, serveBare } from './bare.ts'
import { type Person, withPeople } from './cast.ts'
import { inTime, leave, type Talk, windowOf } from './talk.ts'

const ROUNDS = 10
/** The first rounds are not counted: code is compiled, devices are opened for the first time. */
const WARM_UP = 1

type Pressed = typeof globalThis & { benchPressed?: number }

const noteClicks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    addEventListener(
      'pointerup',
      (event) => {
        if (event.isTrusted) (globalThis as Pressed).benchPressed = performance.timeOrigin + event.timeStamp
      },
      { capture: true },
    )
  })

/** The machine's time of the last click in this page, milliseconds. */
const clicked = async (page: Page): Promise<number> =>
  (await page.evaluate(() => (globalThis as Pressed).benchPressed ?? Number.NaN)) - (await clockError(page))

interface Round {
  /** Everything in milliseconds after the click on "Join". */
  readonly heard: number
  readonly marks: CallMarks & { readonly opened?: number }
  /** After the click on "Start video" at the other end. */
  readonly seen: number
}

const sinceOf = (marks: CallMarks, zero: number): CallMarks =>
  Object.fromEntries(Object.entries(marks).map(([name, at]) => [name, at - zero])) as unknown as CallMarks

/** @param video lets the other end press "Start video" */
async function measure(page: Page, joined: number, hertz: number, video: () => Promise<number>): Promise<Round> {
  const heard = await inTime(`a voice in ${new URL(page.url()).pathname}`, firstHeard(page))
  await until('the voice to be the right one', () => hearsTone(page, hertz))
  const started = await video()
  await until('a frame', async () => (await callMarks(page)).frame !== undefined)
  const [marks, error] = [await callMarks(page), await clockError(page)]
  return {
    heard: heard - error - joined,
    marks: sinceOf(marks, joined + error),
    seen: (marks.frame ?? Number.NaN) - error - started,
  }
}

async function huddleRound(ada: Person, ben: Person, bens: Talk): Promise<Round> {
  await ada.tab.page.bringToFront()
  await ada.tab.press('Join huddle', 'button')
  const joined = await clicked(ada.tab.page)
  const hers = await windowOf(ada)
  const round = await measure(hers.page, joined, ben.hertz, async () => {
    await bens.surface.press('Start video', 'button')
    return clicked(bens.page)
  })
  await bens.surface.press('Stop video', 'button')
  await leave(ada, hers)
  return round
}

async function huddleRounds([ada, ben]: readonly [Person, Person, ...Person[]]): Promise<readonly Round[]> {
  await ben.tab.page.bringToFront()
  await ben.tab.press('Start huddle', 'button')
  const bens = await windowOf(ben)
  await bens.surface.see('Leave', 'button')
  await noteClicks(ada.tab.page)
  await noteClicks(bens.page)
  const rounds: Round[] = []
  for (let i = 0; i < ROUNDS + WARM_UP; i++) rounds.push(await huddleRound(ada, ben, bens))
  await bens.surface.press('Leave', 'button')
  return rounds.slice(WARM_UP)
}

const ready = (tab: ChromiumTab): Promise<unknown> =>
  until('the bare page', async () => (await tab.page.title()) === 'ready')

/** @param opening the click opens a window first, as a huddle's does */
async function bareRound(ada: Person, ben: Person, { address }: BareSite, opening: boolean): Promise<Round> {
  const bens = await ben.browser.open(`${address}?who=ben`)
  const hers = await ada.browser.open(`${address}?who=ada${opening ? '-elsewhere' : ''}`)
  await Promise.all([ready(bens), ready(hers)])
  await noteClicks(hers.page)
  await noteClicks(bens.page)
  await hers.page.bringToFront()
  await hers.press(opening ? 'Join in a window' : 'Join', 'button')
  const joined = await clicked(hers.page)
  const page = opening ? await probedPage(ada.browser, '&now') : hers.page
  const round = await measure(page, joined, ben.hertz, async () => {
    await bens.press('Start video', 'button')
    return clicked(bens.page)
  })
  if (opening) await page.close()
  await hers.close()
  await bens.close()
  return round
}

async function bareRounds(
  [ada, ben]: readonly [Person, Person, ...Person[]],
  site: BareSite,
  opening: boolean,
): Promise<readonly Round[]> {
  const rounds: Round[] = []
  for (let i = 0; i < ROUNDS + WARM_UP; i++) rounds.push(await bareRound(ada, ben, site, opening))
  return rounds.slice(WARM_UP)
}

const STEPS: ReadonlyArray<readonly [mark: keyof CallMarks, words: string]> = [
  ['script', 'its window is open (before its first script)'],
  ['asked', 'asks for the microphone'],
  ['opened', 'has the microphone'],
  ['connection', 'begins a connection'],
  ['connected', 'connected'],
]

const steps = (name: string, rounds: readonly Round[]): readonly Figure[] =>
  STEPS.map(([mark, words]) =>
    figure(
      `  ${name}: ${words}`,
      rounds.map(({ marks }) => marks[mark] ?? Number.NaN),
      'after the click',
    ),
  )

const results = (name: string, rounds: readonly Round[], note = ''): readonly Figure[] => [
  figure(
    `${name}: click to first audio`,
    rounds.map(({ heard }) => heard),
    note,
  ),
  figure(
    `${name}: "Start video" to first frame`,
    rounds.map(({ seen }) => seen),
  ),
]

const ratio = (one: readonly Figure[], other: readonly Figure[], row: number): string =>
  ((one[row]?.median ?? Number.NaN) / (other[row]?.median ?? Number.NaN)).toFixed(2)

export interface StartFigures {
  readonly figures: readonly Figure[]
  readonly words: readonly string[]
}

export async function startFigures(): Promise<StartFigures> {
  const site = await serveBare()
  try {
    return await withPeople(2, [], async (people) => {
      const bare = await bareRounds(people, site, false)
      const window = await bareRounds(people, site, true)
      const huddle = await huddleRounds(people)
      const [own, plain, opened] = [
        results('huddle', huddle, 'aim: at most 1.3 times the bare one, and under 1500 ms'),
        results('bare', bare, 'in a page that is open already'),
        results('bare in a window', window, 'the click opens a window, which joins'),
      ]
      return {
        figures: [
          ...own,
          ...steps('huddle', huddle),
          ...plain,
          ...steps('bare', bare).slice(1),
          ...opened,
          ...steps('bare in a window', window),
        ],
        words: [
          `First audio: ${ratio(own, plain, 0)} times the bare connection, ${ratio(own, opened, 0)} times one whose click opens a window. First frame: ${ratio(own, plain, 1)} times.`,
        ],
      }
    })
  } finally {
    await site.close()
  }
}
