import { expect, it } from 'vitest'
import type { StoreChange } from '../../shared/engine/ports.ts'
import { comment, contentOf, highlight, newKey } from '../kit/documents.ts'
import { type Person, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const keyOf = ({ space }: Person) => newKey(space.self as never)
const calm = (...people: Person[]) => people.every((one) => one.space.carriage.link.waiting === 0)

/** What Ada's engine does that the world could tell of, in order: each write before and after it is durable, each request and answer. */
interface Course {
  readonly steps: readonly string[]
  readonly crashed: boolean
}

/** What a batch holds, by kind: e envelopes, c certificates, h held records, cursors, marks of what is unsent. */
const named = (batch: readonly StoreChange[]) =>
  batch
    .map(({ table, key }) => (table === 'settings' ? 'unsent' : key.split('.').at(table === 'envelopes' ? -2 : -1)))
    .join('+')

const kindOf = (step: string): string => step.replace(/ of .*/, '')
const countOf = (steps: readonly string[], kind: string): number => steps.filter((one) => kindOf(one) === kind).length

/**
 * Edit, store, seal, send, acknowledge, and read from the log what Ben wrote meanwhile. Ada's engine ends at its step `at`, in the
 * middle of everything; then it starts again.
 * @param at which step of its kind; undefined: it lives, and its steps are counted
 */
async function course(links: boolean, at?: { readonly kind: string; readonly nth: number }): Promise<Course> {
  const w = await world(1, 'ada', 'ben')
  const { ada, ben } = w.people
  if (!links) w.partition(ada, ben)
  const steps: string[] = []
  let watching = false
  const step = (what: string) => {
    if (!watching) return
    steps.push(what)
    if (at === undefined || kindOf(what) !== at.kind || countOf(steps, at.kind) !== at.nth) return
    watching = false
    ada.crash()
  }
  ada.crash()
  ada.store = ada.store.crash({
    beforeWrite: (batch) => step(`before the write of ${named(batch)}`),
    afterWrite: (batch) => step(`after the write of ${named(batch)}`),
  })
  w.relay.watch = (person, { path }, when) => {
    if (person === 'ada') step(`${path.split('/').slice(0, 3).join('/')} ${when}`)
  }
  await ada.start()
  const [page, bens] = [await w.run(ada.open(PAGE)), await w.run(ben.open(PAGE))]
  const ready = () => calm(ada, ben) && ada.space.carriage.link.state === 'online'
  await w.until('all is ready', () => ready() && (!links || ada.space.carriage.link.direct === 1))

  watching = true
  const id = keyOf(ada)
  let stored = false
  const thread = page.putThread([id, highlight('work')], [keyOf(ada), comment(id, 'of Ada’s')])
  // Where she crashes, what she waits for ends as it may.
  thread.then(
    () => (stored = true),
    () => undefined,
  )
  page.putState(id, { v: 1, resolved: true, at: 3 }).catch(() => undefined)
  bens.putAnnotation(keyOf(ben), highlight('meanwhile')).catch(() => undefined)
  await w.until('done, or crashed', () => !ada.alive || (calm(ada, ben) && page.annotations().size === 2))
  await w.settle()
  const crashed = !ada.alive
  watching = false

  if (crashed) await ada.start()
  const again = await w.run(ada.open(PAGE))
  const what = crashed ? steps.at(-1) : ''
  await w.until(
    `${what}: both hold the same, and the relay has all`,
    () => calm(ada, ben) && contentOf(again) === contentOf(bens),
  )
  const kept = again.annotations().has(id)
  // What was confirmed is there; what was not is there as a whole, or not at all.
  if (stored) expect(kept, what).toBe(true)
  expect(again.comments().size, what).toBe(kept ? 1 : 0)
  expect(again.annotations().size, what).toBe(kept ? 2 : 1)
  // She goes on, under a lease of her own.
  await w.run(again.putAnnotation(keyOf(ada), highlight('after')))
  await w.until(`${what}: Ben sees her go on`, () => calm(ada, ben) && contentOf(again) === contentOf(bens))
  expect(w.relay.failures).toEqual([])
  for (const person of [ada, ben]) person.crash()
  return { steps, crashed }
}

it.each([
  ['by the relay alone', false],
  ['with a link beside it', true],
])(
  'N14 D9 a crash at every single step, %s, loses nothing and lets nothing diverge',
  { timeout: 120_000 },
  async (_, links) => {
    const whole = await course(links)
    expect(whole.steps.join()).toMatch(
      /before the write of .*after the write of .*\/v1\/log asked.*\/v1\/log done.*\/v1\/log answered/,
    )
    const ended = new Set<string>()
    for (const [i, step] of whole.steps.entries()) {
      const kind = kindOf(step)
      // Chance may give two steps in another order, or put two writes into one batch: then the last of a kind does not come.
      if ((await course(links, { kind, nth: countOf(whole.steps.slice(0, i + 1), kind) })).crashed) ended.add(kind)
    }
    expect([...ended].sort()).toEqual([...new Set(whole.steps.map(kindOf))].sort())
  },
)
