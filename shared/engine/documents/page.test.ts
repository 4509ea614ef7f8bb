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
import type { DocumentId } from '../../domain/ids.ts'
import { StoreFull } from '../ports.ts'
import { NotYours } from './edit.ts'
import { BadValue } from './values.ts'

let space: TestSpace
let id: DocumentId
let ada: TestDesk
let ben: TestDesk

beforeEach(async () => {
  space = await testSpace()
  const [a, b] = [await space.join(), await space.join()]
  id = await a.pageDocument('https://example.org/')
  ada = await testDesk(a, id)
  ben = await testDesk(b, id)
})

const deliver = async (from: TestDesk, to: TestDesk) => {
  const records = from.sent.splice(0)
  return Promise.all(records.map((record) => to.page.receive(record, 'peer')))
}

describe('a page document', () => {
  it('D2 C3 an edit is stored, then sealed, the certificate before the first', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    expect(ada.sent.map((record) => record[1])).toEqual([4, 1])
    await ada.page.putComment(newKey(ada.self), comment(key, 'hello'))
    expect(ada.sent.map((record) => record[1])).toEqual([4, 1, 1])
    expect(ada.page.unacknowledged()).toEqual(ada.sent)
    expect(ada.page.heads()).toMatchObject([{ device: ada.self.device, counter: 2 }])
  })

  it('W2 what arrives is shown with the member who wrote it', async () => {
    const key = newKey(ada.self)
    await ada.page.putThread([key, highlight('one')], [newKey(ada.self), comment(key, 'hello')])
    expect(await deliver(ada, ben)).toEqual([{ kind: 'applied' }, { kind: 'applied' }])
    expect(ben.page.annotations().get(key)).toMatchObject({ writer: ada.self.member, value: highlight('one') })
    expect(contentOf(ben.page)).toBe(contentOf(ada.page))
  })

  it('D3 changed names the keys, after the edit is stored', async () => {
    const seen: unknown[] = []
    ben.page.changed.listen((change) => seen.push(change))
    const key = newKey(ada.self)
    const note = newKey(ada.self)
    await ada.page.putThread([key, highlight('one')], [note, comment(key, 'hello')])
    await ada.page.putState(key, { v: 1, resolved: true, at: 3 })
    await deliver(ada, ben)
    expect(seen).toEqual([{ annotations: [key], comments: [note], states: [key], members: false, pages: false }])
    expect(ben.page.state(key)).toMatchObject({ value: { resolved: true }, writer: ada.self.member })
  })

  it('W1 writes under its own keys only', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    await deliver(ada, ben)
    await expect(ben.page.putAnnotation(key, highlight('two'))).rejects.toBeInstanceOf(NotYours)
    await ben.page.putState(key, { v: 1, resolved: true, at: 4 })
    await deliver(ben, ada)
    expect(ada.page.state(key)).toMatchObject({ writer: ben.self.member })
  })

  it('D10 refuses values beyond their limits before they are committed', async () => {
    const key = newKey(ada.self)
    await expect(ada.page.putComment(key, comment(key, 'x'.repeat(10_001)))).rejects.toBeInstanceOf(BadValue)
    await expect(ada.page.putAnnotation(key, highlight('x'.repeat(8_001)))).rejects.toBeInstanceOf(BadValue)
    expect(ada.sent).toEqual([])
    await ada.page.putComment(key, comment(key, 'x'.repeat(10_000)))
    expect(ada.page.comments().size).toBe(1)
  })

  it('D2 writing the same value again sends nothing', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    ada.sent.length = 0
    await ada.page.putAnnotation(key, highlight('one'))
    expect(ada.sent).toEqual([])
  })

  it('D1 deleting sets a flag, and undoing puts the value again', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    await ada.page.putAnnotation(key, { ...highlight('one'), deleted: true })
    await deliver(ada, ben)
    expect(ben.page.annotations().get(key)?.value.deleted).toBe(true)
    await ada.page.putAnnotation(key, highlight('one'))
    await deliver(ada, ben)
    expect(ben.page.annotations().get(key)?.value).toEqual(highlight('one'))
  })

  it('D9 a full store leaves nothing of the edit behind, and the next one works', async () => {
    const [first, second] = [newKey(ada.self), newKey(ada.self)]
    await ada.page.putAnnotation(first, highlight('one'))
    const before = contentOf(ada.page)
    ada.store.full = true
    await expect(ada.page.putAnnotation(second, highlight('two'))).rejects.toBeInstanceOf(StoreFull)
    expect(contentOf(ada.page)).toBe(before)
    ada.store.full = false
    await ada.page.putAnnotation(second, highlight('three'))
    expect(ada.page.annotations().get(second)?.value).toEqual(highlight('three'))
    expect((await deliver(ada, ben)).map(({ kind }) => kind)).toEqual(['applied', 'applied', 'applied'])
    expect(contentOf(ben.page)).toBe(contentOf(ada.page))
  })

  it('D9 a full store loses nothing that arrives: it can be delivered again', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    ben.store.full = true
    await expect(ben.page.receive(ada.sent[0] ?? new Uint8Array(), 'peer')).rejects.toBeInstanceOf(StoreFull)
    ben.store.full = false
    expect((await deliver(ada, ben)).map(({ kind }) => kind)).toEqual(['applied', 'applied'])
    expect(contentOf(ben.page)).toBe(contentOf(ada.page))
  })

  it('D9 a store that cannot be read after a failed write leaves no gap: later edits outlive a restart', async () => {
    const [first, lost, later] = [newKey(ada.self), newKey(ada.self), newKey(ada.self)]
    await ada.page.putAnnotation(first, highlight('one'))
    const { store } = ada
    const { get } = store
    store.full = true
    store.get = async () => Promise.reject(new Error('the database is closing'))
    await expect(ada.page.putAnnotation(lost, highlight('two'))).rejects.toBeInstanceOf(StoreFull)
    expect(ada.page.unacknowledged()).toEqual(ada.sent)
    await expect(ada.page.putAnnotation(lost, highlight('two'))).rejects.toThrow('closing')
    store.full = false
    store.get = get
    await ada.page.putAnnotation(later, highlight('three'))
    const again = await openTestPage(store.crash(), ada.self, id)
    expect([...again.annotations().keys()].sort()).toEqual([first, later].sort())
    expect(contentOf(again)).toBe(contentOf(ada.page))
  })

  it('D9 a document whose store could not be read again writes no snapshot of what was never stored', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    const before = contentOf(ada.page)
    const { store } = ada
    const { get } = store
    store.full = true
    store.get = async () => Promise.reject(new Error('the database is closing'))
    await expect(ada.page.putAnnotation(newKey(ada.self), highlight('two'))).rejects.toBeInstanceOf(StoreFull)
    store.full = false
    store.get = get
    await ada.page.close()
    expect(contentOf(await openTestPage(store.crash(), ada.self, id))).toBe(before)
  })

  it('D2 nothing is offered before it is stored', async () => {
    let stored: () => void = () => undefined
    const started = Promise.withResolvers<void>()
    const store = ada.store.crash({
      beforeWrite: () => {
        started.resolve()
        return new Promise<void>((resolve) => {
          stored = resolve
        })
      },
    })
    const slow = await testDesk(ada.self, id, store)
    const done = slow.page.putAnnotation(newKey(ada.self), highlight('one'))
    await started.promise
    expect(slow.page.unacknowledged()).toEqual([])
    stored()
    await done
    expect(slow.page.unacknowledged()).toEqual(slow.sent)
    expect(slow.sent).toHaveLength(2)
  })

  it('D8 opened again it is what it was, with and without a snapshot, and writes under a new lease', async () => {
    for (let i = 0; i < 120; i++) await ada.page.putAnnotation(newKey(ada.self), highlight(`text ${i}`))
    const crashed = await openTestPage(ada.store.crash(), ada.self, id)
    expect(contentOf(crashed)).toBe(contentOf(ada.page))
    expect(crashed.unacknowledged()).toEqual(ada.sent)
    expect(crashed.heads()).toEqual(ada.page.heads())
    await crashed.close()
    const again = await testDesk(ada.self, id, ada.store.crash())
    await again.page.putAnnotation(newKey(ada.self), highlight('after'))
    expect(again.page.heads().map(({ counter }) => counter)).toEqual([120, 1])
    await Promise.all([...ada.sent, ...again.sent].map((record) => ben.page.receive(record, 'peer')))
    expect(contentOf(ben.page)).toBe(contentOf(again.page))
  })

  it('D8 an edit during the write of another is kept whole or not at all by a crash', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    let wrote = () => undefined as unknown
    const started = new Promise<void>((resolve) => {
      wrote = resolve as () => unknown
    })
    const store = ada.store.crash({
      beforeWrite: () => {
        wrote()
        return new Promise<void>(() => undefined)
      },
    })
    const slow = await testDesk(ada.self, id, store)
    void slow.page.putAnnotation(key, highlight('two'))
    await started
    const after = await openTestPage(store.crash({}), ada.self, id)
    expect(after.annotations().get(key)?.value).toEqual(highlight('one'))
    expect(slow.sent).toEqual([])
  })

  it('D7 C3 missing gives exactly what the other side lacks, verbatim, its device’s certificates first', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    await deliver(ada, ben)
    await ada.page.putAnnotation(newKey(ada.self), highlight('two'))
    expect(await ada.page.missing(ben.page.heads())).toEqual([ada.self.certificate, ...ada.sent])
    const all = await ben.page.missing([])
    expect(all.map((record) => record[1])).toEqual([4, 1])
    expect(await ben.page.missing(ada.page.heads())).toEqual([])
  })

  it('D7 Ben can bring Ada’s work to the relay: it waits at his side until the relay has it', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    const records = [...ada.sent]
    await deliver(ada, ben)
    expect(ben.page.unacknowledged()).toEqual(records)
    for (const record of records) await ben.page.acknowledged(record)
    expect(ben.page.unacknowledged()).toEqual([])
    const store = ben.store.crash()
    const again = await openTestPage(store, ben.self, id)
    expect(again.unacknowledged()).toEqual([])
    await again.relayRestarted('ab'.repeat(16))
    expect(again.unacknowledged()).toEqual(records)
    expect(again.cursor).toMatchObject({ incarnation: 'ab'.repeat(16), sequence: 0 })
    const third = await openTestPage(store.crash(), ben.self, id)
    expect(third.unacknowledged()).toEqual(records)
  })

  it('D7 a relay that began anew is offered what is inside a snapshot, also after a crash right then', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('one'))
    for (const record of ada.sent) await ada.page.acknowledged(record)
    await ada.page.close()
    const page = await openTestPage(ada.store, ada.self, id)
    expect(page.unacknowledged()).toEqual([])
    await page.relayRestarted('ab'.repeat(16))
    expect(page.unacknowledged()).toEqual(ada.sent)
    const again = await openTestPage(ada.store.crash(), ada.self, id)
    expect(again.unacknowledged()).toEqual(ada.sent)
  })

  it('D7 D14 what the relay refuses for good stays here, is counted, and is not offered again', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    await ada.page.refusedByRelay(ada.sent[1] ?? new Uint8Array(), 'over-quota')
    expect(ada.page.unacknowledged()).toEqual([])
    expect(ada.page.refusals.get('relay:over-quota')).toBe(1)
    expect(ada.page.refused).toBe(1)
    expect(ada.page.annotations().has(key)).toBe(true)
    await ada.page.putAnnotation(newKey(ada.self), highlight('two'))
    expect(ada.page.heads()).toMatchObject([{ counter: 1 }])
    const again = await openTestPage(ada.store.crash(), ada.self, id)
    expect(again.refused).toBe(1)
  })
})
