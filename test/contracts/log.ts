/**
 * What every adapter of the relay's `Log` port must do. Each case throws when it fails; the adapters' tests run the list.
 */
import type { Log, LogEntry, LogName, NewRecord, Page, Quota } from '../../relay/log/log.ts'
import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { type Bytes, fromHex, toHex, utf8 } from '../../shared/kit/bytes.ts'
import { chainNext, chainStart, recordHash } from '../../shared/protocol/chain.ts'

export interface LogCase {
  readonly name: string
  run(): Promise<void>
}

const ROOMY: Quota = { bytes: 1e9, documents: 1e6 }
const ALL: Page = { records: 1e6, bytes: 1e9 }
const ADA = '0a'.repeat(16) as SpaceId
const BEN = '0b'.repeat(16) as SpaceId
const name = (digit: string, space = ADA): LogName => ({ space, document: digit.repeat(32) as DocumentId })

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`${what}: ${a}, not ${e}`)
}

const text = async (words: string): Promise<NewRecord> => ({ record: utf8(words), hash: await recordHash(utf8(words)) })
const texts = (...words: string[]): Promise<NewRecord[]> => Promise.all(words.map(text))
const words = (entries: readonly LogEntry[]): string[] => entries.map(({ record }) => new TextDecoder().decode(record))

type Use = (log: Log) => Promise<void>

const empty: Use = async (log) => {
  const head = await log.head(name('1'))
  same(head.sequence, 0, 'an empty log has no sequence')
  same(
    toHex(head.chain),
    toHex(await chainStart(fromHex(log.incarnation), name('1').document)),
    'and the starting chain',
  )
  same(await log.read(name('1'), 0, ALL), [], 'and nothing to read')
  same(await log.sequenceAt(name('1'), 5), 0, 'and is at no sequence')
}

const chains: Use = async (log) => {
  const records = await texts('a', 'b', 'c')
  const places = await log.append(name('1'), records)
  let chain: Bytes = await chainStart(fromHex(log.incarnation), name('1').document)
  const expected: { sequence: number; chain: string }[] = []
  for (const [index, { hash }] of records.entries()) {
    chain = await chainNext(chain, hash)
    expected.push({ sequence: index + 1, chain: toHex(chain) })
  }
  const plain = places.map((place) =>
    typeof place === 'string' ? place : { sequence: place.sequence, chain: toHex(place.chain) },
  )
  same(plain, expected, 'places')
  const head = await log.head(name('1'))
  same({ sequence: head.sequence, chain: toHex(head.chain) }, expected.at(-1), 'head')
}

const idempotent: Use = async (log) => {
  const [a, b] = await texts('a', 'b')
  if (a === undefined || b === undefined) throw new Error('two records')
  const [first] = await log.append(name('1'), [a])
  const again = await log.append(name('1'), [a, b, b, a])
  const sequences = again.map((place) => (typeof place === 'string' ? place : place.sequence))
  same(sequences, [1, 2, 2, 1], 'doubles answer with their first place')
  same(
    typeof first === 'string' ? '' : toHex(first?.chain ?? new Uint8Array()),
    toHex((await log.read(name('1'), 0, ALL))[0]?.chain ?? new Uint8Array()),
    'and chain',
  )
  same(words(await log.read(name('1'), 0, ALL)), ['a', 'b'], 'and are kept once')
  const elsewhere = await log.append(name('2'), [a])
  same(elsewhere.length, 1, 'one place elsewhere')
  same(words(await log.read(name('2'), 0, ALL)), ['a'], 'another document keeps its own')
  await log.append(name('1', BEN), [a])
  same(words(await log.read(name('1', BEN), 0, ALL)), ['a'], 'the same document id in another space is another log')
}

const together: Use = async (log) => {
  const seen: LogEntry[] = []
  log.committed.listen((entries) => seen.push(...entries))
  const jobs = Array.from({ length: 60 }, async (_, i) =>
    log.append(name(String(i % 3)), await texts(`r${i}`, `s${i}`, 'x')),
  )
  await Promise.all(jobs)
  same(seen.length, 123, 'each new entry is told exactly once')
  const positions = seen.map(({ position }) => position)
  same(
    positions,
    [...positions].sort((a, b) => a - b),
    'in the order of positions',
  )
  same(new Set(positions).size, 123, 'which are all different')
  for (const digit of ['0', '1', '2']) {
    const log1 = await log.read(name(digit), 0, ALL)
    same(
      log1.map(({ sequence }) => sequence),
      Array.from({ length: 41 }, (_, i) => i + 1),
      'sequences have no gap',
    )
    const told = seen.filter(({ document }) => document === name(digit).document)
    same(
      told.map(({ sequence }) => sequence),
      log1.map(({ sequence }) => sequence),
      'and are told in order',
    )
  }
}

const pages: Use = async (log) => {
  await log.append(name('1'), await texts('aaaa', 'bbbb', 'cccc', 'dddd'))
  same(words(await log.read(name('1'), 1, { records: 2, bytes: 1e9 })), ['bbbb', 'cccc'], 'at most so many records')
  same(words(await log.read(name('1'), 0, { records: 9, bytes: 9 })), ['aaaa', 'bbbb'], 'at most so many bytes')
  same(words(await log.read(name('1'), 0, { records: 9, bytes: 1 })), ['aaaa'], 'but always one')
  same(words(await log.read(name('1'), 4, ALL)), [], 'nothing after the head')
}

const across: Use = async (log) => {
  for (const [digit, record] of [
    ['1', 'a'],
    ['2', 'b'],
    ['3', 'c'],
    ['1', 'd'],
    ['2', 'e'],
  ] as const)
    await log.append(name(digit), await texts(record))
  await log.append(name('1', BEN), await texts('other space'))
  const both = [name('1'), name('2')]
  const all = await log.readAcross(both, 0, ALL)
  same(words(all), ['a', 'b', 'd', 'e'], 'in the order of commit')
  same(words(await log.readAcross(both, all[1]?.position ?? 0, ALL)), ['d', 'e'], 'after a position')
  same(words(await log.readAcross(both, 0, { records: 3, bytes: 1e9 })), ['a', 'b', 'd'], 'a page at a time')
  same(await log.readAcross([], 0, ALL), [], 'of no logs nothing')
  same(await log.sequenceAt(name('1'), all[1]?.position ?? 0), 1, 'sequence at a position')
  same(await log.sequenceAt(name('1'), 1e9), 2, 'sequence at the end')
}

const keyrings: Use = async (log) => {
  const [zero, one, other] = [utf8('zero'), utf8('one'), utf8('other')]
  same(await log.putKeyring(ADA, 1, one), 'conflict', 'no epoch before the first')
  same(await log.putKeyring(ADA, 0, zero), 'kept', 'genesis')
  same(await log.putKeyring(ADA, 0, zero), 'known', 'again')
  same(await log.putKeyring(ADA, 0, other), 'conflict', 'another one')
  same(await log.putKeyring(ADA, 1, one), 'kept', 'the next epoch')
  same((await log.keyrings(ADA)).map(toHex), [zero, one].map(toHex), 'both')
  same(await log.keyrings(BEN), [], 'none of an unknown space')
}

const certificates: Use = async (log) => {
  const device = '0d'.repeat(16) as DeviceId
  same(await log.certificate(ADA, device, 0), undefined, 'none yet')
  await log.putCertificate(ADA, device, 0, utf8('first'))
  await log.putCertificate(ADA, device, 0, utf8('second'))
  await log.putCertificate(ADA, device, 1, utf8('later'))
  same(
    toHex((await log.certificate(ADA, device, 0)) ?? new Uint8Array()),
    toHex(utf8('second')),
    'the newer one of an epoch',
  )
  same(await log.certificate(BEN, device, 0), undefined, 'none in another space')
}

const deletion: Use = async (log) => {
  const device = '0d'.repeat(16) as DeviceId
  const proof = utf8('by the word of an admin')
  for (const space of [ADA, BEN]) {
    await log.putKeyring(space, 0, utf8('zero'))
    await log.putCertificate(space, device, 0, utf8('certificate'))
    await log.append(name('1', space), await texts('a', 'b'))
  }
  await log.append(name('2'), await texts('c'))
  const last = (await log.readAcross([name('1', BEN)], 0, ALL)).at(-1)?.position ?? 0
  // What is asked for before it is kept and then erased, what is asked for after it is refused: nothing falls in between.
  const [before, , after] = await Promise.all([
    log.append(name('3'), await texts('d')),
    log.deleteSpace(ADA, proof),
    log.append(name('3'), await texts('e')),
  ])
  same([typeof before[0], after], ['object', ['deleted']], 'appends around it')
  for (const digit of ['1', '2', '3']) same((await log.read(name(digit), 0, ALL)).length, 0, 'no entries are left')
  same((await log.head(name('1'))).sequence, 0, 'no head')
  same(await log.readAcross([name('1'), name('2')], 0, ALL), [], 'nor across')
  same([await log.keyrings(ADA), await log.certificate(ADA, device, 0)], [[], undefined], 'nor keys')
  same(toHex((await log.deletion(ADA)) ?? new Uint8Array()), toHex(proof), 'the proof stands in its place')
  same(await log.putKeyring(ADA, 0, utf8('zero')), 'deleted', 'it is not registered anew')
  await log.putCertificate(ADA, device, 0, utf8('certificate'))
  same(await log.certificate(ADA, device, 0), undefined, 'nor a device in it')
  same(await log.append(name('1'), await texts('a')), ['deleted'], 'nor written to')
  await log.deleteSpace(ADA, utf8('another word'))
  same(toHex((await log.deletion(ADA)) ?? new Uint8Array()), toHex(proof), 'the first word stays')
  same(words(await log.read(name('1', BEN), 0, ALL)), ['a', 'b'], 'another space is as it was')
  same([(await log.keyrings(BEN)).length, await log.deletion(BEN)], [1, undefined], 'with its keys')
  await log.append(name('1', BEN), await texts('z'))
  const [next] = await log.readAcross([name('1', BEN)], last, ALL)
  same([next && words([next]), (next?.position ?? 0) > last], [['z'], true], 'and goes on at later positions')
}

const closes: Use = async (log) => {
  same(await log.ready(), true, 'ready')
  const begun = log.append(name('1'), await texts('a'))
  await log.close()
  same((await begun).length, 1, 'what was begun is finished')
  const late = await log.append(name('1'), await texts('b')).then(
    () => 'kept',
    () => 'refused',
  )
  same(late, 'refused', 'nothing after the end')
  same(await log.ready(), false, 'not ready')
}

const quota = (log: Log) => async (): Promise<void> => {
  const outcome = async (digit: string, ...records: string[]) =>
    (await log.append(name(digit), await texts(...records))).map((place) =>
      typeof place === 'string' ? place : place.sequence,
    )
  same(await outcome('1', 'aaaa', 'bbbb'), [1, 2], 'within')
  same(
    await outcome('1', 'cccc', 'a', 'aaaa'),
    ['over-quota', 'over-quota', 1],
    'over it, and what follows, but not doubles',
  )
  same(await outcome('2', 'a'), [1], 'a second document')
  same(await outcome('3', 'a'), ['over-quota'], 'no third')
  same((await log.append(name('3', BEN), await texts('abcd'))).length, 1, 'another space has its own room')
}

/** @param make gives an empty log with this quota each time */
export function logContract(make: (quota: Quota) => Promise<Log>): readonly LogCase[] {
  const cases: Record<string, Use> = {
    'an empty log': empty,
    'L4 places continue the hash chain': chains,
    'L2 a repeated record keeps its first place': idempotent,
    'appends that arrive together have no gap and no double': together,
    'reads page by page': pages,
    'reads across logs in the order of commit': across,
    'keyrings follow each other': keyrings,
    'certificates by device and epoch': certificates,
    'Z2 a deleted space is erased, and stays so': deletion,
    'finishes what was begun when it closes': closes,
  }
  const run = async (quotaOf: Quota, use: Use) => {
    const log = await make(quotaOf)
    try {
      await use(log)
    } finally {
      await log.close()
    }
  }
  return [
    ...Object.entries(cases).map(([title, use]) => ({ name: title, run: () => run(ROOMY, use) })),
    { name: 'P1 a space has bounded room', run: () => run({ bytes: 9, documents: 2 }, (log) => quota(log)()) },
  ]
}
