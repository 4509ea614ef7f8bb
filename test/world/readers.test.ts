import { expect, it } from 'vitest'
import { toBase64Url } from '../../shared/kit/bytes.ts'
import { appendPath } from '../../shared/protocol/append.ts'
import { highlight, newKey } from '../kit/documents.ts'
import { withReader } from '../kit/reader.ts'
import type { Person } from '../kit/world.ts'

const PAGE = 'https://example.org/article'

it('W13 X31 a reader sees everything, is seen, and writes nothing: refused in words here, and by the relay', async () => {
  const { w, ada, rhea, member } = await withReader(31)
  expect([rhea.space.self.role, rhea.space.self.mayWrite]).toEqual(['reader', false])
  const [adas, rheas] = [await w.run(ada.open(PAGE)), await w.run(rhea.open(PAGE))]
  await w.run(adas.putAnnotation(newKey(ada.space.self as never), highlight('for all')))
  await w.until('she sees it', () => rheas.annotations().size === 1)
  await w.until('she is seen', () => ada.space.carriage.present().some((one) => one.member === member))
  const key = newKey(rhea.space.self as never)
  await expect(w.run(rheas.putAnnotation(key, highlight('mine')))).rejects.toThrow(
    'You can read in this space, but not write.',
  )
  await expect(rhea.space.invite('Rhea', '')).rejects.toThrow('may write here')
  const path = appendPath(rhea.space.self.space, rheas.id)
  const refused = await w.run(rhea.space.carriage.ask({ method: 'POST', path, body: new Uint8Array(8) }))
  expect(refused.status).toBe(403)
  await w.pass(30_000)
  expect(adas.annotations().size).toBe(1)
  expect(w.relay.failures).toEqual([])
})

it('W11 her card is written down once, by one of those who may, and outlives her', async () => {
  const { w, ada, ben, rhea, member } = await withReader(31)
  const known = (person: Person) => person.space.document.members().get(member)
  await w.until('both know her', () => known(ada)?.name === 'Rhea' && known(ben)?.colour === 'violet')
  rhea.crash()
  await w.pass(60_000)
  for (const person of [ada, ben]) person.crash()
  await ben.start()
  await w.until('it is still there', () => known(ben)?.name === 'Rhea')
})

it('W11 a card that somebody else made up for her, or changed, does not count', async () => {
  const { w, ada, ben, rhea, member } = await withReader(31)
  const known = (person: Person) => person.space.document.members().get(member)
  await w.until('Ada knows her', () => known(ada)?.name === 'Rhea')
  const certificate = toBase64Url(rhea.space.self.certificate)
  const forged = { name: 'Ada', colour: 'teal', certificate, signature: toBase64Url(new Uint8Array(64)) } as const
  await w.run(ben.space.document.putReader(member, forged))
  await w.until('the forgery is not believed', () => known(ada)?.name !== 'Rhea')
  expect(known(ada)).toBeUndefined()
  // Her next presence brings her own card back.
  await w.until('her own is back', () => known(ada)?.name === 'Rhea')
})

it('S13 Y5 after a new epoch she reads on, as a reader; removed, she is out', async () => {
  const { w, ada, ben, rhea, member } = await withReader(31)
  await w.until('Ada knows her', () => ada.space.document.members().has(member))
  await w.run(ada.space.administration.want(ben.member as never, 'admin'))
  await w.until('the keys have moved for her, too', () => rhea.space.self.epoch === 1)
  expect(rhea.space.self.role).toBe('reader')
  const [adas, rheas] = [await w.run(ada.open(PAGE)), await w.run(rhea.open(PAGE))]
  await w.run(adas.putAnnotation(newKey(ada.space.self as never), highlight('in the new epoch')))
  await w.until('she sees it', () => rheas.annotations().size === 1)
  await w.run(ben.space.administration.want(member, 'remove'))
  await w.until('she is told', () => rhea.space.self.ended === 'removed')
  await w.until('Ada has the newest keys', () => ada.space.self.epoch === 2)
})
