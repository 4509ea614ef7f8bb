import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import type { DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { randomBytes } from '../../shared/envelope/party.ts'
import { toHex, utf8 } from '../../shared/kit/bytes.ts'
import { chainNext, chainStart, recordHash } from '../../shared/protocol/chain.ts'
import { logContract } from '../../test/contracts/log.ts'
import { memoryLog } from './memory.ts'
import { renew } from './renew.ts'
import { FIRST } from './schema.ts'
import { sqliteLog } from './sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'huddlemark-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const file = () => join(folder, `${files++}.sqlite`)
const ROOMY = { bytes: 1e9, documents: 1e6 }
const NAME = { space: '01'.repeat(16) as SpaceId, document: '02'.repeat(16) as DocumentId }

describe('memory', () => {
  for (const { name, run } of logContract(async (quota) => memoryLog(randomBytes(16), quota))) it(name, run)
})

describe('sqlite', () => {
  for (const { name, run } of logContract(async (quota) => sqliteLog(file(), randomBytes(16), quota))) it(name, run)

  it('Z2 reads what a relay wrote that could not delete spaces yet', async () => {
    const path = file()
    const first = sqliteLog(path, randomBytes(16), ROOMY)
    await first.putKeyring(NAME.space, 0, utf8('keyring'))
    await first.close()
    const database = new DatabaseSync(path)
    database.exec('DROP TABLE deleted; PRAGMA user_version = 3')
    database.close()
    const later = sqliteLog(path, randomBytes(16), ROOMY)
    expect([(await later.keyrings(NAME.space)).length, await later.deletion(NAME.space)]).toEqual([1, undefined])
    await later.deleteSpace(NAME.space, utf8('proof'))
    await later.close()
    const again = sqliteLog(path, randomBytes(16), ROOMY)
    expect(await again.deletion(NAME.space)).toEqual(utf8('proof'))
    await again.close()
  })

  it('L3 L4 keeps records, chain and incarnation over a restart', async () => {
    const path = file()
    const first = sqliteLog(path, randomBytes(16), ROOMY)
    const record = utf8('kept')
    const places = await first.append(NAME, [{ record, hash: await recordHash(record) }])
    await first.putKeyring(NAME.space, 0, utf8('keyring'))
    await first.close()
    const second = sqliteLog(path, randomBytes(16), ROOMY)
    expect(second.incarnation).toBe(first.incarnation)
    expect(await second.head(NAME)).toEqual(places[0])
    expect((await second.read(NAME, 0, { records: 9, bytes: 9 })).map((entry) => toHex(entry.record))).toEqual([
      toHex(record),
    ])
    expect(await second.keyrings(NAME.space)).toHaveLength(1)
    await second.close()
  })

  it('L4 a restored backup gets a new incarnation, and chains that begin with it', async () => {
    const path = file()
    const first = sqliteLog(path, randomBytes(16), ROOMY)
    const records = await Promise.all(
      ['a', 'b'].map(async (text) => ({ record: utf8(text), hash: await recordHash(utf8(text)) })),
    )
    await first.append(NAME, records)
    await first.close()
    const incarnation = randomBytes(16)
    await renew(path, incarnation)
    const second = sqliteLog(path, randomBytes(16), ROOMY)
    expect(second.incarnation).toBe(toHex(incarnation))
    let chain = await chainStart(incarnation, NAME.document)
    const entries = await second.read(NAME, 0, { records: 9, bytes: 9 })
    for (const [index, { hash }] of records.entries()) {
      chain = await chainNext(chain, hash)
      expect(entries[index]?.chain).toEqual(chain)
    }
    expect((await second.head(NAME)).chain).toEqual(chain)
    expect(await second.append(NAME, records)).toMatchObject([{ sequence: 1 }, { sequence: 2 }])
    await second.close()
  })

  it('L3 a store of the first form is brought to the present one with everything in it', async () => {
    const path = file()
    const old = new DatabaseSync(path)
    old.exec(`${FIRST} PRAGMA user_version = 1`)
    old.prepare('INSERT INTO meta VALUES (?, ?)').run('incarnation', new Uint8Array(16).fill(7))
    const record = utf8('from before')
    const hash = await recordHash(record)
    const chain = await chainNext(await chainStart(new Uint8Array(16).fill(7), NAME.document), hash)
    old.prepare('INSERT INTO logs VALUES (1, ?, ?, 1, ?)').run(NAME.space, NAME.document, chain)
    old.prepare('INSERT INTO entries VALUES (41, 1, 1, ?, ?, ?)').run(hash, chain, record)
    old.close()
    const log = sqliteLog(path, randomBytes(16), ROOMY)
    expect(log.incarnation).toBe('07'.repeat(16))
    const [again, next] = await log.append(NAME, [
      { record, hash },
      { record: utf8('new'), hash: await recordHash(utf8('new')) },
    ])
    expect([again, next]).toMatchObject([{ sequence: 1 }, { sequence: 2 }])
    expect((await log.readAcross([NAME], 40, { records: 9, bytes: 99 })).map(({ position }) => position)).toEqual([
      41, 42,
    ])
    await log.close()
  })

  it('CP4 L4 chains begin anew after a restore where records were let go', async () => {
    const path = file()
    const first = sqliteLog(path, randomBytes(16), ROOMY)
    const records = await Promise.all(
      ['a', 'b', 'c'].map(async (text) => ({ record: utf8(text), hash: await recordHash(utf8(text)) })),
    )
    const places = await first.append(NAME, records)
    for (const place of places.slice(0, 2))
      if (typeof place !== 'string')
        await first.putCheckpoint(NAME, { ...place, record: utf8(`sum ${place.sequence}`) }, 1)
    expect(await first.drop(2, 9)).toBe(1)
    await first.close()
    const incarnation = randomBytes(16)
    await renew(path, incarnation)
    const second = sqliteLog(path, randomBytes(16), ROOMY)
    let chain = await chainStart(incarnation, NAME.document)
    for (const { hash } of records) chain = await chainNext(chain, hash)
    expect((await second.head(NAME)).chain).toEqual(chain)
    expect((await second.checkpoints(NAME)).map(({ sequence }) => sequence)).toEqual([2, 1])
    expect(await second.floor(NAME)).toBe(1)
    await second.close()
  })

  it('lets only one process write: a second opening is refused', async () => {
    const path = file()
    const log = sqliteLog(path, randomBytes(16), ROOMY)
    expect(() => sqliteLog(path, randomBytes(16), ROOMY)).toThrow(/locked/)
    await log.close()
  })

  it('a failed commit fails its appends and keeps nothing of them', async () => {
    const log = sqliteLog(file(), randomBytes(16), ROOMY)
    const record = utf8('good')
    // A hash that is no bytes cannot be bound: the transaction breaks in its middle.
    const broken = { record, hash: { length: 32 } as unknown as Uint8Array<ArrayBuffer> }
    await expect(log.append(NAME, [{ record, hash: await recordHash(record) }, broken])).rejects.toThrow()
    expect((await log.head(NAME)).sequence).toBe(0)
    expect(await log.append(NAME, [{ record, hash: await recordHash(record) }])).toMatchObject([{ sequence: 1 }])
    await log.close()
  })
})
