/** What test/bench/anchoring-speed.ts runs inside the page it measures. */
import { createMarks, type Mark } from '../../entrypoints/overlay/marks/marks.ts'
import { createTextIndex, type TextIndex } from '../../entrypoints/overlay/text/text-index.ts'
import { describe } from '../../shared/anchoring/describe.ts'
import { describeVersion } from '../../shared/anchoring/version.ts'

export interface SpeedOptions {
  /** How many; 0 leaves the page alone. */
  readonly marks: number
}

/** Milliseconds, bytes, and a share of the time. */
export interface Speeds {
  readonly chars: number
  readonly indexMs: number
  readonly anchorMs: number
  readonly againMs: number
  readonly marks: number
  readonly exact: number
  readonly longest: number
  readonly memory: number
  readonly typing: readonly number[]
  readonly changing: readonly number[]
  readonly scrolling: readonly number[]
  readonly busy: number
}

const QUOTE = 90
const KEYS = 40
const SCROLLS = 60
const RESTLESS_MS = 3_000

const task = () =>
  new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => resolve()
    port2.postMessage(0)
  })
const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
const rest = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Resolves when something told by a signal holds. Never asked again and again: a page that is busy asking has no idle time. */
function until(changed: { listen(listener: () => void): () => void }, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve()
    const stop = changed.listen(() => {
      if (!holds()) return
      stop()
      resolve()
    })
  })
}

/** The longest task seen so far, in milliseconds; the browser tells of those of 50 and more. */
function watchTasks(): { longest(): Promise<number>; forget(): void } {
  let most = 0
  const watch = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) most = Math.max(most, duration)
  })
  watch.observe({ type: 'longtask' })
  return {
    async longest() {
      await rest(100)
      return most
    },
    forget() {
      watch.takeRecords()
      most = 0
    },
  }
}

function marksOn(index: TextIndex, count: number): Mark<string>[] {
  const model = index.model()
  const version = describeVersion(model)
  return Array.from({ length: count }, (_, i) => {
    const at = Math.floor(((i + 0.5) * model.text.length) / count)
    const described = describe(model, at, at + QUOTE)
    return described.ok
      ? [{ id: `m${i}`, colour: 'yellow' as const, selectors: described.value, version, resolved: false }]
      : []
  }).flat()
}

/** Reads and anchors from the beginning; `atOnce`, without waiting for idle time. */
async function build(given: readonly Mark<string>[] | undefined, count: number, end: AbortSignal, atOnce = false) {
  const began = performance.now()
  const index = createTextIndex(document, () => null, end)
  if (atOnce) index.refresh()
  await until(index.changed, () => index.built)
  const indexMs = performance.now() - began
  const list = given ?? marksOn(index, count)
  const marks = createMarks<string>(index, end)
  const anchoring = performance.now()
  marks.set(list)
  await until(marks.changed, () => marks.outcomes().length === list.length)
  return { index, list, marks, indexMs, anchorMs: performance.now() - anchoring }
}

/** Each key: a character typed, and the tasks it causes, to the end of the frame that shows it. */
async function timed(count: number, act: (i: number) => void): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    await frame()
    const began = performance.now()
    act(i)
    await frame()
    await task()
    times.push(performance.now() - began)
  }
  return times
}

/** How much of the time the page's own thread is not free for others: asked by tasks as short as can be. */
async function busyShare(): Promise<number> {
  const clock = document.querySelector('#clock')?.firstChild as Text
  let stop = false
  const tick = () => {
    clock.data = `${performance.now()}`
    if (!stop) requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
  const began = performance.now()
  let lost = 0
  for (let last = began; last < began + RESTLESS_MS; ) {
    await task()
    const now = performance.now()
    if (now - last > 2) lost += now - last
    last = now
  }
  stop = true
  return lost / RESTLESS_MS
}

async function costs(): Promise<Pick<Speeds, 'typing' | 'changing' | 'scrolling' | 'busy'>> {
  const field = document.querySelector('#field')?.firstChild as Text
  const clock = document.querySelector('#clock')?.firstChild as Text
  clock.parentElement?.scrollIntoView()
  await rest(1_000)
  const typing = await timed(KEYS, (i) => field.insertData(0, String.fromCharCode(97 + (i % 26))))
  const changing = await timed(KEYS, (i) => {
    clock.data = `00:${i}`
  })
  await rest(500)
  const step = (document.documentElement.scrollHeight - innerHeight) / SCROLLS
  const scrolling = await timed(SCROLLS, (i) => scrollTo(0, i * step))
  const busy = await busyShare()
  return { typing, changing, scrolling, busy }
}

function memory(): number {
  ;(globalThis as { gc?: () => void }).gc?.()
  return (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0
}

async function measure({ marks: count }: SpeedOptions): Promise<Speeds> {
  await rest(500)
  const none = { chars: 0, indexMs: 0, anchorMs: 0, againMs: 0, marks: 0, exact: 0, longest: 0 }
  if (count === 0) return { ...none, memory: memory(), ...(await costs()) }
  // What was written on the page as it was before something came in above everything.
  const first = new AbortController()
  const { list } = await build(undefined, count, first.signal)
  first.abort()
  const above = document.createElement('p')
  above.textContent = 'This came in above everything else.'
  document.body.prepend(above)
  await frame()
  await rest(500)
  const tasks = watchTasks()
  const end = new AbortController()
  const { index, marks, indexMs, anchorMs } = await build(list, count, end.signal)
  const longest = await tasks.longest()
  const exact = marks.outcomes().filter(({ state }) => state === 'exact').length
  const chars = index.model().text.length
  end.abort()
  above.remove()
  await rest(500)
  const again = new AbortController()
  const warm = await build(list, count, again.signal, true)
  const used = memory()
  const spent = await costs()
  again.abort()
  const againMs = warm.indexMs + warm.anchorMs
  return { chars, indexMs, anchorMs, againMs, marks: list.length, exact, longest, memory: used, ...spent }
}

declare global {
  var measureSpeed: (options: SpeedOptions) => Promise<Speeds>
}
globalThis.measureSpeed = measure
