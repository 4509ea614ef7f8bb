import * as fc from 'fast-check'
import { LoroDoc, LoroMap, type PeerID } from 'loro-crdt'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  comment,
  contentOf,
  highlight,
  newKey,
  openTestPage,
  type TestDesk,
  testDesk,
} from '../../../test/kit/documents.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import { NO_PREVIOUS, NOTHING_SEEN } from '../../envelope/header.ts'
import { peerIdOf } from '../../envelope/lease.ts'
import { type Bytes, concat, fromHex, toHex, utf8 } from '../../kit/bytes.ts'
import { chainNext, chainStart, recordHash } from '../../protocol/chain.ts'
import type { Self } from '../spaces/self.ts'
import { MAX_HELD_PER_DEVICE } from './held.ts'

let space: TestSpace
let id: DocumentId
let ada: TestDesk
let ben: TestDesk
/** A member with real keys who sends what no client of ours would. */
let mallory: Forger

/** Seals any Loro bytes under real keys: what a member can do with a client of their own. */
class Forger {
  readonly self: Self
  readonly nonce = toHex(crypto.getRandomValues(new Uint8Array(8)))
  readonly doc = new LoroDoc()
  peer: PeerID = '0'
  counter = 0
  previous = NO_PREVIOUS

  constructor(self: Self) {
    this.self = self
  }

  async begin(): Promise<this> {
    this.peer = await peerIdOf(this.self.device, id, this.nonce)
    this.doc.setPeerId(this.peer)
    return this
  }

  /** The update of one commit. */
  update(change: (doc: LoroDoc) => void): Bytes {
    const from = this.doc.oplogVersion()
    change(this.doc)
    this.doc.commit()
    return this.doc.export({ mode: 'update', from }) as Bytes
  }

  async seal(body: Bytes, over: object = {}): Promise<Bytes> {
    const place = { document: id, class: 1, nonce: this.nonce, previous: this.previous, seen: NOTHING_SEEN } as const
    const record = await this.self.sealUpdate({ ...place, counter: ++this.counter, ...over }, body)
    this.previous = toHex(await recordHash(record))
    return record
  }

  async set(root: string, key: string, value: unknown): Promise<Bytes> {
    return this.seal(this.update((doc) => doc.getMap(root).set(key, value as never)))
  }
}

beforeEach(async () => {
  space = await testSpace()
  const [a, b, m] = [await space.join(), await space.join(), await space.join()]
  id = await a.pageDocument('https://example.org/')
  ada = await testDesk(a, id)
  ben = await testDesk(b, id)
  mallory = await new Forger(m).begin()
})

const receive = (to: TestDesk, record: Bytes | undefined) => to.page.receive(record ?? new Uint8Array(), 'peer')
const refused = (code: string) => ({ kind: 'refused', code })
const admit = async (to: TestDesk) =>
  expect(await to.page.receive(mallory.self.certificate, 'peer')).toEqual({ kind: 'applied' })
const flipped = (record: Bytes, at: number) => record.map((byte, i) => (i === at ? byte ^ 1 : byte))

describe('hostile records', () => {
  it('E6 refuses what is forged, byte by byte, and goes on', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    const [certificate, record] = ada.sent as [Bytes, Bytes]
    await receive(ben, certificate)
    for (const at of [1, 2, 18, 34, 35, 39, 55, 62, 71, 103, 159, 171, 300, record.length - 1]) {
      const received = await receive(ben, flipped(record, at))
      expect(received.kind === 'refused' || received.kind === 'held', `byte ${at}: ${received.kind}`).toBe(true)
    }
    expect(await receive(ben, record.slice(0, 100))).toEqual(refused('malformed'))
    expect(await receive(ben, new Uint8Array(0))).toEqual(refused('malformed'))
    expect(await receive(ben, crypto.getRandomValues(new Uint8Array(5_000)))).toMatchObject({ kind: 'refused' })
    expect(ben.page.annotations().size).toBe(0)
    expect(await receive(ben, record)).toEqual({ kind: 'applied' })
    expect(contentOf(ben.page)).toBe(contentOf(ada.page))
  })

  it('E6 a repeated record is a duplicate and changes nothing', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    for (const record of ada.sent) await receive(ben, record)
    let changes = 0
    ben.page.changed.listen(() => changes++)
    for (const record of ada.sent) expect(await receive(ben, record)).toEqual({ kind: 'duplicate' })
    expect(changes).toBe(0)
    expect(ben.page.heads()).toMatchObject([{ counter: 1 }])
  })

  it('E6 refuses records of another space and of another document', async () => {
    const other = await (await testSpace()).join()
    const foreign = await testDesk(other, id)
    await foreign.page.putAnnotation(newKey(other), highlight('one'))
    expect(await receive(ben, foreign.sent[0])).toEqual(refused('wrong-space'))
    expect(await receive(ben, foreign.sent[1])).toEqual(refused('wrong-space'))
    const elsewhere = await testDesk(ada.self, await ada.self.pageDocument('https://example.org/other'))
    await elsewhere.page.putAnnotation(newKey(ada.self), highlight('one'))
    await receive(ben, elsewhere.sent[0])
    expect(await receive(ben, elsewhere.sent[1])).toEqual(refused('wrong-document'))
  })

  it('E7 refuses operations of somebody else’s PeerID', async () => {
    await admit(ben)
    const nonce = toHex(crypto.getRandomValues(new Uint8Array(8)))
    mallory.doc.setPeerId(await peerIdOf(ada.self.device as DeviceId, id, nonce))
    expect(await receive(ben, await mallory.set('annotations', newKey(ada.self), highlight('x')))).toEqual(
      refused('foreign-peer'),
    )
  })

  it('E7 refuses an update that holds two peers, a snapshot, and no Loro at all', async () => {
    await admit(ben)
    mallory.update((doc) => doc.getMap('annotations').set(newKey(mallory.self), highlight('x') as never))
    mallory.doc.setPeerId('77')
    mallory.update((doc) => doc.getMap('annotations').set(newKey(mallory.self), highlight('y') as never))
    const two = mallory.doc.export({ mode: 'update' }) as Bytes
    const snapshot = mallory.doc.export({ mode: 'snapshot' }) as Bytes
    const reset = () => Object.assign(mallory, { counter: 0, previous: NO_PREVIOUS })
    expect(await receive(ben, await mallory.seal(two))).toEqual(refused('foreign-peer'))
    reset()
    expect(await receive(ben, await mallory.seal(snapshot))).toEqual(refused('not-an-update'))
    for (const body of [new Uint8Array(0), crypto.getRandomValues(new Uint8Array(300))]) {
      reset()
      expect(await receive(ben, await mallory.seal(body))).toEqual(refused('not-an-update'))
    }
  })

  it('E7 refuses an update that does not continue where the lease ended', async () => {
    await admit(ben)
    const first = await mallory.set('annotations', newKey(mallory.self), highlight('x'))
    mallory.update((doc) => doc.getMap('annotations').set('skipped', 1))
    const later = await mallory.set('annotations', newKey(mallory.self), highlight('y'))
    expect(await receive(ben, first)).toEqual({ kind: 'applied' })
    expect(await receive(ben, later)).toEqual(refused('not-continuing'))
    expect(await receive(ben, await mallory.seal(mallory.doc.export({ mode: 'update' }) as Bytes))).toMatchObject({
      kind: 'held',
    })
  })

  it('E6 refuses equivocation: another envelope with a counter that is taken', async () => {
    await admit(ben)
    const first = await mallory.set('annotations', newKey(mallory.self), highlight('x'))
    const again = await mallory.seal(new Uint8Array(1), { counter: 1, previous: NO_PREVIOUS })
    expect(await receive(ben, first)).toEqual({ kind: 'applied' })
    expect(await receive(ben, again)).toEqual(refused('equivocation'))
    expect(ben.page.refusals.get('equivocation')).toBe(1)
  })

  it('D5 holds what comes before its certificate, over a restart, and takes it when that comes', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    await ada.page.putAnnotation(newKey(ada.self), highlight('two'))
    const [certificate, one, two] = ada.sent
    expect(await receive(ben, two)).toEqual({ kind: 'held' })
    expect(await receive(ben, one)).toEqual({ kind: 'held' })
    expect(await receive(ben, one)).toEqual({ kind: 'held' })
    const again = await testDesk(ben.self, id, ben.store.crash())
    expect(again.page.annotations().size).toBe(0)
    expect(await receive(again, certificate)).toEqual({ kind: 'applied' })
    expect(contentOf(again.page)).toBe(contentOf(ada.page))
    expect(await again.store.list('envelopes', `${ben.self.space}.${id}.h.`)).toEqual([])
  })

  it('D5 holds what leaves a gap and takes it when the gap is filled', async () => {
    for (let i = 0; i < 5; i++) await ada.page.putAnnotation(newKey(ada.self), highlight(`text ${i}`))
    const [certificate, first, ...later] = ada.sent
    await receive(ben, certificate)
    for (const record of later.reverse()) expect(await receive(ben, record)).toEqual({ kind: 'held' })
    const again = await testDesk(ben.self, id, ben.store.crash())
    expect(await receive(again, first)).toEqual({ kind: 'applied' })
    expect(contentOf(again.page)).toBe(contentOf(ada.page))
    expect(again.page.heads()).toMatchObject([{ counter: 5 }])
    expect(again.page.unacknowledged()).toHaveLength(6)
  })

  it('D5 bounds what one device can make others hold, without harm to the next', async () => {
    await admit(ben)
    const body = mallory.update((doc) => doc.getMap('annotations').set('x', 1))
    const junk = await Promise.all(
      Array.from({ length: MAX_HELD_PER_DEVICE + 3 }, (_, i) =>
        mallory.seal(body, { counter: i + 100, previous: 'ab'.repeat(32) }),
      ),
    )
    const received = await Promise.all(junk.map((record) => receive(ben, record)))
    expect(received.filter(({ kind }) => kind === 'held')).toHaveLength(MAX_HELD_PER_DEVICE)
    expect(received.filter(({ kind }) => kind === 'refused')).toHaveLength(3)
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    expect(await receive(ben, ada.sent[1])).toEqual({ kind: 'held' })
    expect(await receive(ben, ada.sent[0])).toEqual({ kind: 'applied' })
    expect(ben.page.annotations().size).toBe(1)
  })

  it('K2 W2 a certificate that claims Ada’s device key for Mallory takes none of her work', async () => {
    const claim = await space.claim(ada.self)
    expect(await receive(ben, claim.record)).toEqual({ kind: 'applied' })
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    const [certificate, record] = ada.sent as [Bytes, Bytes]
    const renamed = concat(record.subarray(0, 39), fromHex(claim.device), record.subarray(55))
    expect(await receive(ben, renamed)).toEqual(refused('bad-signature'))
    expect(await receive(ben, record)).toEqual({ kind: 'held' })
    expect(await receive(ben, certificate)).toEqual({ kind: 'applied' })
    expect(ben.page.annotations().get(key)?.writer).toBe(ada.self.member)
  })

  it('W2 somebody who writes over Ada’s comment is shown as its writer', async () => {
    const key = newKey(ada.self)
    const body = comment(key, 'mine')
    await ada.page.putThread([key, highlight('one')], [key, body])
    for (const record of ada.sent) await receive(ben, record)
    await admit(ben)
    mallory.doc.import((await exported(ada)) as Bytes)
    expect(await receive(ben, await mallory.set('comments', key, comment(key, 'not mine')))).toEqual({
      kind: 'applied',
    })
    expect(ben.page.comments().get(key)).toMatchObject({ value: { body: 'not mine' }, writer: mallory.self.member })
    // Also when it is the same text, which Loro sends no event for.
    const again = await openTestPage(ben.store.crash(), ben.self, id)
    expect(again.comments().get(key)).toMatchObject({ writer: mallory.self.member })
  })

  it('W2 the same value written by two is shown with one writer, the same at both and after a restart', async () => {
    await admit(ben)
    const key = newKey(mallory.self)
    const [one, other] = [await new Forger(mallory.self).begin(), await new Forger(ada.self).begin()]
    const records = [
      await one.set('comments', key, comment(key, 'x')),
      await other.set('comments', key, comment(key, 'x')),
    ]
    for (const desk of [ada, ben]) {
      for (const { certificate } of [mallory.self, ada.self]) await desk.page.receive(certificate, 'peer')
    }
    for (const record of records) await receive(ada, record)
    for (const record of [...records].reverse()) await receive(ben, record)
    expect(contentOf(ada.page)).toBe(contentOf(ben.page))
    expect(contentOf(await openTestPage(ben.store.crash(), ben.self, id))).toBe(contentOf(ada.page))
    expect(ben.page.comments().size).toBe(1)
  })

  it('D1 nonsense values, nested containers, strange keys and 10,000 roots are skipped and counted', async () => {
    await admit(ben)
    const own = newKey(mallory.self)
    const deep = Array.from({ length: 1_000 }).reduce<unknown>((value) => [value], 1)
    for (const [key, value] of [
      [own, 7],
      ['__proto__', highlight('x')],
      ['not a key', highlight('x')],
      [newKey(mallory.self), { ...highlight('x'), colour: 'invisible' }],
      [newKey(mallory.self), { ...highlight('x'), created: -1 }],
      [newKey(mallory.self), { ...highlight('x'), selectors: deep }],
      [newKey(mallory.self), null],
    ] as const) {
      expect(await receive(ben, await mallory.set('annotations', key, value))).toEqual({ kind: 'applied' })
    }
    const nested = mallory.update((doc) => doc.getMap('annotations').setContainer(newKey(mallory.self), new LoroMap()))
    expect(await receive(ben, await mallory.seal(nested))).toEqual({ kind: 'applied' })
    const roots = mallory.update((doc) => {
      for (let i = 0; i < 10_000; i++) doc.getMap(`r${i}`).set('a', 1)
    })
    expect(await receive(ben, await mallory.seal(roots))).toEqual({ kind: 'applied' })
    // The one with nothing but selectors that cannot be read stays, without a place.
    expect([...ben.page.annotations().values()].map(({ value }) => value.selectors)).toEqual([[]])
    expect(ben.page.skipped).toBe(7)
    const key = newKey(mallory.self)
    expect(await receive(ben, await mallory.set('annotations', key, highlight('good')))).toEqual({ kind: 'applied' })
    expect(ben.page.annotations().get(key)?.value).toEqual(highlight('good'))
    const again = await openTestPage(ben.store.crash(), ben.self, id)
    expect(contentOf(again)).toBe(contentOf(ben.page))
    expect(again.skipped).toBe(7)
  })

  it('D1 D13 nonsense pins, drawings, placements and versions are skipped and counted', async () => {
    await admit(ben)
    const drawing = (shapes: unknown) => ({ ...highlight('x'), kind: 'drawing', shapes })
    const pen = (points: unknown, more = {}) => ({ tool: 'pen', colour: 'pink', points, ...more })
    const ink = (numbers: number) => Array.from({ length: numbers }, () => 1)
    const bad: [root: string, value: unknown][] = [
      ['annotations', { ...highlight('x'), kind: 'sticker' }],
      ['annotations', drawing('ink')],
      ['annotations', drawing([pen([1, 2])])],
      ['annotations', drawing([pen([])])],
      ['annotations', drawing([pen([1, 2, Number.NaN])])],
      ['annotations', drawing([pen([1, 2, 1e6])])],
      ['annotations', drawing([pen(ink(3_003))])],
      ['annotations', drawing(Array.from({ length: 5 }, () => pen(ink(3_000))))],
      ['annotations', drawing(Array.from({ length: 65 }, () => pen([1, 2, 3])))],
      ['annotations', drawing([{ ...pen([1, 2, 3]), tool: 'spray' }])],
      ['annotations', { ...highlight('x'), version: 'latest' }],
      ['annotations', { ...highlight('x'), origin: { by: 'x'.repeat(121), source: '' } }],
      ['placements', 7],
      ['placements', { v: 2, selectors: [], at: 1 }],
      ['placements', { v: 1, selectors: Array.from({ length: 9 }, () => ({})), at: 1 }],
      ['placements', { v: 1, selectors: [], version: '__proto__', at: 1 }],
      ['versions', { v: 1, length: -1, landmarks: '' }],
      ['versions', { v: 1, length: 1, landmarks: 'not base64url!' }],
      ['versions', { v: 1, length: 1, landmarks: 'A'.repeat(6_000) }],
    ]
    for (const [root, value] of bad)
      expect(await receive(ben, await mallory.set(root, newKey(mallory.self), value))).toEqual({ kind: 'applied' })
    expect(ben.page.skipped).toBe(bad.length)
    expect([ben.page.annotations().size, ben.page.versions().size]).toEqual([0, 0])
    const key = newKey(mallory.self)
    const good = drawing([pen([0, -5, 1_000])])
    expect(await receive(ben, await mallory.set('annotations', key, good))).toEqual({ kind: 'applied' })
    expect(ben.page.annotations().get(key)?.value).toEqual(good)
    expect(contentOf(await openTestPage(ben.store.crash(), ben.self, id))).toBe(contentOf(ben.page))
  })

  it('D10 D13 the same is refused before it is committed', async () => {
    const key = newKey(ada.self)
    const pen = { tool: 'pen', colour: 'pink', points: [1, 2] } as const
    const element = { type: 'ElementSelector', tag: 'x'.repeat(121), path: [], at: 0, width: 1, height: 1 } as const
    const bad: Promise<void>[] = [
      ada.page.putAnnotation(key, { ...highlight('x'), kind: 'drawing', shapes: [pen] }),
      ada.page.putPlacement(key, { v: 1, selectors: [element], at: 1 }),
      ada.page.putVersion(key, { v: 1, length: 1, landmarks: '*' }),
    ]
    for (const one of bad) await expect(one).rejects.toThrow()
    expect(ada.sent).toEqual([])
  })

  it('W10 anybody places, and whoever did is the writer of that, never of the annotation', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    await admit(ben)
    const elsewhere = { v: 1, selectors: highlight('elsewhere').selectors, at: 5 }
    // It may come before what it places.
    expect(await receive(ben, await mallory.set('placements', key, elsewhere))).toEqual({ kind: 'applied' })
    for (const record of ada.sent) await receive(ben, record)
    expect(ben.page.placement(key)).toEqual({ id: key, value: elsewhere, writer: mallory.self.member })
    expect(ben.page.annotations().get(key)).toMatchObject({ value: highlight('one'), writer: ada.self.member })
    const changes: unknown[] = []
    ben.page.changed.listen(({ states }) => changes.push(...states))
    await ben.page.putPlacement(key, { v: 1, selectors: highlight('here').selectors, at: 6 })
    expect([ben.page.placement(key)?.writer, changes]).toEqual([ben.self.member, [key]])
  })

  it('D12 a version that somebody else wrote under Ada’s key does not count, also not over hers', async () => {
    await admit(ben)
    const [forged, real] = [newKey(ada.self), newKey(ada.self)]
    const version = { v: 1, length: 9, landmarks: 'AAAA' } as const
    await receive(ben, await mallory.set('versions', forged, version))
    await ada.page.putVersion(real, version)
    for (const record of ada.sent) await receive(ben, record)
    expect([...ben.page.versions().keys()]).toEqual([real])
    mallory.doc.import((await exported(ada)) as Bytes)
    await receive(ben, await mallory.set('versions', real, { ...version, length: 10 }))
    expect([...ben.page.versions().keys()]).toEqual([])
  })

  it('D12 a version that comes late is news of what was placed on it', async () => {
    await admit(ben)
    const [version, key] = [newKey(mallory.self), newKey(ada.self)]
    await ada.page.putAnnotation(key, highlight('one'))
    await ada.page.putPlacement(key, { v: 1, selectors: highlight('there').selectors, version, at: 1 })
    for (const record of ada.sent) await receive(ben, record)
    const changes: unknown[] = []
    ben.page.changed.listen(({ annotations }) => changes.push(...annotations))
    await receive(ben, await mallory.set('versions', version, { v: 1, length: 9, landmarks: 'AAAA' }))
    expect(changes).toEqual([key])
  })

  it('D9 an update on which Loro panics is refused, and the document goes on', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    for (const record of ada.sent) await receive(ben, record)
    await admit(ben)
    const before = contentOf(ben.page)
    // No root may be named with a slash. Loro says so by a panic, after its own checks of the update have passed.
    const update = mallory.update((doc) => doc.getMap('some-root').set('a', 1))
    update[toHex(update).indexOf(toHex(utf8('some-root'))) / 2] = 0x2f
    new DataView(update.buffer).setUint32(16, xxh32(update.subarray(20), 0x4f524f4c), true)
    expect(await receive(ben, await mallory.seal(update))).toEqual(refused('not-an-update'))
    expect(contentOf(ben.page)).toBe(before)
    await ben.page.putAnnotation(newKey(ben.self), highlight('two'))
    await ada.page.putAnnotation(newKey(ada.self), highlight('three'))
    expect(await receive(ben, ada.sent.at(-1))).toEqual({ kind: 'applied' })
    expect(ben.page.annotations().size).toBe(3)
    const again = await openTestPage(ben.store.crash(), ben.self, id)
    expect(contentOf(again)).toBe(contentOf(ben.page))
  })

  it('E5 an update beyond its limit cannot be sealed', async () => {
    await admit(ben)
    await expect(mallory.seal(new Uint8Array(2_000_000))).rejects.toThrow('too-large')
  })

  it('E5 E7 five megabytes of one letter do not get in: as an update too large to be sealed, as a snapshot refused', async () => {
    await admit(ben)
    const bomb = mallory.update((doc) => doc.getMap('comments').set(newKey(mallory.self), 'a'.repeat(5_000_000)))
    const snapshot = mallory.doc.export({ mode: 'snapshot' }) as Bytes
    expect(snapshot.length).toBeLessThan(50_000)
    expect(await receive(ben, await mallory.seal(snapshot))).toEqual(refused('not-an-update'))
    // Where Loro packs an update too, what it unpacks to is no value: it is skipped, and the document goes on.
    if (bomb.length > 1_000_000) await expect(mallory.seal(bomb)).rejects.toThrow('too-large')
    else expect.fail(`an update of ${bomb.length} bytes unpacks to five megabytes`)
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    for (const record of ada.sent) expect(await receive(ben, record)).toEqual({ kind: 'applied' })
    expect(ben.page.annotations().size).toBe(1)
  })

  it('D1 values far over their limits are skipped and counted, and cost the next nothing', async () => {
    await admit(ben)
    const key = () => newKey(mallory.self)
    const long = 'x'.repeat(400_000)
    const many = Array.from({ length: 5_000 }, () => highlight('x').selectors[0])
    const bad: [root: string, value: unknown][] = [
      ['comments', comment(key(), long)],
      ['comments', { ...comment(key(), 'x'), created: Number.MAX_VALUE }],
      ['annotations', { ...highlight('x'), colour: long }],
      ['annotations', { ...highlight('x'), v: 2 }],
      ['annotations', { ...highlight('x'), selectors: many }],
    ]
    for (const [root, value] of bad)
      expect(await receive(ben, await mallory.set(root, key(), value))).toEqual({ kind: 'applied' })
    expect([ben.page.skipped, ben.page.annotations().size, ben.page.comments().size]).toEqual([bad.length, 0, 0])
    // Evidence that is too long does not count: the annotation is shown without a place.
    await receive(ben, await mallory.set('annotations', key(), highlight(long)))
    expect([...ben.page.annotations().values()].map(({ value }) => value.selectors)).toEqual([[]])
    // A prototype of Mallory's making reaches no further than her own value, of which only known fields are read.
    const inherited = JSON.parse(
      '{"v":1,"kind":"highlight","selectors":[],"created":1,"__proto__":{"colour":"yellow","evil":1}}',
    )
    const last = key()
    await receive(ben, await mallory.set('annotations', last, inherited))
    expect('evil' in {}).toBe(false)
    expect('evil' in (ben.page.annotations().get(last)?.value ?? {})).toBe(false)
  })

  it('D6 an update with a hole keeps nobody else’s from being stored', async () => {
    await admit(ben)
    for (let i = 0; i < 3; i++) mallory.update((doc) => doc.getMap('annotations').set(newKey(mallory.self), i))
    const spans = [0, 2].map((counter) => ({ id: { peer: mallory.peer, counter }, len: 1 }))
    const holed = mallory.doc.export({ mode: 'updates-in-range', spans }) as Bytes
    expect(await receive(ben, await mallory.seal(holed))).toEqual({ kind: 'applied' })
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    for (const record of ada.sent) await receive(ben, record)
    await ben.page.close()
    const again = await openTestPage(ben.store.crash(), ben.self, id)
    expect([...again.annotations().values()].map(({ writer }) => writer)).toEqual([ada.self.member])
    expect(contentOf(again)).toBe(contentOf(ben.page))
  })

  it('D6 what depends on operations not yet here waits and survives a restart', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    for (const record of ada.sent) await receive(ben, record)
    await ben.page.putComment(newKey(ben.self), comment(key, 'after yours'))
    const carol = await testDesk(await space.join(), id)
    for (const record of ben.sent) await receive(carol, record)
    expect(carol.page.comments().size).toBe(0)
    const again = await testDesk(carol.self, id, carol.store.crash())
    await again.page.close()
    const third = await testDesk(carol.self, id, again.store.crash())
    for (const record of ada.sent) await receive(third, record)
    expect(contentOf(third.page)).toBe(contentOf(ben.page))
  })
})

describe('the relay’s log', () => {
  const incarnation = 'cd'.repeat(16)
  const places = async (records: readonly Bytes[]) => {
    let chain = await chainStart(fromHex(incarnation), id)
    const out = []
    for (const [i, record] of records.entries()) {
      chain = await chainNext(chain, await recordHash(record))
      out.push({ incarnation, sequence: i + 1, chain: toHex(chain) })
    }
    return out
  }

  it('D11 L4 moves the cursor along the chain and refuses a log that does not continue it', async () => {
    for (let i = 0; i < 4; i++) await ada.page.putAnnotation(newKey(ada.self), highlight(`text ${i}`))
    const at = await places(ada.sent)
    const take = (i: number, place = at[i]) => ben.page.receive(ada.sent[i] as Bytes, 'relay', place)
    expect((await take(0)).kind).toBe('applied')
    expect((await take(1)).kind).toBe('applied')
    expect(ben.page.cursor).toEqual(at[1])
    expect(await take(3)).toEqual(refused('log-gap'))
    expect(await take(3, { ...(at[2] as (typeof at)[0]) })).toEqual(refused('broken-log'))
    expect(await take(2, { ...(at[2] as (typeof at)[0]), incarnation: 'ef'.repeat(16) })).toEqual(
      refused('other-incarnation'),
    )
    expect(ben.page.cursor).toEqual(at[1])
    expect((await take(1)).kind).toBe('duplicate')
    expect((await take(2)).kind).toBe('applied')
    expect((await take(3)).kind).toBe('applied')
    expect(ben.page.unacknowledged()).toEqual([])
    const again = await openTestPage(ben.store.crash(), ben.self, id)
    expect(again.cursor).toEqual(at[3])
    expect(again.unacknowledged()).toEqual([])
  })

  it('D11 L4 passes over what it refuses, since the log holds it for everybody', async () => {
    await admit(ben)
    const bad = await mallory.seal(new Uint8Array(3))
    const [at] = await places([bad])
    expect(await ben.page.receive(bad, 'relay', at)).toEqual(refused('not-an-update'))
    expect(ben.page.cursor).toEqual(at)
  })

  it('D7 seeing our own record in the log is as good as an acknowledgement', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    const at = await places(ada.sent)
    for (const [i, record] of ada.sent.entries()) await ada.page.receive(record, 'relay', at[i])
    expect(ada.page.unacknowledged()).toEqual([])
    expect(ada.page.cursor).toEqual(at[1])
  })
})

describe('order', () => {
  it('D4 the same records in any order, with repetitions, give the same content', async () => {
    const records: Bytes[] = []
    const key = newKey(ada.self)
    await ada.page.putThread([key, highlight('one')], [newKey(ada.self), comment(key, 'first')])
    for (const record of ada.sent) await receive(ben, record)
    await ben.page.putComment(newKey(ben.self), comment(key, 'second'))
    await ben.page.putState(key, { v: 1, resolved: true, at: 5 })
    for (const record of ben.sent) await receive(ada, record)
    await ada.page.putState(key, { v: 1, resolved: false, at: 6 })
    await ada.page.putAnnotation(key, { ...highlight('one'), deleted: true })
    records.push(...ada.sent, ...ben.sent)
    const expected = contentOf(ada.page)
    const reader = await space.join()
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 }),
        fc.boolean(),
        async (order, restart) => {
          let desk = await testDesk(reader, id)
          const half = Math.floor(order.length / 2)
          await Promise.all(order.slice(0, half).map((record) => receive(desk, record)))
          if (restart) desk = await testDesk(reader, id, desk.store.crash())
          for (const record of order.slice(half)) await receive(desk, record)
          expect(contentOf(desk.page)).toBe(expected)
          expect(desk.page.unacknowledged()).toHaveLength(records.length)
          await desk.page.close()
        },
      ),
      { numRuns: 25 },
    )
  })
})

/** Everything in Ada's document as one update, for a client of our own making that continues it. */
async function exported(desk: TestDesk): Promise<Bytes> {
  const doc = new LoroDoc()
  for (const record of desk.sent.filter((sealed) => sealed[1] === 1)) {
    const verified = { bytes: record } as never
    const header = await import('../../envelope/header.ts').then(({ parseHeader }) => parseHeader(record))
    if (!header.ok) throw new Error(header.error)
    const body = await desk.self.open({ ...(verified as object), header: header.value } as never)
    if (body.ok) doc.import(body.value)
  }
  return doc.export({ mode: 'update' }) as Bytes
}

/** The checksum of Loro's exports (https://github.com/Cyan4973/xxHash, XXH32): an attacker computes it as well as anybody. */
function xxh32(bytes: Uint8Array, seed: number): number {
  const [p1, p2, p3, p4, p5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const rotated = (x: number, by: number) => (x << by) | (x >>> (32 - by))
  let lanes = [seed + p1 + p2, seed + p2, seed, seed - p1]
  let at = 0
  for (; at + 16 <= bytes.length; at += 16) {
    lanes = lanes.map((lane, i) =>
      Math.imul(rotated((lane + Math.imul(view.getUint32(at + 4 * i, true), p2)) | 0, 13), p1),
    )
  }
  const mixed = lanes.reduce((sum, lane, i) => sum + rotated(lane | 0, [1, 7, 12, 18][i] ?? 0), 0)
  let hash = ((bytes.length >= 16 ? mixed : seed + p5) + bytes.length) | 0
  for (; at + 4 <= bytes.length; at += 4) {
    hash = Math.imul(rotated((hash + Math.imul(view.getUint32(at, true), p3)) | 0, 17), p4)
  }
  for (; at < bytes.length; at++) hash = Math.imul(rotated((hash + Math.imul(bytes[at] ?? 0, p5)) | 0, 11), p1)
  hash = Math.imul(hash ^ (hash >>> 15), p2)
  hash = Math.imul(hash ^ (hash >>> 13), p3)
  return (hash ^ (hash >>> 16)) >>> 0
}
