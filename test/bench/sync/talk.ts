/** The same work for each contender, in one client process: `node test/bench/sync/talk.ts <name> <address> <people> <paced> <burst>`. Prints JSON. */
import type { Contender } from './contender.ts'
import { ours } from './ours.ts'
import { peers } from './peers.ts'

/** What one run measured. Milliseconds; deliveries a second. */
export interface Talk {
  /** From the writer's edit to a reader's having applied it: one for each edit and reader. */
  readonly times: readonly number[]
  readonly burst: number
}

/** Between two edits of somebody who works fast, with a machine's help. Milliseconds. */
const PACE_MS = 20
/** About what a short comment is. */
const VALUE = JSON.stringify({
  by: 'Ada',
  at: 1_700_000_000_000,
  text: 'I think that this sentence says too much: see below.',
})
const MOST_MS = 60_000

async function talk(
  contender: Contender,
  address: string,
  people: number,
  paced: number,
  burst: number,
): Promise<Talk> {
  const desks = await contender.join(address, people)
  const [writer, ...readers] = desks
  if (writer === undefined) throw new Error('nobody there')
  const sent = new Map<string, number>()
  const times: number[] = []
  let heard = 0
  let changed: () => void = () => undefined
  for (const reader of readers)
    reader.applied((key) => {
      const at = sent.get(key)
      if (at === undefined) return
      heard++
      if (key.startsWith('paced')) times.push(performance.now() - at)
      changed()
    })
  const put = (key: string) => {
    sent.set(key, performance.now())
    writer.put(key, VALUE)
  }
  const all = async (count: number) => {
    const end = performance.now() + MOST_MS
    while (heard < count && performance.now() < end)
      await new Promise<void>((resolve) => {
        changed = resolve
        setTimeout(resolve, 1_000)
      })
    if (heard < count) throw new Error(`${contender.name}: ${heard} of ${count} deliveries`)
  }
  // The first few find code that has never run.
  for (let i = 0; i < 20; i++) put(`warm-${i}`)
  await all(20 * readers.length)
  for (let i = 0; i < paced; i++) {
    put(`paced-${i}`)
    await new Promise((resolve) => setTimeout(resolve, PACE_MS))
  }
  await all((20 + paced) * readers.length)
  const began = performance.now()
  for (let i = 0; i < burst; i++) put(`burst-${i}`)
  await all((20 + paced + burst) * readers.length)
  const perSecond = (burst * readers.length * 1_000) / (performance.now() - began)
  await Promise.race([
    Promise.all(desks.map((desk) => desk.close())),
    new Promise((resolve) => setTimeout(resolve, 2_000)),
  ])
  return { times, burst: perSecond }
}

if (import.meta.main) {
  const [name, address = '', ...counts] = process.argv.slice(2)
  const contender = [ours, ...peers].find((one) => one.name === name)
  if (contender === undefined) throw new Error(`no such contender: ${name}`)
  const [people = 21, paced = 300, burst = 500] = counts.map(Number)
  process.stdout.write(JSON.stringify(await talk(contender, address, people, paced, burst)), () => process.exit(0))
}
