import { expect, it } from 'vitest'
import type { HomeView } from '../../shared/contract/views.ts'
import { highlight, newKey } from '../kit/documents.ts'
import { withReader } from '../kit/reader.ts'
import type { Person, World } from '../kit/world.ts'

const PAGE = 'https://example.org/article'

/** Them, when Ada knows of Rhea. */
async function three() {
  const people = await withReader(41)
  const { w, ada, member } = people
  await w.until('Ada knows her', () => ada.space.document.members().has(member))
  return people
}

const done = (ada: Person) => () => ada.space.administration.waiting.size === 0

/** How Ada's settings show somebody's role. */
async function shown(w: World, ada: Person, name: string) {
  const engine = await w.run(ada.engine())
  let view: HomeView | undefined
  const line = engine.connect('home', { extension: true, origin: 'chrome-extension://x' }, (message) => {
    if ('see' in message && message.see === 'home') view = message
  })
  line.receive({ n: 1, intent: { do: 'watch', tab: -1, address: '', full: true } })
  const details = () => view?.details?.find((one) => one.space === ada.space.self.space)
  await w.until('it is shown', () => details() !== undefined)
  return details()?.members.find((one) => one.name.toLowerCase() === name)?.role
}

it('W25 S13 X30 a reader is made a writer, and what she writes reaches everybody', async () => {
  const { w, ada, ben, rhea, member } = await three()
  expect(await shown(w, ada, 'rhea')).toBe('reader')
  await w.run(ada.space.administration.want(member, 'writer'))
  await w.until('she may write', () => rhea.space.self.mayWrite)
  await w.until('it is done', done(ada))
  const [bens, rheas] = [await w.run(ben.open(PAGE)), await w.run(rhea.open(PAGE))]
  await w.run(rheas.putAnnotation(newKey(rhea.space.self as never), highlight('hers')))
  await w.until('Ben sees it', () => bens.annotations().size === 1)
  expect(await shown(w, ada, 'rhea')).toBe('writer')
  expect(w.relay.failures).toEqual([])
})

it('W25 Y5 a writer who was away is a reader when he is back, also after more new keys', async () => {
  const { w, ada, ben, rhea, member } = await three()
  const bens = ben.space.self.member
  ben.crash()
  await w.run(ada.space.administration.want(bens, 'reader'))
  await w.until('it is done', done(ada))
  expect(await shown(w, ada, 'ben')).toBe('reader')
  // His device's newest certificate still says that he writes: the next keys must not be sealed by it.
  await w.run(ada.space.administration.want(member, 'remove'))
  await w.until('it is done', done(ada))
  await w.until('she is out', () => rhea.space.self.ended === 'removed')
  await ben.start()
  await w.until('he has the newest keys', () => ben.space.self.epoch === 2)
  expect([ben.space.self.role, ben.space.self.mayWrite]).toEqual(['reader', false])
  const page = await w.run(ben.open(PAGE))
  await expect(w.run(page.putAnnotation(newKey(ben.space.self as never), highlight('his')))).rejects.toThrow(
    'not write',
  )
  const adas = await w.run(ada.open(PAGE))
  await w.run(adas.putAnnotation(newKey(ada.space.self as never), highlight('for all')))
  await w.until('he reads on', () => page.annotations().size === 1)
})

it('W25 only an admin says what others may do; an admin may write, whatever was said before', async () => {
  const { w, ada, ben, rhea, member } = await three()
  await expect(w.run(ben.space.document.putRole(member, 'writer'))).rejects.toThrow('only an admin')
  await w.run(ada.space.administration.want(member, 'admin'))
  await w.until('she is one', () => rhea.space.self.role === 'admin')
  expect(rhea.space.self.mayWrite).toBe(true)
  await w.run(ada.space.administration.want(member, 'reader'))
  await w.until('she is none', () => rhea.space.self.role === 'reader')
  expect(rhea.space.self.mayWrite).toBe(false)
})
