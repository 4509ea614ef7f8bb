import { expect, it } from 'vitest'
import type { InvitePreview, InviteText } from '../../shared/contract/invites.ts'
import type { HomeView, Reply } from '../../shared/contract/views.ts'
import type { ToContext } from '../../shared/engine/engine.ts'
import { Person, type World, world } from '../kit/world.ts'

/** A home page of somebody's: it asks, and sees. */
async function home(w: World, person: Person) {
  const engine = await w.run(person.engine())
  const heard: ToContext[] = []
  const line = engine.connect('home', { extension: true, origin: 'chrome-extension://x' }, (message) =>
    heard.push(message),
  )
  let n = 0
  const ask = async (intent: object): Promise<Reply> => {
    const mine = ++n
    line.receive({ n: mine, intent })
    const found = () => heard.find((one): one is Reply => 'reply' in one && one.reply === mine)
    await w.until('an answer', () => found() !== undefined)
    return found() as Reply
  }
  const view = () => heard.findLast((one): one is HomeView => 'see' in one && one.see === 'home')
  return { ask, view }
}
const good = <Value>(reply: Reply): Value => {
  if (!reply.ok) throw new Error(reply.words)
  return reply.value as Value
}

it('X30 X31 S13 S15 an admin’s page lists members, makes and takes back invites, makes an admin, removes', async () => {
  const w = await world(21, 'Ada', 'Ben', 'Cleo')
  const { Ada: ada, Ben: ben, Cleo: cleo } = w.people
  const { space } = ada.space.self
  const page = await home(w, ada)
  good(await page.ask({ do: 'use-space', space }))
  good(await page.ask({ do: 'watch', tab: -1, address: '', full: true }))
  const members = () => {
    const found = page.view()?.details?.find((one) => one.space === space)
    if (!found) throw new Error('no details of the space')
    return found
  }
  expect(members().members).toMatchObject([
    { name: 'Ada', role: 'admin', me: true },
    { name: 'Ben', role: 'writer', me: false },
    { name: 'Cleo', role: 'writer', me: false },
  ])

  const asked = { do: 'invite', space, page: false, role: 'writer', askFirst: true, days: 7 }
  const invite = good<InviteText>(await page.ask(asked))
  expect(invite.link).toBe(`http://relay.example/join#${invite.code}`)
  expect(invite.expires - w.clock.now()).toBeGreaterThan(6 * 24 * 3_600_000)
  const listed = () => members().invites.map((one) => one.invite)
  await w.until('it is listed', () => listed().includes(invite.id))
  good(await page.ask({ do: 'revoke-invite', space, invite: invite.id }))
  await w.until('it is gone', () => !listed().includes(invite.id))

  good(await page.ask({ do: 'change-role', space, member: cleo.member, role: 'admin' }))
  await w.until('Cleo is an admin', () => cleo.space.self.role === 'admin')
  expect(members().members.find(({ name }) => name === 'Cleo')).toMatchObject({ role: 'admin' })
  expect(
    page
      .view()
      ?.people.filter((one) => one.admin)
      .map(({ name }) => name),
  ).toContain('Ada')

  w.stopRelay()
  await w.pass(5_000)
  good(await page.ask({ do: 'remove-member', space, member: ben.member }))
  expect(members().members.find(({ name }) => name === 'Ben')?.wish).toMatch(/as soon as the relay/)
  w.startRelay()
  await w.until('Ben is out', () => ben.space.self.ended === 'removed')
  await w.until('Ada knows', () => ada.space.administration.waiting.size === 0)
  expect(members().members.at(-1)).toMatchObject({ name: 'Ben', removed: true })
  await w.until('it is counted so', () => page.view()?.spaces.find(({ id }) => id === space)?.people === 2)

  const bens = await home(w, ben)
  expect(bens.view()?.spaces.find(({ id }) => id === space)).toMatchObject({
    ended: 'removed',
    link: { words: 'You were removed from this space. What you have stays on this device.' },
  })
  const refused = await bens.ask({ do: 'remove-member', space, member: ada.member })
  expect(refused).toMatchObject({ ok: false, words: 'Only an admin of the space can do that.' })
})

it('X24 W23 whoever merged somebody into themselves can part them again; the other finds themselves in the list', async () => {
  const w = await world(25, 'Ada', 'Ben')
  const { Ada: ada, Ben: ben } = w.people
  const { space } = ada.space.self
  const [adas, bens] = [await home(w, ada), await home(w, ben)]
  for (const page of [adas, bens]) {
    good(await page.ask({ do: 'use-space', space }))
    good(await page.ask({ do: 'watch', tab: -1, address: '', full: true }))
  }
  const members = (page: typeof adas) => page.view()?.details?.find((one) => one.space === space)?.members
  await w.until('both are listed', () => members(adas)?.length === 2 && members(bens)?.length === 2)
  good(await adas.ask({ do: 'merge-member', space, member: ben.member, as: ada.member }))
  await w.until('one is left', () => members(adas)?.length === 1 && members(bens)?.length === 1)
  const [self] = members(adas)?.[0]?.selves ?? []
  expect(self).toMatchObject({ member: ben.member, name: expect.stringMatching(/^Ben · [0-9a-z]{4}$/) })
  expect(members(bens)?.[0]?.selves).toMatchObject([{ me: true }])
  good(await adas.ask({ do: 'merge-member', space, member: ben.member, as: null }))
  await w.until('two again', () => members(adas)?.length === 2)
})

it('X30 S16 a page of an admin answers who knocks; what is no knock, member or role is refused', async () => {
  const w = await world(22, 'Ada')
  const { Ada: ada } = w.people
  const { space } = ada.space.self
  const page = await home(w, ada)
  const bad = [
    { do: 'answer-knock', space, knock: 'ab'.repeat(16), answer: 'admin' },
    { do: 'answer-knock', space, knock: 'x', answer: 'writer' },
    { do: 'remove-member', space, member: 'x' },
    { do: 'invite', space, page: false, role: 'owner' },
    { do: 'invite', space, page: false, days: 91 },
    { do: 'change-role', space, member: ada.member, role: 'owner' },
  ]
  for (const intent of bad) expect(await page.ask(intent)).toMatchObject({ ok: false })
  const answer = { do: 'answer-knock', space, knock: 'ab'.repeat(16), answer: 'writer' }
  expect(await page.ask(answer)).toMatchObject({ ok: false, words: 'Nobody waits there any more.' })
})

it('X14 S15 a preview says what the invite is for, as far as the relay gives its record', async () => {
  const w = await world(23, 'Ada')
  const { Ada: ada } = w.people
  const { code } = await w.run(ada.space.invite('Ada', '', { role: 'reader', askFirst: true }))
  const cleo = new Person(w, 'Cleo')
  await cleo.start()
  const page = await home(w, cleo)
  await w.until('the relay has it', () => ada.space.invites.list().every(({ waiting }) => !waiting))
  const seen = good<InvitePreview>(await page.ask({ do: 'preview', invite: code }))
  expect(seen).toMatchObject({ space: 'Team', inviter: 'Ada', role: 'reader', askFirst: true })
  w.stopRelay()
  const unseen = good<InvitePreview>(await page.ask({ do: 'preview', invite: code }))
  expect(unseen).toMatchObject({ space: 'Team', inviter: 'Ada' })
  expect(unseen.role).toBeUndefined()
})
