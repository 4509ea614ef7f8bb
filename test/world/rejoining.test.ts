import { expect, it } from 'vitest'
import type { HuddleWindowView } from '../../shared/contract/huddle.ts'
import type { HomeIntent } from '../../shared/contract/intents.ts'
import type { InvitePreview } from '../../shared/contract/invites.ts'
import type { HomeView } from '../../shared/contract/views.ts'
import { fromBase64Url } from '../../shared/kit/bytes.ts'
import { highlight, newKey } from '../kit/documents.ts'
import { type Person, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'

/** A person's home page: what it shows, and asking there. */
async function home(w: World, person: Person) {
  const engine = await w.run(person.engine())
  let view: HomeView | undefined
  let n = 1
  const answers = new Map<number, { ok: boolean; value?: unknown; words?: string }>()
  const line = engine.connect('home', { extension: true, origin: 'chrome-extension://x' }, (message) => {
    if ('see' in message && message.see === 'home') view = message
    if ('reply' in message) answers.set(message.reply, message as never)
  })
  line.receive({ n: n++, intent: { do: 'watch', tab: -1, address: '', full: true } })
  return {
    view: () => view,
    details: () => view?.details?.find((one) => !one.private),
    member: (name: string) => view?.details?.find((one) => !one.private)?.members.find((one) => one.name === name),
    async ask(intent: HomeIntent) {
      const mine = n++
      line.receive({ n: mine, intent })
      await w.until('an answer', () => answers.has(mine))
      return answers.get(mine)
    },
  }
}

it('S12 X30 who was removed and uses a new invite is in again, for everybody, and can be removed again', async () => {
  const w = await world(23, 'ada', 'ben', 'eve')
  const { ada, ben, eve } = w.people
  const notices: string[] = []
  const pages = { ada: await w.run(ada.open(PAGE)), ben: await w.run(ben.open(PAGE)) }
  await w.run(pages.ben.putAnnotation(newKey(ben.space.self as never), highlight('before')))
  await w.until('seen', () => pages.ada.annotations().size === 1)
  const [adas, bens, eves] = [await home(w, ada), await home(w, ben), await home(w, eve)]
  ben.leave(PAGE)
  await bens.ask({ do: 'use-space', space: ben.space.self.space })
  // He has the page open, as whoever was removed while they read it.
  const bensTab = (await w.run(ben.engine())).connect(
    'overlay',
    { extension: false, origin: 'https://example.org', tab: 1 },
    (message) => {
      if ('see' in message && message.see === 'notice') notices.push(message.words)
    },
  )
  bensTab.receive({ n: 1, intent: { do: 'page-at', address: PAGE, title: 'Article' } })
  bensTab.receive({ n: 2, intent: { do: 'visible', on: true } })
  const places = () => ada.space.carriage.present().filter(({ member, page }) => member === ben.member && page)
  await w.until('he is seen there', () => places().length === 1)
  const name = ben.space.document.members().get(ben.member as never)?.name ?? ''
  await w.run(ada.space.administration.want(ben.member as never, 'remove'))
  await w.until('he is out', () => ben.space.self.ended === 'removed')
  await w.until('all see it', () => [adas, bens, eves].every((one) => one.member(name)?.removed === true))
  const { code } = await w.run(ada.space.invite('Ada', ''))
  const preview = await bens.ask({ do: 'preview', invite: code })
  expect(preview).toMatchObject({ ok: true })
  expect(preview?.value as InvitePreview).toMatchObject({ alreadyMember: false, before: 'removed' })
  expect(await bens.ask({ do: 'join', invite: code })).toMatchObject({ ok: true })
  expect(notices).toEqual([])
  await w.until('he is in', () => ben.space.self.ended === undefined)
  await w.until('all see it', () => [adas, bens, eves].every((one) => one.member(name)?.removed === undefined))
  // What he looked at before is closed; whoever looks once more finds nothing, and his tab shows the page in the space as it is now.
  await w.until('he is seen on the page again', () => places().length === 1)
  const again = await w.run(ben.space.openPage(PAGE, new AbortController().signal))
  await w.run(again.putAnnotation(newKey(ben.space.self as never), highlight('after')))
  await w.until('it arrives', () => pages.ada.annotations().size === 2)
  await w.run(ada.space.administration.want(ben.member as never, 'remove'))
  await w.until('he is out again', () => ben.space.self.ended === 'removed')
  await w.until('all see that', () => [adas, bens, eves].every((one) => one.member(name)?.removed === true))
})

it('HE27 S12 who was removed is neither listed nor rung in a huddle', async () => {
  const w = await world(29, 'ada', 'ben', 'eve')
  const { ada, ben, eve } = w.people
  const engine = await w.run(ada.engine())
  let view: HuddleWindowView | undefined
  const window = engine.connect(
    'huddle',
    { extension: true, origin: 'chrome-extension://x', url: 'chrome-extension://x/huddle.html' },
    (message) => {
      if ('see' in message && message.see === 'huddle') view = message
    },
  )
  const adas = await home(w, ada)
  await w.run(ada.space.administration.want(ben.member as never, 'remove'))
  await w.until('he is out', () => ben.space.self.ended === 'removed' && ada.space.administration.waiting.size === 0)
  await adas.ask({ do: 'use-space', space: ada.space.self.space })
  expect(await adas.ask({ do: 'huddle-start', ring: 'space' })).toMatchObject({ ok: true })
  window.receive({ n: 1, intent: { do: 'hello' } })
  await w.until('she is in it', () => view?.see === 'huddle')
  const shown = () => (view?.see === 'huddle' ? view.members : [])
  await w.until('Eve is rung', () => shown().some(({ rung }) => rung !== undefined))
  expect(shown().map(({ member }) => member)).toEqual([eve.member])
})

it('S3 S15 an invite that is over is told as over and given up, and what was here before stays', async () => {
  const w = await world(31, 'ada', 'ben')
  const { ada, ben } = w.people
  const { space } = ada.space.self
  const page = await w.run(ben.open(PAGE))
  await w.run(page.putAnnotation(newKey(ben.space.self as never), highlight('before')))
  const { code } = await w.run(ada.space.invite('Ada', ''))
  await w.run(ada.space.administration.want(ben.member as never, 'remove'))
  await w.until('he is out', () => ben.space.self.ended === 'removed')
  const bens = await home(w, ben)
  expect(await bens.ask({ do: 'join', invite: code })).toMatchObject({ ok: true })
  const waiting = () => bens.view()?.spaces.find(({ pending }) => pending !== undefined)
  await w.until('it is said', () => waiting()?.pending?.includes('Ask for a new one and give this one up') ?? false)
  expect(waiting()?.pending).not.toContain('Trying again')
  expect(waiting()?.waits).toBe(true)
  expect(await bens.ask({ do: 'give-up', space })).toMatchObject({ ok: true })
  await w.until('it is gone', () => waiting() === undefined)
  expect(await bens.ask({ do: 'give-up', space })).toMatchObject({
    ok: false,
    words: expect.stringContaining('waiting'),
  })
  ben.crash()
  await ben.start()
  expect(ben.spaces.pending()).toEqual([])
  expect((await w.run(ben.open(PAGE))).annotations().size).toBe(1)
})

it('S21 who waits to come in again can forget all of it: the copy, too', async () => {
  const w = await world(37, 'ada', 'ben')
  const { ada, ben } = w.people
  const { code } = await w.run(ada.space.invite('Ada', ''))
  await w.run(ada.space.administration.want(ben.member as never, 'remove'))
  await w.until('he is out', () => ben.space.self.ended === 'removed')
  await w.run(ben.spaces.join(fromBase64Url(code)))
  await w.run(ben.spaces.forget(ada.space.self.space))
  expect([ben.spaces.list().filter((one) => !one.private), ben.spaces.pending()]).toEqual([[], []])
})
