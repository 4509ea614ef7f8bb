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

const [FIRST, SECOND] = ['1a', '1b'].map((byte) => byte.repeat(16)) as [string, string]
const DEVICE = '0d'.repeat(16) as DeviceId
const OTHER = '0e'.repeat(16) as DeviceId
const inviteOf = (words: string, expires: number, by = DEVICE) => ({ record: utf8(words), by, expires })
const knockOf = (digit: string, invite: string, expires = 100) => ({
  id: digit.repeat(32),
  invite,
  record: utf8(`knock ${digit}`),
  expires,
})

const deletion: Use = async (log) => {
  const device = '0d'.repeat(16) as DeviceId
  const proof = utf8('by the word of an admin')
  for (const space of [ADA, BEN]) {
    await log.putKeyring(space, 0, utf8('zero'))
    await log.putCertificate(space, device, 0, utf8('certificate'))
    await log.append(name('1', space), await texts('a', 'b'))
  }
  const [, sum] = await log.append(name('2'), await texts('c', 'd'))
  if (typeof sum !== 'object') throw new Error('a place')
  await log.putCheckpoint(name('2'), { ...sum, record: utf8('sum') }, 1)
  await log.entries.putInvite(ADA, FIRST, inviteOf('a', 100), 0, 9)
  await log.entries.putKnock(ADA, knockOf('2', FIRST), 0, 9)
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
  const { entries } = log
  same(
    [await entries.invite(ADA, FIRST, 0), await entries.knocks(ADA, 0)],
    [undefined, []],
    'nor what waits for newcomers',
  )
  same(await log.checkpoints(name('2')), [], 'nor checkpoints')
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

const allCertificates: Use = async (log) => {
  const [one, two] = ['0d', '0c'].map((byte) => byte.repeat(16) as DeviceId) as [DeviceId, DeviceId]
  same(await log.certificates(ADA, 10), [], 'none yet')
  await log.putCertificate(ADA, one, 0, utf8('one, old'))
  await log.putCertificate(ADA, one, 2, utf8('one'))
  await log.putCertificate(ADA, one, 1, utf8('one, between'))
  await log.putCertificate(ADA, two, 0, utf8('two'))
  await log.putCertificate(BEN, two, 5, utf8('elsewhere'))
  const found = async (most: number) => (await log.certificates(ADA, most)).map(toHex)
  same(await found(10), [utf8('two'), utf8('one')].map(toHex), 'the newest of each, by device')
  same(await found(1), [toHex(utf8('two'))], 'at most so many')
}

const invites: Use = async ({ entries }) => {
  const read = async (id: string, now: number, space = ADA) => {
    const found = await entries.invite(space, id, now)
    return found && [new TextDecoder().decode(found.record), found.by, found.expires]
  }
  same(await read(FIRST, 0), undefined, 'none yet')
  same(await entries.putInvite(ADA, FIRST, inviteOf('a', 100), 0, 2), 'kept', 'kept')
  same(await read(FIRST, 99), ['a', DEVICE, 100], 'and read')
  same(await read(FIRST, 100), undefined, 'until it expires')
  same(await read(FIRST, 0, BEN), undefined, 'in its own space only')
  same(await entries.putInvite(ADA, FIRST, inviteOf('b', 200, OTHER), 0, 2), 'taken', 'the id is another device’s')
  same(await entries.putInvite(ADA, FIRST, inviteOf('b', 200), 0, 2), 'kept', 'its own device writes it anew')
  same(await read(FIRST, 150), ['b', DEVICE, 200], 'with a new end')
  same(await entries.putInvite(ADA, SECOND, inviteOf('c', 50), 0, 2), 'kept', 'a second')
  same(await entries.putInvite(ADA, '1c'.repeat(16), inviteOf('d', 99), 0, 2), 'over-quota', 'no third')
  same(await entries.putInvite(ADA, '1c'.repeat(16), inviteOf('d', 99), 60, 2), 'kept', 'once one has expired')
  await entries.dropInvite(ADA, FIRST)
  same(await read(FIRST, 0), undefined, 'dropped')
  same(await entries.putInvite(ADA, FIRST, inviteOf('b', 300), 60, 9), 'revoked', 'and not put anew')
  same(await entries.putInvite(ADA, FIRST, inviteOf('b', 300), 200, 9), 'kept', 'until its time is over')
}

const knocks: Use = async ({ entries }) => {
  const waiting = async (now = 0) => (await entries.knocks(ADA, now)).map(({ id }) => id[0])
  await entries.putInvite(ADA, FIRST, inviteOf('a', 100), 0, 9)
  same(await entries.putKnock(ADA, knockOf('2', FIRST), 0, 3), 'kept', 'kept')
  same(await entries.putKnock(ADA, knockOf('2', FIRST), 0, 3), 'known', 'the same again')
  same(await entries.putKnock(ADA, knockOf('1', SECOND), 0, 3), 'kept', 'another')
  same(await entries.putKnock(ADA, knockOf('3', FIRST, 10), 0, 3), 'kept', 'a third')
  same(await entries.putKnock(ADA, knockOf('4', FIRST), 0, 3), 'over-quota', 'no fourth')
  same(await waiting(), ['2', '1', '3'], 'in the order in which they came')
  same(await waiting(10), ['2', '1'], 'until they expire')
  await entries.answerKnock(ADA, '2'.repeat(32), utf8('yes'))
  await entries.answerKnock(ADA, '2'.repeat(32), utf8('no'))
  same(await waiting(10), ['1'], 'an answered one waits no longer')
  const answered = await entries.knock(ADA, '2'.repeat(32), 10)
  same(new TextDecoder().decode(answered?.answer), 'yes', 'the first answer stands')
  same((await entries.knock(ADA, '1'.repeat(32), 10))?.answer, undefined, 'no answer yet')
  same(await entries.knock(ADA, '3'.repeat(32), 10), undefined, 'expired')
  await entries.dropInvite(ADA, FIRST)
  same(await entries.knock(ADA, '2'.repeat(32), 10), undefined, 'gone with its invite')
  same(await waiting(10), ['1'], 'and no other')
  await entries.dropKnock(BEN, '1'.repeat(32))
  same(await waiting(10), ['1'], 'another space’s is another')
  await entries.dropKnock(ADA, '1'.repeat(32))
  same(await waiting(10), [], 'taken back')
}

const erases: Use = async (log) => {
  const { entries } = log
  const fill = async (space: SpaceId) => {
    await entries.putInvite(space, FIRST, inviteOf('a', 100), 0, 9)
    await entries.putKnock(space, knockOf('2', FIRST), 0, 9)
  }
  const left = async (space: SpaceId) =>
    [await entries.invite(space, FIRST, 0), ...(await entries.knocks(space, 0))].filter(Boolean).length
  await log.putKeyring(ADA, 0, utf8('zero'))
  await fill(ADA)
  await fill(BEN)
  await log.putKeyring(ADA, 1, utf8('one'), false)
  same(await left(ADA), 2, 'a keyring that removes nobody leaves them')
  same(await log.putKeyring(ADA, 1, utf8('other'), true), 'conflict', 'one that is not kept')
  same(await left(ADA), 2, 'erases nothing')
  await log.putKeyring(ADA, 2, utf8('two'), true)
  same(await left(ADA), 0, 'one that removes somebody erases both')
  same(await left(BEN), 2, 'of its own space only')
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

/** Four records, and a checkpoint's place after the given one. */
async function summed(log: Log, ...at: readonly number[]) {
  const places = await log.append(name('1'), await texts('aaaa', 'bbbb', 'cccc', 'dddd'))
  return at.map((sequence) => {
    const place = places[sequence - 1]
    if (place === undefined || typeof place === 'string') throw new Error('a place')
    return { ...place, record: utf8(`sum ${sequence}`) }
  })
}

const checkpoints: Use = async (log) => {
  const [one, two, three] = await summed(log, 1, 2, 4)
  if (!one || !two || !three) throw new Error('three checkpoints')
  same(await log.checkpoints(name('1')), [], 'none yet')
  same(await log.putCheckpoint(name('1'), two, 10), 'kept', 'the first')
  same(await log.putCheckpoint(name('1'), one, 11), 'stale', 'one that reaches less far')
  same(await log.putCheckpoint(name('1'), { ...two, record: utf8('other') }, 11), 'stale', 'another of the same place')
  same(await log.putCheckpoint(name('1'), { ...three, chain: two.chain }, 12), 'misplaced', 'another chain')
  same(await log.putCheckpoint(name('1'), { ...three, sequence: 5 }, 12), 'misplaced', 'beyond the head')
  same(await log.putCheckpoint(name('2'), three, 12), 'misplaced', 'an empty log')
  same(await log.putCheckpoint(name('1'), three, 13), 'kept', 'the next')
  const kept = await log.checkpoints(name('1'))
  const plain = kept.map(({ sequence, chain, record }) => [sequence, toHex(chain), toHex(record)])
  same(
    plain,
    [three, two].map(({ sequence, chain, record }) => [sequence, toHex(chain), toHex(record)]),
    'two are kept, the newest first',
  )
  await log.append(name('1'), await texts('e'))
  const head = await log.head(name('1'))
  same(await log.putCheckpoint(name('1'), { ...head, record: utf8('sum 5') }, 14), 'kept', 'a third')
  same(
    (await log.checkpoints(name('1'))).map(({ sequence }) => sequence),
    [5, 4],
    'the oldest goes',
  )
  same(await log.tail(name('1'), 3), { records: 2, bytes: 5 }, 'what comes after a sequence')
}

const drops: Use = async (log) => {
  const [two, four] = await summed(log, 2, 4)
  if (!two || !four) throw new Error('two checkpoints')
  await log.putCheckpoint(name('1'), two, 10)
  same(await log.drop(1e9, 99), 0, 'nothing with one checkpoint')
  await log.putCheckpoint(name('1'), four, 20)
  same(await log.drop(20, 99), 0, 'nothing before the grace is over')
  same(await log.floor(name('1')), 0, 'nothing is gone')
  const [first] = await log.read(name('1'), 0, ALL)
  same(await log.drop(21, 1), 1, 'some at a time')
  same(await log.floor(name('1')), 1, 'the floor rises with them')
  same(await log.drop(21, 99), 1, 'up to where the older checkpoint reaches')
  same(await log.drop(21, 99), 0, 'and no further')
  same(await log.floor(name('1')), 2, 'the floor is there')
  same(words(await log.read(name('1'), 0, ALL)), ['cccc', 'dddd'], 'the rest is read')
  same(words(await log.readAcross([name('1')], 0, ALL)), ['cccc', 'dddd'], 'also across logs')
  same(await log.tail(name('1'), 0), { records: 2, bytes: 8 }, 'and counted')
  const again = await log.append(name('1'), await texts('aaaa', 'cccc'))
  const sequences = again.map((place) => (typeof place === 'string' ? place : place.sequence))
  same(sequences, [5, 3], 'what was let go is kept anew, what is there keeps its place')
  const entries = await log.read(name('1'), 2, ALL)
  let chain = two.chain
  for (const entry of entries) {
    chain = await chainNext(chain, await recordHash(entry.record))
    same(toHex(entry.chain), toHex(chain), 'the chain goes on')
  }
  same(first?.sequence, 1, 'what was read before is as it was')
}

const roomOfCheckpoints: Use = async (log) => {
  const places = await log.append(name('1'), await texts('aa', 'bb', 'cc'))
  const put = async (at: number, text: string) => {
    const place = places[at - 1]
    if (place === undefined || typeof place === 'string') throw new Error('a place')
    return log.putCheckpoint(name('1'), { ...place, record: utf8(text) }, at)
  }
  same(await put(1, 'xxx'), 'kept', 'within')
  same(await put(2, 'x'), 'over-quota', 'over it')
  same(await log.drop(1e9, 9), 0, 'nothing is let go for it')
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
    'CP2 two checkpoints are kept, each reaching further, each fitting the chain': checkpoints,
    'CP4 records that two checkpoints cover go after the grace, and may come again': drops,
    'keyrings follow each other': keyrings,
    'certificates by device and epoch': certificates,
    'Z2 a deleted space is erased, and stays so': deletion,
    'certificates of a space, the newest of each device': allCertificates,
    'invites expire, and belong to a device': invites,
    'knocks wait for one answer': knocks,
    'KR4 a keyring that removes somebody erases what waits for newcomers': erases,
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
    { name: 'P1 a checkpoint takes room, too', run: () => run({ bytes: 9, documents: 2 }, roomOfCheckpoints) },
    { name: 'P1 a space has bounded room', run: () => run({ bytes: 9, documents: 2 }, (log) => quota(log)()) },
  ]
}
