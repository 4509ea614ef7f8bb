import { beforeEach, describe, expect, it } from 'vitest'
import { comment, highlight, newKey, openTestPage, type TestDesk, testDesk } from '../../../test/kit/documents.ts'
import { testSpace } from '../../../test/kit/members.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import type { DocumentId } from '../../domain/ids.ts'
import { type Bytes, fromHex, toHex } from '../../kit/bytes.ts'
import { chainNext, chainStart, recordHash } from '../../protocol/chain.ts'

const id = 'ab'.repeat(16) as DocumentId
const INCARNATION = '01'.repeat(16)

let ada: TestDesk
let ben: TestDesk
let cleo: TestDesk

beforeEach(async () => {
  const space = await testSpace()
  ada = await testDesk(await space.join(), id)
  ben = await testDesk(await space.join(), id)
  cleo = await testDesk(await space.join(), id)
})

const pass = async (to: TestDesk, records: readonly Bytes[]) => {
  for (const record of records) await to.page.receive(record, 'peer')
}
/** Everything that `from` has sent, over their link. */
const link = (from: TestDesk, to: TestDesk) => pass(to, from.sent)
/** What the relay has: all but the refused ones. */
const log = (from: TestDesk, refused: readonly Bytes[], ...to: readonly TestDesk[]) =>
  Promise.all(
    to.map((one) =>
      pass(
        one,
        from.sent.filter((record) => !refused.includes(record)),
      ),
    ),
  )
const last = (desk: TestDesk): Bytes => desk.sent.at(-1) as Bytes
const quotes = ({ page }: TestDesk) =>
  [...page.annotations().values()].map(({ value }) => (value.selectors[0] as { exact: string }).exact).sort()

describe('what the relay refuses for good', () => {
  it('D14 stays with its author, marked, over a restart; nothing of it is offered', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    await ada.page.refusedByRelay(last(ada), 'too-large')
    expect(quotes(ada)).toEqual(['one'])
    expect(ada.page.annotations().get(key)?.writer).toBe(ada.self.member)
    expect(ada.page.fateOf('annotations', key)).toEqual({ at: 'here', refused: 'too-large' })
    expect(ada.page.unacknowledged()).toEqual([])
    expect(ada.page.heads()).toEqual([])
    expect(await ada.page.missing([])).toEqual([])
    const again = await openTestPage(ada.store.crash(), ada.self, id)
    expect(again.annotations().has(key)).toBe(true)
    expect(again.fateOf('annotations', key).refused).toBe('too-large')
    expect(again.refused).toBe(1)
  })

  it('D14 later edits, and what was there before, reach those who never had it', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('before'))
    await ada.page.putAnnotation(newKey(ada.self), highlight('refused'))
    const refused = last(ada)
    await ada.page.refusedByRelay(refused, 'too-large')
    await ada.page.putAnnotation(newKey(ada.self), highlight('after'))
    await log(ada, [refused], cleo)
    expect(quotes(cleo)).toEqual(['after', 'before'])
    expect(quotes(ada)).toEqual(['after', 'before', 'refused'])
  })

  it('D14 what followed it in its lease is kept too, or written again when another lease holds it', async () => {
    const [first, second] = [newKey(ada.self), newKey(ada.self)]
    await ada.page.putAnnotation(first, highlight('first'))
    const refused = last(ada)
    await ada.page.putAnnotation(second, highlight('second'))
    const follows = last(ada)
    await ada.page.refusedByRelay(refused, 'too-large')
    expect([first, second].map((key) => ada.page.fateOf('annotations', key).refused)).toEqual([
      'too-large',
      'too-large',
    ])
    expect(ada.page.refused).toBe(2)
    await log(ada, [refused, follows], cleo)
    expect(quotes(cleo)).toEqual([])
  })

  it('D14 somebody who had it over a link goes on without it, and what they wrote since is written again', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('refused'))
    const refused = last(ada)
    await link(ada, ben)
    const reply = newKey(ben.self)
    await ben.page.putAnnotation(reply, highlight('of Ben'))
    const depends = last(ben)
    await pass(cleo, ben.sent)
    expect(quotes(cleo)).toEqual([])
    await ben.page.refusedByRelay(refused, 'too-large')
    expect(quotes(ben)).toEqual(['of Ben'])
    expect(ben.page.refused).toBe(0)
    expect(last(ben)).not.toBe(depends)
    await pass(cleo, [last(ben)])
    expect(quotes(cleo)).toEqual(['of Ben'])
    expect(ben.page.annotations().get(reply)?.writer).toBe(ben.self.member)
  })

  it('D14 a crash before it was written again loses nothing: the next start does it', async () => {
    await ada.page.putAnnotation(newKey(ada.self), highlight('refused'))
    const refused = last(ada)
    const writes: string[] = []
    let store = new MemoryStore({
      beforeWrite: (batch) => {
        writes.push(batch.map(({ key }) => key).join(' '))
        if (writes.some((keys) => keys.includes('.refused.')) && !writes.at(-1)?.includes('.refused.'))
          return new Promise<void>(() => undefined)
      },
    })
    const slow = await testDesk(ben.self, id, store)
    await link(ada, slow)
    await slow.page.putAnnotation(newKey(ben.self), highlight('of Ben'))
    void slow.page.refusedByRelay(refused, 'too-large')
    await expect.poll(() => writes.at(-2)?.includes('.refused.')).toBe(true)
    store = store.crash({})
    const after = await openTestPage(store, ben.self, id)
    await pass(cleo, await after.missing([]))
    expect(quotes(cleo)).toEqual(['of Ben'])
  })

  it('D14 it is not taken in again from other devices, but from the log of a relay that has it after all', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    const refused = last(ada)
    await link(ada, ben)
    await ada.page.refusedByRelay(refused, 'too-large')
    expect(await ada.page.receive(refused, 'peer')).toEqual({ kind: 'refused', code: 'refused-by-relay' })
    await ada.page.relayRestarted(INCARNATION)
    const chain = await chainStart(fromHex(INCARNATION), id)
    const at = {
      incarnation: INCARNATION,
      sequence: 1,
      chain: toHex(await chainNext(chain, await recordHash(refused))),
    }
    expect(await ada.page.receive(refused, 'relay', at)).toEqual({ kind: 'applied' })
    expect(ada.page.fateOf('annotations', key)).toMatchObject({ at: 'relay' })
    expect(ada.page.refused).toBe(0)
    expect(await ada.page.missing([])).toContainEqual(refused)
    const again = await openTestPage(ada.store.crash(), ada.self, id)
    expect(again.annotations().has(key)).toBe(true)
    expect(again.refused).toBe(0)
  })

  it('D14 written anew it is offered like any edit, with the annotation that a comment is about', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    const refused = last(ada)
    await ada.page.refusedByRelay(refused, 'too-large')
    await ada.page.putComment(newKey(ada.self), comment(key, 'hello'))
    await log(ada, [refused], cleo)
    expect(quotes(cleo)).toEqual(['one'])
    expect(cleo.page.comments().size).toBe(1)
    expect(ada.page.refused).toBe(0)
    expect(ada.page.fateOf('annotations', key).refused).toBeUndefined()
  })

  it('D14 a document that changed a hundred times since its snapshot reads the same afterwards', async () => {
    for (let n = 0; n < 120; n++) await ada.page.putAnnotation(newKey(ada.self), highlight(`${n}`))
    await ada.page.putAnnotation(newKey(ada.self), highlight('refused'))
    await ada.page.refusedByRelay(last(ada), 'too-large')
    expect(quotes(ada)).toHaveLength(121)
    await ada.page.putAnnotation(newKey(ada.self), highlight('after'))
    await pass(cleo, await ada.page.missing([]))
    expect(quotes(cleo)).toHaveLength(121)
  })
})

describe('where a value has come to', () => {
  it('D15 is told by the envelope of its last write', async () => {
    const [one, two] = [newKey(ada.self), newKey(ada.self)]
    await ada.page.putAnnotation(one, highlight('one'))
    const first = last(ada)
    await ada.page.putAnnotation(two, highlight('two'))
    await ada.page.acknowledged(first)
    expect(ada.page.fateOf('annotations', one)).toMatchObject({ at: 'relay', envelope: { counter: 1 } })
    expect(ada.page.fateOf('annotations', two)).toMatchObject({ at: 'here', envelope: { counter: 2 } })
    await ada.page.putAnnotation(one, { ...highlight('one'), colour: 'green' })
    expect(ada.page.fateOf('annotations', one)).toMatchObject({ at: 'here', envelope: { counter: 3 } })
    await ada.page.acknowledged(last(ada))
    expect(ada.page.fateOf('annotations', one).at).toBe('relay')
    const again = await openTestPage(ada.store.crash(), ada.self, id)
    expect(again.fateOf('annotations', one).at).toBe('relay')
    expect(again.fateOf('annotations', two).at).toBe('here')
  })

  it('D15 what the relay does not take yet says why, until it does', async () => {
    const key = newKey(ada.self)
    await ada.page.putAnnotation(key, highlight('one'))
    ada.page.putOffByRelay(last(ada), 'over-quota')
    expect(ada.page.fateOf('annotations', key)).toMatchObject({ at: 'here', putOff: 'over-quota' })
    expect(ada.page.unacknowledged()).toHaveLength(2)
    await ada.page.acknowledged(last(ada))
    expect(ada.page.fateOf('annotations', key)).toEqual({
      at: 'relay',
      envelope: { device: ada.self.device, nonce: expect.any(String), counter: 1 },
    })
  })

  it('D15 in a private space nothing is with a relay', async () => {
    const self = await (await testSpace(null)).join()
    const key = newKey(self)
    const desk = await testDesk(self, id)
    await desk.page.putAnnotation(key, highlight('one'))
    expect(desk.page.fateOf('annotations', key).at).toBe('here')
  })
})
