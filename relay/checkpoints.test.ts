import { describe, expect, it } from 'vitest'
import type { Bytes } from '../shared/kit/bytes.ts'
import {
  checkpointLeasePath,
  checkpointPath,
  decodeEntries,
  encodeLeaseRequest,
  entriesPath,
  parseOffered,
} from '../shared/protocol/checkpoint.ts'
import {
  CHECKPOINT_ENTRIES,
  CHECKPOINT_GRACE_MS,
  CHECKPOINT_LEASE_MS,
  CHECKPOINT_REMEDY_MS,
  DROP_EVERY_MS,
  MAX_CHECKPOINT,
} from '../shared/protocol/limits.ts'
import type { Follow } from '../shared/protocol/stream.ts'
import { must } from '../test/kit/must.ts'
import {
  append,
  bearer,
  fromStart,
  join,
  newSpace,
  type Received,
  register,
  session,
  stream,
  type Writer,
} from '../test/kit/relay-client.ts'
import { relayCore } from '../test/kit/relay-core.ts'

async function scene() {
  const relay = relayCore()
  const ada = await newSpace()
  await register(relay.ask, ada)
  const { token } = await session(relay.ask, [ada])
  const document = await ada.document('https://example.org/')
  const name = { space: ada.space.space, document }
  const lease = async (by = token, remedy = false) => {
    const init = { method: 'POST', headers: bearer(by), body: encodeLeaseRequest(remedy) }
    return codeOf(await relay.ask(checkpointLeasePath(name.space, document), init))
  }
  const put = async (record: Bytes, by = token) => {
    const init = { method: 'POST', headers: bearer(by), body: record }
    return codeOf(await relay.ask(checkpointPath(name.space, document), init))
  }
  const grow = async (count = CHECKPOINT_ENTRIES + 1, writer: Writer = ada) => {
    const records = await writer.updates(document, count)
    for (let i = 0; i < records.length; i += 200) await append(relay.ask, token, name, records.slice(i, i + 200))
  }
  /** The log's place at a sequence, as an envelope names it. */
  const seenAt = async (sequence: number) => {
    const [entry] = await relay.log.read(name, sequence - 1, { records: 1, bytes: 1 })
    if (!entry) throw new Error('no such entry')
    return { incarnation: relay.log.incarnation, sequence, chain: Buffer.from(entry.chain).toString('hex') }
  }
  /** Asks for the turn and hands in a checkpoint. */
  const sumUp = async (sequence: number) => {
    const record = await ada.checkpoint(document, await seenAt(sequence))
    return [await lease(), await put(record)]
  }
  const follow = (after: number, more: Partial<Follow> = {}): Follow => ({
    ...name,
    after,
    incarnation: relay.log.incarnation,
    live: false,
    ...more,
  })
  await append(relay.ask, token, name, [ada.certificate])
  return { ...relay, ada, token, document, name, lease, put, grow, seenAt, sumUp, follow }
}

const codeOf = async (response: Response): Promise<string> =>
  response.ok ? 'ok' : ((await response.json()) as { error: string }).error
const isCaughtUp = ({ event }: Received) => event === 'caught-up'
const told = (events: readonly Received[]) =>
  events.flatMap((event) =>
    event.event === 'entry' || event.event === 'checkpoint' ? [`${event.event} ${event.sequence}`] : [event.event],
  )

describe('checkpoints', () => {
  it('CP3 one device has the turn, for a minute, when the log has grown', async () => {
    const { ask, ada, lease, grow, clock } = await scene()
    await grow(100)
    expect(await lease()).toBe('not-due')
    await grow(CHECKPOINT_ENTRIES - 100)
    expect(await lease()).toBe('ok')
    const { token } = await session(ask, [await join(ada.space)])
    expect(await lease(token)).toBe('lease-taken')
    expect(await lease()).toBe('ok')
    clock.pass(CHECKPOINT_LEASE_MS)
    expect(await lease(token)).toBe('ok')
  })

  it('CP3 few large entries make it due, too; more than the checkpoint before has bytes', async () => {
    const { ask, ada, name, token, document, lease, put, seenAt } = await scene()
    await append(ask, token, name, [await ada.update(document, crypto.getRandomValues(new Uint8Array(60_000)))])
    expect(await lease()).toBe('ok')
    const large = await ada.checkpoint(
      document,
      await seenAt(2),
      crypto.getRandomValues(new Uint8Array(65_000)).slice(),
    )
    expect(await put(large)).toBe('ok')
    await append(ask, token, name, [await ada.update(document, crypto.getRandomValues(new Uint8Array(30_000)))])
    expect(await lease()).toBe('not-due')
  })

  it('CP3 whoever found the newest wanting gets a turn before it is due, not again and again', async () => {
    const { lease, put, ada, document, seenAt, grow, clock } = await scene()
    await grow(5)
    expect(await lease(undefined, true)).toBe('ok')
    expect(await put(await ada.checkpoint(document, await seenAt(4)))).toBe('ok')
    expect(await lease(undefined, true)).toBe('not-due')
    clock.pass(CHECKPOINT_REMEDY_MS)
    expect(await lease(undefined, true)).toBe('ok')
    expect(await put(await ada.checkpoint(document, await seenAt(6)))).toBe('ok')
    clock.pass(CHECKPOINT_REMEDY_MS)
    expect(await lease(undefined, true)).toBe('not-due')
  })

  it('CP1 takes one only from whose turn it is, signed by that device, in this document, of this life', async () => {
    const { ask, ada, document, put, lease, grow, seenAt, log, failures } = await scene()
    await grow()
    const seen = await seenAt(10)
    const good = await ada.checkpoint(document, seen)
    expect(await put(good)).toBe('no-lease')
    await lease()
    const ben = await join(ada.space)
    const { token } = await session(ask, [ben])
    expect(await put(good, token)).toBe('no-lease')
    expect(await put(await ben.checkpoint(document, seen))).toBe('no-lease')
    const elsewhere = await ada.document('https://example.org/other')
    const broken = good.slice()
    broken[300] = (broken[300] ?? 0) ^ 1
    for (const bad of [
      broken,
      good.slice(0, -1),
      new Uint8Array(0),
      await ada.update(document),
      await ada.checkpoint(elsewhere, seen),
      await ada.checkpoint(document, { ...seen, incarnation: 'ab'.repeat(16) }),
      await ada.checkpoint(document, { ...seen, chain: 'ab'.repeat(32) }),
      await ada.checkpoint(document, { ...seen, sequence: 5_000 }),
    ])
      expect(await put(bad)).toBe('bad-checkpoint')
    expect(await put(new Uint8Array(MAX_CHECKPOINT + 1))).toBe('too-large')
    const reader = await join(ada.space, { role: 'reader' })
    const { token: reading } = await session(ask, [reader])
    expect(await put(await reader.checkpoint(document, seen), reading)).toBe('forbidden')
    expect(await lease(reading)).toBe('forbidden')
    expect(await put(good)).toBe('ok')
    expect(await put(good)).toBe('no-lease')
    expect(await log.checkpoints({ space: ada.space.space, document })).toHaveLength(1)
    expect(failures).toEqual([])
  })

  it('CP2 CP5 two are kept; who has nothing gets the newest and what follows it, or the log itself when that is of no use', async () => {
    const { ask, token, name, sumUp, grow, follow } = await scene()
    await grow()
    expect(await sumUp(400)).toEqual(['ok', 'ok'])
    expect(told(await (await stream(ask, token, [fromStart(name.space, name.document)])).until(isCaughtUp))).toEqual([
      'open',
      'checkpoint 400',
      'entry 401',
      'entry 402',
      'caught-up',
    ])
    const whole = await (await stream(ask, token, [follow(0, { older: true })])).until(isCaughtUp)
    expect(told(whole).slice(0, 2)).toEqual(['open', 'entry 1'])
    await grow()
    expect(await sumUp(803)).toEqual(['ok', 'ok'])
    const newest = await (await stream(ask, token, [follow(0)])).until(isCaughtUp)
    expect(told(newest)).toEqual(['open', 'checkpoint 803', 'caught-up'])
    expect(newest.at(-1)).toMatchObject({ sequence: 803 })
    const all = await (await stream(ask, token, [follow(0, { older: true })])).until(isCaughtUp)
    expect(told(all).slice(0, 2)).toEqual(['open', 'entry 1'])
    const behind = await (await stream(ask, token, [follow(402)])).until(isCaughtUp)
    expect(told(behind).slice(0, 2)).toEqual(['open', 'entry 403'])
  })

  it('CP4 CP5 after the grace what two cover goes; a cursor below it is given the checkpoint, one above goes on', async () => {
    const { ask, token, ada, sumUp, grow, follow, clock, log, name, failures } = await scene()
    await grow()
    await sumUp(400)
    await grow()
    await sumUp(803)
    clock.pass(CHECKPOINT_GRACE_MS - DROP_EVERY_MS)
    const { token: later } = await session(ask, [ada])
    expect(await log.floor(name)).toBe(0)
    clock.pass(2 * DROP_EVERY_MS)
    await expect.poll(() => log.floor(name)).toBe(400)
    const { token: now } = await session(ask, [ada])
    const events = await (await stream(ask, now, [follow(399)])).until(isCaughtUp)
    expect(told(events)).toEqual(['open', 'checkpoint 803', 'caught-up'])
    const older = await (await stream(ask, now, [follow(0, { older: true })])).until(isCaughtUp)
    expect(told(older).slice(0, 3)).toEqual(['open', 'checkpoint 400', 'entry 401'])
    const above = await (await stream(ask, now, [follow(400)])).until(isCaughtUp)
    expect(told(above).slice(0, 2)).toEqual(['open', 'entry 401'])
    // By the relay's own sequence, too.
    const resumed = await (await stream(ask, now, [follow(399, { live: true })], '399')).until(isCaughtUp)
    expect(told(resumed)).toEqual(['open', 'checkpoint 803', 'caught-up'])
    const beyond = await (await stream(ask, now, [follow(5_000)])).until(isCaughtUp)
    expect(told(beyond)).toEqual(['open', 'reset', 'checkpoint 803', 'caught-up'])
    expect([token, later].includes(now)).toBe(false)
    expect(failures).toEqual([])
  })

  it('CP6 who follows is told of a newer one, and may fetch it', async () => {
    const { ask, ada, token, name, document, sumUp, grow, log } = await scene()
    await grow()
    const get = (path: string, by = token) => ask(path, { headers: bearer(by) })
    expect(await codeOf(await get(checkpointPath(name.space, document)))).toBe('not-found')
    const reader = await stream(ask, token, [fromStart(name.space, document)])
    await reader.until(isCaughtUp)
    await sumUp(401)
    expect((await reader.until(({ event }) => event === 'covered')).at(-1)).toMatchObject({ document, sequence: 401 })
    const offered = must(parseOffered(await (await get(checkpointPath(name.space, document))).text()))
    expect(offered).toMatchObject({ sequence: 401, incarnation: log.incarnation, certificate: ada.certificate })
    const { token: stranger } = await session(ask, [await newSpace()])
    expect(await codeOf(await get(checkpointPath(name.space, document), stranger))).toBe('forbidden')
  })

  it('CP7 the kept entries of a log can be read page by page', async () => {
    const { ask, token, name, document, grow } = await scene()
    await grow(700)
    const page = async (after: number) => {
      const response = await ask(entriesPath(name.space, document, after), { headers: bearer(token) })
      return must(decodeEntries(new Uint8Array(await response.arrayBuffer()))).map(({ sequence }) => sequence)
    }
    const first = await page(0)
    expect(first).toEqual(Array.from({ length: 512 }, (_, i) => i + 1))
    expect(await page(512)).toEqual(Array.from({ length: 189 }, (_, i) => i + 513))
    expect(await page(701)).toEqual([])
    for (const bad of ['', '?after=', '?after=-1', '?after=x'])
      expect((await ask(`/v1/log/${name.space}/${document}${bad}`, { headers: bearer(token) })).status).toBe(400)
    for (const bad of [[1], [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9, 1]])
      expect(decodeEntries(Uint8Array.from(bad)).ok).toBe(false)
  })
})
