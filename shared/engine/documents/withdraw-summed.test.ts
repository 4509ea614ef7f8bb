import { describe, expect, it } from 'vitest'
import { comment, contentOf, highlight, newKey, openTestPage, type TestDesk } from '../../../test/kit/documents.ts'
import { offerBy, scene, summaryOf, there } from '../../../test/kit/summed.ts'

const last = (desk: TestDesk) => there(desk.sent.at(-1))

/** Cleo has what came before by Ben's checkpoint alone, and wrote twice since: the relay has the first, and refuses the second. */
async function cleoSince() {
  const made = await scene()
  const { ben, cleo, log } = made
  await summaryOf(cleo).offered(await offerBy(ben), log.head)
  const key = there([...cleo.page.annotations().keys()][0])
  await cleo.page.putComment(newKey(cleo.self), comment(key, 'with the relay'))
  for (const record of cleo.sent) await log.add(record)
  await log.feed(cleo)
  return { ...made, key }
}

describe('what the relay refuses, where the log begins with a checkpoint', () => {
  it('D14 CK2 the document is loaded again from the checkpoint and what followed it', async () => {
    const { ada, cleo, key, log } = await cleoSince()
    await log.feed(ada)
    const refused = newKey(cleo.self)
    await cleo.page.putAnnotation(refused, highlight('refused'))
    await cleo.page.refusedByRelay(last(cleo), 'too-large')
    expect(cleo.page.annotations().has(refused)).toBe(true)
    expect(cleo.page.fateOf('annotations', refused).refused).toBe('too-large')
    const heads = (page: TestDesk['page']) =>
      page
        .heads()
        .map((head) => JSON.stringify(head))
        .sort()
    expect(heads(cleo.page)).toEqual(heads(ada.page))
    expect(cleo.page.annotations().size).toBe(6)
    expect(cleo.page.comments()).toEqual(ada.page.comments())
    expect(summaryOf(cleo).vouched.envelopes).toBe(5)
    await cleo.page.putComment(newKey(cleo.self), comment(key, 'after'))
    await ada.page.receive(last(cleo), 'peer')
    expect(ada.page.comments().size).toBe(2)
    const again = await openTestPage(cleo.store.crash(), cleo.self, cleo.page.id)
    expect(contentOf(again)).toBe(contentOf(cleo.page))
    expect(again.cursor).toEqual(log.head)
  })

  it('D14 CK3 also when some of it, or all, was proven by its envelopes, or was here before it', async () => {
    for (const proven of [3, 7]) {
      const { ada, cleo, log } = await cleoSince()
      for (const { record } of log.places.slice(0, proven)) await cleo.page.receive(record, 'relay')
      await cleo.page.putAnnotation(newKey(cleo.self), highlight('refused'))
      const before = contentOf(cleo.page)
      const { vouched } = summaryOf(cleo)
      await cleo.page.refusedByRelay(last(cleo), 'too-large')
      expect(contentOf(cleo.page)).toBe(before)
      expect(summaryOf(cleo).vouched).toEqual(vouched)
      for (const { record } of log.places) await cleo.page.receive(record, 'relay')
      expect(summaryOf(cleo).vouched.envelopes).toBe(0)
      await log.feed(ada)
      expect(cleo.page.comments()).toEqual(ada.page.comments())
    }
  })

  it('D14 CK2 what is held meanwhile stays held, and is taken in its turn', async () => {
    const { ada, ben, cleo, log, write } = await cleoSince()
    for (const desk of [ada, ben]) await log.feed(desk)
    const from = log.head.sequence
    await write(ada, 'first after')
    await write(ada, 'second after')
    await write(ada, 'third after')
    const [first, second, third] = log.places.slice(from).map(({ record }) => record)
    expect(await cleo.page.receive(there(second), 'peer')).toEqual({ kind: 'held' })
    await cleo.page.putAnnotation(newKey(cleo.self), highlight('refused'))
    await cleo.page.refusedByRelay(last(cleo), 'too-large')
    for (const record of [first, third]) await cleo.page.receive(there(record), 'peer')
    expect(cleo.page.annotations().size).toBe(9)
    const again = await openTestPage(cleo.store.crash(), cleo.self, cleo.page.id)
    expect(contentOf(again)).toBe(contentOf(cleo.page))
  })

  it('D14 CK2 of several checkpoints, in whatever order the store has them', async () => {
    for (let i = 0; i < 4; i++) {
      const { ada, ben, cleo, log, write } = await cleoSince()
      for (const desk of [ada, ben]) await log.feed(desk)
      await write(ada, 'later')
      await write(ben, 'later')
      await summaryOf(cleo).offered(await offerBy(ben), log.head)
      await write(ada, 'still later')
      await log.feed(cleo)
      const refused = newKey(cleo.self)
      await cleo.page.putAnnotation(refused, highlight('refused'))
      await cleo.page.refusedByRelay(last(cleo), 'too-large')
      expect(cleo.page.annotations().size).toBe(9)
      expect(cleo.page.comments()).toEqual(ada.page.comments())
      const again = await openTestPage(cleo.store.crash(), cleo.self, cleo.page.id)
      expect(contentOf(again)).toBe(contentOf(cleo.page))
    }
  })

  it('D14 D8 a checkpoint that cannot be read is no reason to go on without it: nothing is overwritten', async () => {
    const { ben, cleo, space, id } = await cleoSince()
    const [stored] = await cleo.store.list('documents', `${space.space}.${id}.k.`)
    const { key, value } = there(stored)
    const spoilt = Uint8Array.from((value as { readonly record: Uint8Array }).record, (byte, i) => (i > 300 ? 0 : byte))
    await cleo.store.write([{ table: 'documents', key, value: { schema: 1, record: spoilt } }])
    await cleo.page.putAnnotation(newKey(cleo.self), highlight('refused'))
    await expect(cleo.page.refusedByRelay(last(cleo), 'too-large')).rejects.toThrow('a stored checkpoint is refused')
    await expect(openTestPage(cleo.store.crash(), cleo.self, id)).rejects.toThrow('a stored checkpoint is refused')
    expect(ben.page.annotations().size).toBe(5)
  })
})
