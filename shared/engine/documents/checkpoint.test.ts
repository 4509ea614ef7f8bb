import { LoroDoc } from 'loro-crdt'
import { describe, expect, it } from 'vitest'
import { contentOf, highlight, newKey, openTestPage, type TestDesk, testDesk } from '../../../test/kit/documents.ts'
import { testSpace } from '../../../test/kit/members.ts'
import { must } from '../../../test/kit/must.ts'
import { offerBy, scene, summaryOf, there } from '../../../test/kit/summed.ts'
import { parseHeader } from '../../envelope/header.ts'
import { peerIdOf } from '../../envelope/lease.ts'
import { verifyEnvelope } from '../../envelope/verify.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import type { Self } from '../spaces/self.ts'
import { encodeSummary, parseSummary, type Summary } from './checkpoint.ts'

/** A checkpoint of Ben's hand-made content, at the place that he has reached. */
async function forged(desk: TestDesk, change: (summary: Summary) => Promise<Summary> | Summary) {
  const offer = await offerBy(desk)
  const body = await bodyOf(desk.self, offer.record)
  const { seen, document, class: kind } = must(parseHeader(offer.record))
  const place = { document, class: kind, seen, nonce: toHex(crypto.getRandomValues(new Uint8Array(8))) }
  const summary = await change(must(parseSummary(body)))
  return { ...offer, record: there(await desk.self.sealCheckpoint(place, encodeSummary(summary))) }
}

async function bodyOf(self: Self, record: Bytes): Promise<Bytes> {
  const certificate = must(await self.prove(self.certificate))
  const { document } = must(parseHeader(record))
  const verified = must(await verifyEnvelope(record, { space: self.space, document, certificateOf: () => certificate }))
  return must(await self.open(verified))
}

/** The same history with Ada's first words changed: what Ben would have her say. */
function withAdasWords(history: Bytes, key: string, peer: `${number}`): Bytes {
  const honest = new LoroDoc()
  honest.import(history)
  const lie = new LoroDoc()
  lie.setChangeMergeInterval(-1)
  for (const [other, end] of honest.oplogVersion().toJSON()) {
    if (other === peer) {
      lie.setPeerId(peer)
      for (let i = 0; i < end; i++)
        lie.getMap('annotations').set(i === 0 ? key : `${key}${i}`, highlight(`forged ${i}`))
      lie.commit()
    } else {
      const own = new LoroDoc()
      own.setPeerId(other)
      for (let i = 0; i < end; i++) own.getMap('annotations').set(`x${i}`, i)
      own.commit()
      lie.import(own.export({ mode: 'update' }))
    }
  }
  return lie.export({ mode: 'update' }) as Bytes
}

describe('checkpoints', () => {
  it('CK1 E10 a body says its leases, certificates and history; what is cut, doubled or beyond its bounds is refused', async () => {
    const { ada } = await scene()
    const { record } = await offerBy(ada)
    const { kind, counter, seen } = must(parseHeader(record))
    expect({ kind, counter, sequence: seen.sequence }).toEqual({ kind: 'checkpoint', counter: 1, sequence: 7 })
    const body = await bodyOf(ada.self, record)
    const summary = must(parseSummary(body))
    expect(encodeSummary(summary)).toEqual(body)
    expect(summary.leases).toHaveLength(2)
    expect(summary.certificates).toHaveLength(2)
    const [lease] = summary.leases
    if (!lease) throw new Error('a lease')
    const bad: Uint8Array[] = [
      new Uint8Array(0),
      Uint8Array.of(2, ...body.subarray(1)),
      encodeSummary({ ...summary, leases: [lease, lease] }),
      encodeSummary({ ...summary, leases: [] }),
      encodeSummary({ ...summary, leases: [{ ...lease, counter: 2 ** 50 }] }),
      encodeSummary({ ...summary, leases: [{ ...lease, counter: 0 }] }),
      encodeSummary({ ...summary, certificates: [new Uint8Array(2_000)] }),
      encodeSummary({ ...summary, history: new Uint8Array(0) }),
    ]
    for (let cut = 1; cut < 300; cut++) bad.push(body.subarray(0, cut))
    for (const one of bad) expect(parseSummary(one).ok).toBe(false)
  })

  it('CK2 who has nothing gets content, writers and place in the log by one, and goes on from there', async () => {
    const { log, ada, ben, cleo, write } = await scene()
    const offer = await offerBy(ben)
    expect(await summaryOf(cleo).offered(offer, log.head)).toEqual({ kind: 'applied' })
    expect(contentOf(cleo.page)).toBe(contentOf(ada.page))
    expect(cleo.page.cursor).toEqual(log.head)
    const key = await write(ada, 'after it')
    expect((await log.feed(cleo)).every(({ kind }) => kind === 'applied')).toBe(true)
    expect(cleo.page.annotations().get(key)?.writer).toBe(ada.self.member)
    // Also after a start.
    await cleo.page.close()
    const again = await openTestPage(cleo.store, cleo.self, cleo.page.id)
    expect(contentOf(again)).toBe(contentOf(ada.page))
    expect(again.summary?.vouched).toEqual(cleo.page.summary?.vouched)
  })

  it('CK2 what others wrote before, held for their earlier envelopes, follows it', async () => {
    const { log, ada, ben, cleo, write } = await scene()
    const offer = await offerBy(ben)
    const at = log.head
    await write(ada, 'first after')
    await write(ben, 'second after')
    for (const desk of [ada, ben]) await cleo.page.receive(desk.self.certificate, 'peer')
    for (const { record } of log.places.slice(at.sequence))
      expect(await cleo.page.receive(record, 'peer')).toEqual({ kind: 'held' })
    await summaryOf(cleo).offered(offer, at)
    expect(contentOf(cleo.page)).toBe(contentOf(ada.page))
  })

  it('CK2 refuses one that is signed by nobody known, names other operations than it holds, or no history', async () => {
    const { log, ben, cleo } = await scene()
    const offer = await offerBy(ben)
    const stranger = await (await testSpace()).join()
    const results: string[] = []
    const offered = async (one: typeof offer) => {
      const taken = await summaryOf(cleo).offered(one, log.head)
      results.push(taken.kind === 'refused' ? taken.code : taken.kind)
    }
    await offered({ ...offer, certificate: stranger.certificate })
    await offered(await forged(ben, (summary) => ({ ...summary, leases: summary.leases.slice(0, 1) })))
    await offered(
      await forged(ben, (summary) => ({
        ...summary,
        leases: summary.leases.map((lease) => ({ ...lease, end: lease.end + 1 })),
      })),
    )
    await offered(
      await forged(ben, (summary) => ({
        ...summary,
        leases: summary.leases.map((lease) => ({ ...lease, nonce: '01'.repeat(8), device: lease.device })).slice(0, 1),
      })),
    )
    await offered(await forged(ben, (summary) => ({ ...summary, certificates: [ben.self.certificate] })))
    await offered(await forged(ben, (summary) => ({ ...summary, history: summary.history.slice(0, -9) })))
    const snapshot = new LoroDoc()
    snapshot.getMap('annotations').set('x', 1)
    await offered(
      await forged(ben, (summary) => ({ ...summary, history: snapshot.export({ mode: 'snapshot' }) as Bytes })),
    )
    expect(results).toEqual([
      'unknown-device',
      'bad-checkpoint',
      'foreign-peer',
      'bad-checkpoint',
      'unknown-device',
      'bad-checkpoint',
      'bad-checkpoint',
    ])
    expect(cleo.page.annotations().size).toBe(0)
    expect(cleo.page.cursor.sequence).toBe(0)
  })

  it('CK1 CK2 the certificate of a device whose first envelope comes after it is in it, also where nothing else is new', async () => {
    const { space, id, log, ada, ben, cleo } = await scene()
    const dora = await testDesk(await space.join(), id)
    await log.feed(dora)
    const eve = await testDesk(await space.join(), id)
    await log.feed(eve)
    await dora.page.putAnnotation(newKey(dora.self), highlight('the first of Dora'))
    const [certificate, first] = dora.sent
    expect(await eve.page.receive(there(first), 'peer')).toEqual({ kind: 'held' })
    await log.add(there(certificate))
    await log.feed(ben)
    const offer = await offerBy(ben)
    const at = log.head
    await log.add(there(first))
    expect(await summaryOf(cleo).offered(offer, at)).toEqual({ kind: 'applied' })
    expect(await summaryOf(eve).offered(offer, at)).toEqual({ kind: 'duplicate' })
    for (const desk of [ada, cleo, eve]) await log.feed(desk)
    for (const desk of [cleo, eve]) expect(contentOf(desk.page)).toBe(contentOf(ada.page))
    expect(ada.page.annotations().size).toBe(6)
    // And who has them so hands them on.
    const finn = await testDesk(await space.join(), id)
    await summaryOf(finn).offered(await offerBy(cleo), log.head)
    expect(contentOf(finn.page)).toBe(contentOf(ada.page))
  })

  it('CK3 what came so is known to be by somebody’s word, until the envelopes prove it', async () => {
    const { log, ada, ben, cleo } = await scene()
    await summaryOf(cleo).offered(await offerBy(ben), log.head)
    expect(summaryOf(cleo).vouched).toEqual({ envelopes: 5, by: [ben.self.member] })
    expect(cleo.page.unacknowledged()).toEqual([])
    const results = await log.prove(cleo)
    expect(results.every(({ kind }) => kind === 'duplicate')).toBe(true)
    expect(summaryOf(cleo).vouched).toEqual({ envelopes: 0, by: [] })
    await cleo.page.close()
    const again = await openTestPage(cleo.store, cleo.self, cleo.page.id)
    expect(again.summary?.vouched.envelopes).toBe(0)
    expect(contentOf(again)).toBe(contentOf(ada.page))
    // And has them to give.
    expect(await again.missing([])).toHaveLength(7)
  })

  it('CK3 whoever sums up what they have by another’s word passes that name on', async () => {
    const { log, ben, cleo, space, id, write } = await scene()
    await summaryOf(cleo).offered(await offerBy(ben), log.head)
    await write(ben, 'one more')
    await log.feed(cleo)
    const dora = await testDesk(await space.join(), id)
    await summaryOf(dora).offered(await offerBy(cleo), log.head)
    expect(summaryOf(dora).vouched.by).toEqual([ben.self.member])
  })

  it('CK3 a device without the envelopes hands its checkpoint on to another device', async () => {
    const { log, ada, ben, cleo, space, id } = await scene()
    await summaryOf(cleo).offered(await offerBy(ben), log.head)
    const dora = await testDesk(await space.join(), id)
    for (const record of await cleo.page.missing(dora.page.heads())) await dora.page.receive(record, 'peer')
    expect(contentOf(dora.page)).toBe(contentOf(ada.page))
    expect(summaryOf(dora).vouched.by).toEqual([ben.self.member])
    expect(await cleo.page.missing(dora.page.heads())).toEqual([])
  })

  it('CK3 devices that have different checkpoints, and no envelopes, hand each other and a third what each has, after a restart, too', async () => {
    const { log, ada, ben, cleo, space, id, write } = await scene()
    await summaryOf(cleo).offered(await offerBy(ben), log.head)
    for (const desk of [ada, ben]) await write(desk, 'later')
    const [dora, eve] = [await testDesk(await space.join(), id), await testDesk(await space.join(), id)]
    await summaryOf(dora).offered(await offerBy(ada), log.head)
    const own = newKey(cleo.self)
    await cleo.page.putAnnotation(own, highlight('by Cleo alone'))
    const again = await testDesk(cleo.self, id, cleo.store.crash())
    const bring = async (from: TestDesk, to: TestDesk) => {
      for (const record of await from.page.missing(to.page.heads())) await to.page.receive(record, 'peer')
    }
    await bring(again, eve)
    await bring(dora, again)
    await bring(again, dora)
    await bring(again, eve)
    for (const { page } of [dora, eve]) expect(contentOf(page)).toBe(contentOf(again.page))
    expect(eve.page.annotations().size).toBe(8)
    for (const { page } of [dora, eve, again]) expect(await page.missing(eve.page.heads())).toEqual([])
  })

  it('CK4 a junk or stale checkpoint takes nothing from those who know more; what it lacks is offered again, and a better one is due', async () => {
    const { log, ada, ben, cleo, write, space, id } = await scene()
    await write(ada, 'what will be missing')
    const adasLease = ada.page.heads().find(({ device }) => device === ada.self.device)
    const lie = await forged(ben, async (summary) => {
      const peer = await peerIdOf(
        ben.self.device,
        id,
        there(summary.leases.find(({ device }) => device === ben.self.device)).nonce,
      )
      const honest = new LoroDoc()
      honest.import(summary.history)
      const end = there(honest.oplogVersion().toJSON().get(peer))
      const leases = summary.leases.filter(({ device }) => device === ben.self.device)
      const alone = new LoroDoc()
      alone.setPeerId(peer)
      for (let i = 0; i < end; i++) alone.getMap('annotations').set(`junk${i}`, i)
      alone.commit()
      return { ...summary, leases, history: alone.export({ mode: 'update' }) as Bytes }
    })
    const before = contentOf(ada.page)
    expect(await summaryOf(ada).offered(lie)).toEqual({ kind: 'refused', code: 'checkpoint-differs' })
    expect(summaryOf(ada).alarm).toEqual({ kind: 'differs', member: ben.self.member })
    expect(summaryOf(ada).remedy).toBe(true)
    expect(contentOf(ada.page)).toBe(before)

    // One that is honest about Ben's own operations, and leaves all of Ada's out.
    const dora = await testDesk(await space.join(), id)
    const alone = await testDesk(ben.self, id)
    await alone.page.putAnnotation(newKey(ben.self), highlight('alone'))
    for (const record of alone.sent) await log.add(record)
    for (const desk of [ada, ben, dora]) await log.feed(desk)
    const { record } = there(await summaryOf(ada).sumUp())
    const { seen } = must(parseHeader(record))
    const body = await bodyOf(ada.self, record)
    const whole = must(parseSummary(body))
    const nonce = there(alone.page.heads()[0]).nonce
    const peer = await peerIdOf(ben.self.device, id, nonce)
    const doc = new LoroDoc()
    const bare = new LoroDoc()
    bare.import(whole.history)
    doc.import(bare.export({ mode: 'updates-in-range', spans: [{ id: { peer, counter: 0 }, len: 1 }] }))
    const lacking = encodeSummary({
      ...whole,
      leases: whole.leases.filter((lease) => lease.nonce === nonce),
      history: doc.export({ mode: 'update' }) as Bytes,
    })
    const place = { document: id, class: 1 as const, seen, nonce: '0123456789abcdef' }
    const sealed = there(await ben.self.sealCheckpoint(place, lacking))
    const { sequence, chain } = seen
    const offer = { record: sealed, sequence, chain, certificate: ben.self.certificate }
    // Where the log showed an envelope is known after a crash, too, before any snapshot was written.
    const crashed = await testDesk(dora.self, id, dora.store.copy())
    const closed = dora.store.copy()
    await (await openTestPage(closed, dora.self, id)).close()
    for (const desk of [dora, crashed, await testDesk(dora.self, id, closed)]) {
      expect((await summaryOf(desk).offered(offer)).kind).toBe('duplicate')
      expect(summaryOf(desk).alarm).toEqual({ kind: 'lacks', member: ben.self.member })
      expect(contentOf(desk.page)).toBe(contentOf(ada.page))
      expect(desk.page.unacknowledged().length).toBeGreaterThanOrEqual(there(adasLease).counter)
      const again = await openTestPage(desk.store.crash(), desk.self, id)
      expect(again.unacknowledged()).toHaveLength(desk.page.unacknowledged().length)
    }
    expect(cleo.page.annotations().size).toBe(0)
  })

  it('CK5 words put into Ada’s mouth are shown by their voucher’s name, and end when her envelopes come; a copy is kept', async () => {
    const { log, ada, ben, cleo, id, space } = await scene(2)
    const adas = there([...ada.page.annotations().keys()].find((key) => key.startsWith(ada.self.member)))
    const lie = await forged(ben, async (summary) => {
      const lease = there(summary.leases.find(({ device }) => device === ada.self.device))
      const peer = await peerIdOf(lease.device, id, lease.nonce)
      return { ...summary, history: withAdasWords(summary.history, adas, peer) }
    })
    expect(await summaryOf(cleo).offered(lie, log.head)).toEqual({ kind: 'applied' })
    expect(JSON.stringify(cleo.page.annotations().get(adas))).toContain('forged')
    expect(summaryOf(cleo).vouched.by).toEqual([ben.self.member])
    const results = await log.prove(cleo)
    expect(results.some((result) => result.kind === 'refused' && result.code === 'checkpoint-false')).toBe(true)
    expect(summaryOf(cleo).alarm).toMatchObject({ kind: 'false', member: ben.self.member })
    expect(JSON.stringify(cleo.page.annotations().get(adas) ?? '')).not.toContain('forged')
    expect(cleo.page.cursor.sequence).toBe(0)
    expect(await summaryOf(cleo).offered(lie, log.head)).toEqual({ kind: 'refused', code: 'distrusted' })
    await log.feed(cleo)
    expect(contentOf(cleo.page)).toBe(contentOf(ada.page))
    const copies = await cleo.store.list('documents', `${space.space}.${id}.displaced.`)
    expect(copies).toHaveLength(1)
    const copy = new LoroDoc()
    copy.import((there(copies[0]).value as { readonly content: Bytes }).content)
    expect(JSON.stringify(copy.toJSON())).toContain('forged')
    await cleo.page.close()
    expect(contentOf(await openTestPage(cleo.store, cleo.self, id))).toBe(contentOf(ada.page))
  })

  it('CK6 nobody sums up what is not with the relay, nor as a reader', async () => {
    const { ada, cleo, log } = await scene()
    expect(await summaryOf(cleo).sumUp()).toBeUndefined()
    await ada.page.putAnnotation(newKey(ada.self), highlight('not sent'))
    expect(await summaryOf(ada).sumUp()).toBeUndefined()
    for (const record of ada.sent.slice(-1)) await log.add(record)
    await log.feed(ada)
    expect((await summaryOf(ada).sumUp())?.sequence).toBe(log.head.sequence)
  })

  it('CK7 CK8 the same envelopes with another content are noticed, put together again, and the displaced content is kept', async () => {
    const { ada, ben, id, space } = await scene(4)
    const [before, other] = await Promise.all([summaryOf(ada).digest(), summaryOf(ben).digest()])
    expect(before).toBe(other)
    const content = contentOf(ada.page)
    const key = there([...ada.page.annotations().keys()].find((one) => one.startsWith(ada.self.member)))
    const nonce = there(ada.page.heads().find(({ device }) => device === ada.self.device)).nonce
    await ada.page.close()
    const name = `${space.space}.${id}.snapshot`
    const stored = (await ada.store.get('documents', name)) as { readonly content: Bytes }
    const honest = new LoroDoc()
    honest.import(stored.content)
    const peer = await peerIdOf(ada.self.device, id, nonce)
    const lie = new LoroDoc()
    lie.import(withAdasWords(honest.export({ mode: 'update' }) as Bytes, key, peer))
    const value = { ...stored, content: lie.export({ mode: 'snapshot' }) as Bytes }
    await ada.store.write([{ table: 'documents', key: name, value }])
    const page = await openTestPage(ada.store, ada.self, id)
    const summary = there(page.summary)
    const wrong = there(await summary.digest())
    expect(wrong.slice(0, 16)).toBe(other?.slice(0, 16))
    expect(wrong).not.toBe(other)
    const changes: number[] = []
    page.changed.listen(({ annotations }) => void changes.push(annotations.length))
    await summary.diverged()
    expect(await summary.digest()).toBe(other)
    expect(contentOf(page)).toBe(content)
    expect(summary.alarm?.kind).toBe('diverged')
    expect(changes).toHaveLength(1)
    expect(page.cursor).toEqual(ben.page.cursor)
    expect(await ada.store.list('documents', `${space.space}.${id}.displaced.`)).toHaveLength(1)
  })
})
