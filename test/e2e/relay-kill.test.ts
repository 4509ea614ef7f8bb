import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { afterAll, afterEach, expect, it } from 'vitest'
import type { DocumentId } from '../../shared/domain/ids.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import {
  type Ask,
  append,
  fromStart,
  join,
  newSpace,
  register,
  session,
  stream,
  type Writer,
} from '../kit/relay-client.ts'
import { endRelayProcesses, startRelayProcess } from './kit/relay-process.ts'

const folder = mkdtempSync(joinPath(tmpdir(), 'huddlemark-kill-'))
afterEach(endRelayProcesses)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function kept(ask: Ask, writer: Writer, document: DocumentId): Promise<readonly string[]> {
  const { token } = await session(ask, [writer])
  const reader = await stream(ask, token, [fromStart(writer.space.space, document)])
  const events = await reader.until(({ event }) => event === 'caught-up')
  await reader.cancel()
  return events.flatMap((event) => (event.event === 'entry' ? [toHex(event.record)] : []))
}

const WRITERS = 5
const EACH = 100

it('L2 L3 a relay killed in the middle of 500 appends has every acknowledged one, none doubled, and takes the rest', async () => {
  const data = joinPath(folder, 'data')
  const first = await startRelayProcess(data)
  const ada = await newSpace()
  const writers = [ada, ...(await Promise.all(Array.from({ length: WRITERS - 1 }, () => join(ada.space))))]
  await register(first.ask, ada)
  const document = await ada.document('https://example.org/')
  const name = { space: ada.space.space, document }
  const work = await Promise.all(
    writers.map(async (writer) => ({
      records: [writer.certificate, ...(await writer.updates(document, EACH))],
      token: (await session(first.ask, [writer])).token,
    })),
  )

  // All write at once, one record after the other; the kill comes in the middle, while requests are under way.
  const acknowledged: { record: Bytes; sequence: number }[] = []
  const writing = work.map(async ({ records, token }) => {
    for (const record of records) {
      const [result] = (await append(first.ask, token, name, [record])).results
      if (result === undefined || 'error' in result) throw new Error(`refused: ${result?.error}`)
      acknowledged.push({ record, sequence: result.sequence })
      if (acknowledged.length === (WRITERS * EACH) / 2) first.child.kill('SIGKILL')
    }
  })
  const broken = (await Promise.allSettled(writing)).filter(({ status }) => status === 'rejected')
  if (first.child.exitCode === null && first.child.signalCode === null) await once(first.child, 'exit')
  expect(first.child.signalCode).toBe('SIGKILL')
  expect(broken).toHaveLength(WRITERS)
  expect(acknowledged.length).toBeLessThan(WRITERS * EACH)

  const second = await startRelayProcess(data)
  const after = await kept(second.ask, ada, document)
  expect(acknowledged.filter(({ record, sequence }) => after[sequence - 1] !== toHex(record))).toEqual([])
  expect(new Set(after).size).toBe(after.length)

  // The tokens still hold, and repeating everything adds only what was missing.
  for (const { records, token } of work) await append(second.ask, token, name, records)
  const everything = await kept(second.ask, ada, document)
  expect(everything).toHaveLength(WRITERS * (EACH + 1))
  expect(new Set(everything)).toEqual(new Set(work.flatMap(({ records }) => records.map(toHex))))

  second.child.kill('SIGTERM')
  const [code] = await once(second.child, 'exit')
  expect(code).toBe(0)
})
