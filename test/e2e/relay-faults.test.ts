import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/domain/ids.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import { appendPath } from '../../shared/protocol/append.ts'
import { encodeBatch } from '../../shared/protocol/batch.ts'
import {
  type Ask,
  append,
  bearer,
  fromStart,
  join,
  newSpace,
  register,
  session,
  stream,
  type Writer,
} from '../kit/relay-client.ts'
import { endRelayProcesses, kill, relayCommand, startRelayProcess } from './kit/relay-process.ts'

const folder = mkdtempSync(joinPath(tmpdir(), 'huddlemark-faults-'))
const fresh = (name: string) => joinPath(folder, name)
afterEach(endRelayProcesses)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function kept(ask: Ask, writer: Writer, document: DocumentId): Promise<readonly string[]> {
  const { token } = await session(ask, [writer])
  const reader = await stream(ask, token, [fromStart(writer.space.space, document)])
  const events = await reader.until(({ event }) => event === 'caught-up')
  await reader.cancel()
  return events.flatMap((event) => (event.event === 'entry' ? [toHex(event.record)] : []))
}

async function scene(writers: number) {
  const ada = await newSpace()
  const others = await Promise.all(Array.from({ length: writers - 1 }, () => join(ada.space)))
  const document = await ada.document('https://example.org/')
  return { ada, all: [ada, ...others], document, name: { space: ada.space.space, document } }
}

const LIVES = 50
/** Acknowledgements of a life before it is killed, while other requests are under way. */
const EACH_LIFE = 8

it(`L2 L3 killed ${LIVES} times under load, the relay has every acknowledged record at its place, and none twice`, async () => {
  const data = fresh('killed')
  const { ada, all, document, name } = await scene(4)
  const acknowledged = new Map<string, number>()
  let relay = await startRelayProcess(data)
  await register(relay.ask, ada)
  const tokens = await Promise.all(all.map(async (writer) => (await session(relay.ask, [writer])).token))
  /** What a writer could not get acknowledged is sent again in the next life. */
  const unsure: Bytes[][] = all.map(({ certificate }) => [certificate])
  let broken = 0
  for (let life = 0; life < LIVES; life++) {
    let killed = false
    const before = acknowledged.size
    const { promise: enough, resolve } = Promise.withResolvers<void>()
    const writing = all.map(async (writer, i) => {
      const waiting = unsure[i] ?? []
      while (!killed) {
        if (waiting.length === 0) waiting.push(...(await writer.updates(document, 3)))
        try {
          const { results } = await append(relay.ask, tokens[i] ?? '', name, waiting)
          for (const [index, result] of results.entries())
            if ('sequence' in result) acknowledged.set(toHex(waiting[index] ?? new Uint8Array()), result.sequence)
          waiting.length = 0
          if (acknowledged.size >= before + EACH_LIFE) resolve()
        } catch {
          broken++
          return
        }
      }
    })
    await enough
    const dead = kill(relay)
    killed = true
    await dead
    await Promise.all(writing)
    relay = await startRelayProcess(data)
  }
  const everything = await kept(relay.ask, ada, document)
  expect(broken).toBeGreaterThanOrEqual(LIVES)
  expect(acknowledged.size).toBeGreaterThanOrEqual(LIVES * EACH_LIFE)
  expect([...acknowledged].filter(([record, sequence]) => everything[sequence - 1] !== record)).toEqual([])
  expect(new Set(everything).size).toBe(everything.length)
}, 400_000)

/** Whether this process may mount a small file system of its own. */
function mountable(): boolean {
  const path = fresh('try')
  mkdirSync(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { stdio: 'ignore' })
    execFileSync('umount', [path], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('L6 a full disk', () => {
  it.skipIf(process.platform !== 'linux' || !mountable())(
    'is refused clearly, nothing acknowledged is lost, reading goes on, and writing when there is room again',
    async () => {
      const disk = fresh('disk')
      mkdirSync(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk])
      try {
        const ballast = joinPath(disk, 'ballast')
        writeFileSync(ballast, new Uint8Array(3_000_000))
        const relay = await startRelayProcess(joinPath(disk, 'data'))
        const { ada, document, name } = await scene(1)
        await register(relay.ask, ada)
        const { token } = await session(relay.ask, [ada])
        await append(relay.ask, token, name, [ada.certificate])
        const acknowledged: string[] = []
        const post = (record: Bytes) =>
          relay.ask(appendPath(name.space, document), {
            method: 'POST',
            headers: bearer(token),
            body: encodeBatch([record]),
          })
        let refused: Response | undefined
        let waiting: Bytes = ada.certificate
        while (!refused) {
          waiting = await ada.update(document, crypto.getRandomValues(new Uint8Array(60_000)))
          const response = await post(waiting)
          if (response.ok) acknowledged.push(toHex(waiting))
          else refused = response
          expect(acknowledged.length).toBeLessThan(100)
        }
        expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([503, 'relay-full'])
        expect(acknowledged.length).toBeGreaterThan(2)
        expect((await kept(relay.ask, ada, document)).slice(1)).toEqual(acknowledged)
        expect((await relay.ask('/health')).status).toBe(200)
        rmSync(ballast)
        expect((await post(waiting)).status).toBe(200)
        await kill(relay)
        const again = await startRelayProcess(joinPath(disk, 'data'))
        expect((await kept(again.ask, ada, document)).slice(1)).toEqual([...acknowledged, toHex(waiting)])
        await kill(again)
      } finally {
        endRelayProcesses()
        execFileSync('umount', ['-l', disk])
      }
    },
    180_000,
  )
})

it('L7 a damaged database is refused with words that say what to do, and is left as it is', async () => {
  const data = fresh('damaged')
  const relay = await startRelayProcess(data)
  const { ada, document, name } = await scene(1)
  await register(relay.ask, ada)
  const { token } = await session(relay.ask, [ada])
  await append(relay.ask, token, name, [ada.certificate, ...(await ada.updates(document, 200))])
  relay.child.kill('SIGTERM')
  await new Promise((resolve) => relay.child.once('exit', resolve))
  const file = joinPath(data, 'relay.sqlite')
  const whole = readFileSync(file)
  for (const damage of [
    (bytes: Buffer) => bytes.fill(0xff, 8_192, 40_000),
    (bytes: Buffer) => bytes.fill(0, 0, 100),
    (bytes: Buffer) => bytes.subarray(0, 20_000),
    () => Buffer.from('this is no database, and never was one'.repeat(100)),
  ]) {
    const broken = damage(Buffer.from(whole))
    writeFileSync(file, broken)
    const { code, said } = await relayCommand(data)
    expect(code).toBe(1)
    expect(said).toMatch(/cannot start: the database is damaged/)
    expect(said).toMatch(/HUDDLEMARK_RESTORED=1/)
    expect(readFileSync(file).equals(broken)).toBe(true)
  }
  writeFileSync(file, whole)
  const again = await startRelayProcess(data)
  expect(await kept(again.ask, ada, document)).toHaveLength(201)
}, 180_000)

it('L7 L4 a copy made while the relay writes is whole, and a relay started on it goes on in a new life', async () => {
  const data = fresh('copied')
  const relay = await startRelayProcess(data)
  const { ada, document, name } = await scene(1)
  await register(relay.ask, ada)
  const { token } = await session(relay.ask, [ada])
  await append(relay.ask, token, name, [ada.certificate, ...(await ada.updates(document, 100))])
  const before = await kept(relay.ask, ada, document)
  const copy = fresh('copy.sqlite')
  let copying = true
  let after = 0
  const writing = (async () => {
    for (; copying; after++) await append(relay.ask, token, name, [await ada.update(document)])
  })()
  const { code, said } = await relayCommand(data, 'backup', copy)
  copying = false
  await writing
  expect([code, said.trim()]).toEqual([0, `Copied to ${copy}`])
  expect(after).toBeGreaterThan(0)
  const again = await relayCommand(data, 'backup', copy)
  expect(again.code).toBe(1)
  expect(again.said).toMatch(/exists already/)

  const restored = fresh('restored')
  mkdirSync(restored)
  writeFileSync(joinPath(restored, 'relay.sqlite'), readFileSync(copy))
  process.env['HUDDLEMARK_RESTORED'] = '1'
  const second = await startRelayProcess(restored).finally(() =>
    Reflect.deleteProperty(process.env, 'HUDDLEMARK_RESTORED'),
  )
  const there = await kept(second.ask, ada, document)
  expect(there.slice(0, before.length)).toEqual(before)
  const hello = async (ask: Ask) => ((await (await ask('/v1/hello')).json()) as { incarnation: string }).incarnation
  expect(await hello(second.ask)).not.toBe(await hello(relay.ask))

  // Without a relay running the copy is made all the same.
  await kill(relay)
  const closed = await relayCommand(data, 'backup', fresh('closed.sqlite'))
  expect(closed.code).toBe(0)
  expect((await relayCommand(fresh('nowhere'), 'backup', fresh('nothing.sqlite'))).said).toMatch(/there is no database/)
}, 180_000)
