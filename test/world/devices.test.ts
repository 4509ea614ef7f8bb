import { describe, expect, it } from 'vitest'
import { type BackupPart, MIN_PASSPHRASE, type RestorePreview } from '../../shared/contract/backup.ts'
import type { LinkingView } from '../../shared/contract/devices.ts'
import type { HomeView } from '../../shared/contract/views.ts'
import { stageArrival } from '../../shared/engine/devices/arrival.ts'
import type { PageDocument } from '../../shared/engine/document-parts.ts'
import { JOINED, type StoredSpace } from '../../shared/engine/spaces/stored.ts'
import { type Bytes, concatAll, fromBase64Url, toBase64Url, utf8 } from '../../shared/kit/bytes.ts'
import { ownPage, Speaker, sees } from '../kit/context-desk.ts'
import { comment, contentOf, highlight, newKey } from '../kit/documents.ts'
import { Person, RELAY, type World, world } from '../kit/world.ts'

const PAGE = 'https://example.org/article'
const PASSPHRASE = 'seven geese over the margin'

const homeOf = async (person: Person) => {
  const speaker = new Speaker(await person.engine(), 'home', ownPage)
  await speaker.ask({ do: 'watch', tab: 1, address: '' })
  return speaker
}

/** The latest of what is told. */
const latest = (home: Speaker) => home.heard.filter(sees('home')).at(-1) as HomeView
const linking = (home: Speaker): LinkingView | undefined => latest(home)?.linking

/** Words on a page of a space, and a draft-like second thing so that there is an order. */
async function write(w: World, person: Person, page: PageDocument, words: string) {
  const id = newKey(person.space.self as never)
  await w.run(page.putAnnotation(id, highlight(words)))
  return id
}

const privateOf = (person: Person) => {
  const found = person.spaces.list().find((space) => space.private)
  if (!found) throw new Error('no private space')
  return found
}

async function privatePage(w: World, person: Person, address = PAGE) {
  const until = new AbortController()
  return { page: await w.run(privateOf(person).openPage(address, until.signal)), until }
}

async function restarted(w: World, person: Person): Promise<void> {
  person.crash()
  await w.run(person.start())
}

async function backedUp(w: World, person: Person): Promise<Bytes> {
  const home = await homeOf(person)
  await w.run(home.done({ do: 'backup', passphrase: PASSPHRASE }))
  const parts: Bytes[] = []
  for (let last = false; !last; ) {
    const part = await w.run(home.done<BackupPart>({ do: 'backup-more' }))
    parts.push(fromBase64Url(part.text))
    last = part.last
  }
  home.close()
  return concatAll(parts)
}

async function hand(w: World, home: Speaker, file: Bytes): Promise<void> {
  for (let at = 0; at < file.length; at += 90_000)
    await w.run(home.done({ do: 'restore-part', text: toBase64Url(file.slice(at, at + 90_000)) }))
}

async function restored(w: World, person: Person, file: Bytes): Promise<RestorePreview> {
  const home = await homeOf(person)
  await w.run(home.done({ do: 'restore', passphrase: PASSPHRASE }))
  await hand(w, home, file)
  const preview = await w.run(home.done<RestorePreview>({ do: 'restore-check' }))
  await w.run(home.done({ do: 'restore-go' }))
  await hand(w, home, file)
  await w.run(home.done({ do: 'restore-done' }))
  expect(person.surroundings.restarts).toBe(1)
  await restarted(w, person)
  return preview
}

/** Ada with a shared and a private page, and a second browser without anybody. */
async function scene(seed: number) {
  const w = await world(seed, 'ada', 'ben')
  const { ada, ben } = w.people
  const page = await w.run(ada.open(PAGE))
  await w.run(page.putAnnotation(newKey(ada.space.self as never), highlight('shared words')))
  await w.run(ada.space.document.putPage(page.id, { v: 1, address: PAGE, title: 'Article' }))
  const own = await privatePage(w, ada)
  await w.run(own.page.putAnnotation(newKey(privateOf(ada).self as never), highlight('private words')))
  await w.until('the relay has it', () => ada.space.carriage.link.waiting === 0)
  const laptop = new Person(w, 'laptop')
  await w.run(laptop.start())
  return { w, ada, ben, page, own, laptop }
}

describe('a backup', () => {
  it('DV1 DV2 DV3 restores a person with everything on a fresh profile: same member, another device, nothing diverges', async () => {
    const { w, ada, ben, page, own, laptop } = await scene(11)
    await ada.store.write([{ table: 'settings', key: `draft/${'a'.repeat(32)}/page`, value: 'half a thought' }])
    const file = await backedUp(w, ada)
    const preview = await restored(w, laptop, file)
    expect(preview).toMatchObject({ name: 'ada', drafts: 1 })
    expect(preview.spaces.map(({ name, pages, people }) => [name, pages, people])).toEqual([
      ['Just me', 0, 1],
      ['Team', 1, 2],
    ])
    expect(preview.here).toBeUndefined()
    expect(laptop.spaces.profile?.name).toBe('ada')
    expect(laptop.space.self.member).toBe(ada.space.self.member)
    expect(laptop.space.self.device).not.toBe(ada.space.self.device)
    expect(laptop.space.self.role).toBe('admin')
    expect(contentOf((await privatePage(w, laptop)).page)).toBe(contentOf(own.page))
    const laptops = await w.run(laptop.open(PAGE))
    expect(contentOf(laptops)).toBe(contentOf(page))
    expect(await laptop.store.get('settings', `draft/${'a'.repeat(32)}/page`)).toBe('half a thought')
    // Both go on, at the same time, and everybody has all of it.
    const bens = await w.run(ben.open(PAGE))
    await Promise.all([write(w, ada, page, 'from the desk'), write(w, laptop, laptops, 'from the laptop')])
    await w.until('all have all', () => [page, laptops, bens].every((one) => one.annotations().size === 3))
    expect(new Set([page, laptops, bens].map(contentOf)).size).toBe(1)
  })

  it('DV3 what was not sent when it was made is sent from where it is restored, without the relay at first', async () => {
    const { w, ada, ben, page, laptop } = await scene(12)
    w.stopRelay()
    await write(w, ada, page, 'offline words')
    const file = await backedUp(w, ada)
    ada.crash()
    await restored(w, laptop, file)
    w.startRelay()
    const bens = await w.run(ben.open(PAGE))
    await w.until('Ben has it', () => JSON.stringify([...bens.annotations().values()]).includes('offline words'))
  })

  it('DV1 the same backup restored in two browsers, and again after more was written, diverges nowhere', async () => {
    const { w, ada, page, laptop } = await scene(13)
    const file = await backedUp(w, ada)
    const phone = new Person(w, 'phone')
    await w.run(phone.start())
    await restored(w, laptop, file)
    await restored(w, phone, file)
    const pages = [page, await w.run(laptop.open(PAGE)), await w.run(phone.open(PAGE))]
    for (const [i, one] of [ada, laptop, phone].entries())
      await write(w, one, pages[i] as PageDocument, `by ${one.name}`)
    await w.until('all have all', () => pages.every((one) => one.annotations().size === 4))
    expect(new Set(pages.map(contentOf)).size).toBe(1)
  })

  it('DV4 a wrong passphrase, a flipped bit, a cut file: said in words, and the browser is as it was', async () => {
    const { w, ada, laptop } = await scene(14)
    const file = await backedUp(w, ada)
    const home = await homeOf(laptop)
    await w.run(home.done({ do: 'restore', passphrase: 'not this one' }))
    const part = { do: 'restore-part', text: toBase64Url(file.slice(0, 90_000)) }
    expect(await w.run(home.refused(part))).toMatch(/not the passphrase/)
    expect(await w.run(home.refused(part))).toMatch(/Choose a file/)
    await w.run(home.done({ do: 'restore', passphrase: PASSPHRASE }))
    const flipped = file.slice()
    flipped[file.length - 40] = (flipped[file.length - 40] ?? 0) ^ 4
    expect(await w.run(home.refused({ do: 'restore-part', text: toBase64Url(flipped) }))).toMatch(/damaged/)
    await w.run(home.done({ do: 'restore', passphrase: PASSPHRASE }))
    await hand(w, home, file.slice(0, -100))
    expect(await w.run(home.refused({ do: 'restore-check' }))).toMatch(/cut off/)
    await w.run(home.done({ do: 'restore', passphrase: PASSPHRASE }))
    expect(await w.run(home.refused({ do: 'restore-go' }))).toMatch(/Choose a file/)
    expect(await w.run(home.refused({ do: 'restore-part', text: '***' }))).toMatch(/Choose a file/)
    expect([laptop.spaces.profile, await laptop.store.keys('envelopes', ''), laptop.surroundings.restarts]).toEqual([
      undefined,
      [],
      0,
    ])
  })

  it('DV4 storing that ends before, in or at its last write leaves the browser as it was; the next attempt is whole', async () => {
    const { w, ada, own, laptop } = await scene(15)
    const file = await backedUp(w, ada)
    for (let at = 0; at < 3; at++) {
      const home = await homeOf(laptop)
      await w.run(home.done({ do: 'restore', passphrase: PASSPHRASE }))
      await hand(w, home, file)
      await w.run(home.done({ do: 'restore-check' }))
      await w.run(home.done({ do: 'restore-go' }))
      if (at > 0) await hand(w, home, file)
      // From now on the disk is full: what was written so far stays, the last write does not come.
      laptop.store.full = true
      if (at > 1) expect(await w.run(home.refused({ do: 'restore-done' }))).toMatch(/full/)
      await restarted(w, laptop)
      expect([laptop.spaces.profile, laptop.spaces.list()]).toEqual([undefined, []])
    }
    await restored(w, laptop, file)
    expect(contentOf((await privatePage(w, laptop)).page)).toBe(contentOf(own.page))
  })

  it('DV5 the last write is all or nothing at the next start, too', async () => {
    const { w, ada, laptop } = await scene(16)
    const me = (await ada.store.get('profile', 'me')) as { seed: Bytes }
    const spaces = (await ada.store.list('spaces', JOINED)).map(({ value }) => value as StoredSpace)
    const portable = spaces.map(({ space, name, role, seed, keyrings, relay }) => ({
      space,
      name,
      role,
      seed,
      keyrings,
      ...(relay === undefined ? {} : { relay }),
    }))
    await stageArrival(laptop.store, {
      person: { seed: me.seed, card: { v: 1, name: 'ada', colour: 'teal' } },
      // One of them is of no space: it is left out, and takes nothing else with it.
      spaces: [...portable, { ...portable[0], space: 'f'.repeat(32) } as never],
      invites: [utf8('not an invite')],
      settings: { shared: true, ringSilent: true, servers: 'none' },
      drafts: [],
    })
    await restarted(w, laptop)
    expect(laptop.spaces.list()).toHaveLength(2)
    expect(await laptop.store.get('settings', 'arrival')).toBeUndefined()
    // Choices that do not parse are left out; that the computer is shared never travels.
    expect(await laptop.store.get('settings', 'engine')).toEqual({ sitesOff: [] })
  })

  it('DV3 needs a name and a passphrase that is not guessed at once', async () => {
    const { w, ada, laptop } = await scene(17)
    const [home, fresh] = [await homeOf(ada), await homeOf(laptop)]
    expect(await w.run(home.refused({ do: 'backup', passphrase: 'x'.repeat(MIN_PASSPHRASE - 1) }))).toMatch(/at least/)
    expect(await w.run(fresh.refused({ do: 'backup', passphrase: PASSPHRASE }))).toMatch(/nothing to keep/)
    expect(await w.run(home.refused({ do: 'backup-more' }))).toMatch(/No backup/)
  })

  it('DV3 where a space cannot be read there is no half backup', async () => {
    const { w, ada } = await scene(18)
    await ada.store.write([{ table: 'spaces', key: `${JOINED}${'e'.repeat(32)}`, value: { schema: 99 } }])
    const home = await homeOf(ada)
    await w.run(home.done({ do: 'backup', passphrase: PASSPHRASE }))
    expect(await w.run(home.refused({ do: 'backup-more' }))).toMatch(/cannot be read/)
  })
})

describe('linking', () => {
  async function shown(w: World, ada: Person) {
    const home = await homeOf(ada)
    await w.run(home.done({ do: 'link-show' }))
    const view = linking(home)
    if (view?.state !== 'showing') throw new Error('no code')
    return { home, code: view.code }
  }

  it('DV7 DV9 makes a second browser the same member, with the private space, after the same number was seen in both', async () => {
    const { w, ada, own, page, laptop } = await scene(21)
    const { home, code } = await shown(w, ada)
    const there = await homeOf(laptop)
    await w.run(there.done({ do: 'link-take', code: ` ${code.slice(0, 20)}\n${code.slice(20)}` }))
    await w.until('Ada is asked', () => linking(home)?.state === 'asked')
    const [at, asks] = [linking(home), linking(there)] as { number: string }[]
    expect(asks).toMatchObject({ side: 'take', state: 'waiting' })
    expect([at?.number, /^\d{3} \d{3}$/.test(at?.number ?? '')]).toEqual([asks?.number, true])
    // Nothing leaves before her word.
    await w.pass(30_000)
    expect([laptop.surroundings.restarts, laptop.spaces.profile]).toEqual([0, undefined])
    await w.run(home.done({ do: 'link-allow' }))
    expect(linking(home)).toEqual({ side: 'give', state: 'sent' })
    await w.until('it has come', () => laptop.surroundings.restarts === 1)
    await restarted(w, laptop)
    expect(laptop.spaces.profile?.name).toBe('ada')
    expect(laptop.space.self.member).toBe(ada.space.self.member)
    expect(laptop.space.self.device).not.toBe(ada.space.self.device)
    const copy = await privatePage(w, laptop)
    expect(contentOf(copy.page)).toBe(contentOf(own.page))
    const laptops = await w.run(laptop.open(PAGE))
    await w.until('the relay brings the rest', () => contentOf(laptops) === contentOf(page))
    // Nothing keeps the copies in step where no engine runs above the spaces (DV11).
    await w.run(copy.page.putAnnotation(newKey(privateOf(laptop).self as never), highlight('only here')))
    await w.pass(60_000)
    expect([copy.page.annotations().size, own.page.annotations().size]).toEqual([2, 1])
  })

  it('DV8 who has seen the code and is first shows another number; who is late is told', async () => {
    const { w, ada, laptop } = await scene(22)
    const eve = new Person(w, 'eve')
    await w.run(eve.start())
    const { home, code } = await shown(w, ada)
    const [eves, there] = [await homeOf(eve), await homeOf(laptop)]
    await w.run(eves.done({ do: 'link-take', code }))
    expect(await w.run(there.refused({ do: 'link-take', code }))).toMatch(/Somebody else has used this code/)
    await w.until('Ada is asked', () => linking(home)?.state === 'asked')
    expect(linking(there)).toBeUndefined()
    await w.run(home.done({ do: 'link-end' }))
    await w.until('Eve is told', () => linking(eves)?.state === 'failed')
    expect(linking(eves)).toMatchObject({ words: expect.stringMatching(/did not hand anything over/) })
    expect(eve.surroundings.restarts).toBe(0)
  })

  it('DV8 a code that is over, wrong or taken back; a relay that is away; no relay at all: each in words', async () => {
    const { w, ada, laptop } = await scene(23)
    const there = await homeOf(laptop)
    expect(await w.run(there.refused({ do: 'link-show' }))).toMatch(/no space of yours has one/)
    expect(await w.run(there.refused({ do: 'link-take', code: 'hello' }))).toMatch(/not a link code/)
    const { home, code } = await shown(w, ada)
    expect(await w.run(there.refused({ do: 'link-take', code: code.slice(0, -4) }))).toMatch(/not whole/)
    await w.passLong(10 * 60_000 + 10_000)
    await w.settle()
    expect(linking(home)).toMatchObject({ state: 'failed', words: expect.stringMatching(/ten minutes/) })
    expect(await w.run(there.refused({ do: 'link-take', code }))).toMatch(/over/)
    expect(await w.run(home.refused({ do: 'link-allow' }))).toMatch(/over/)
    const second = await shown(w, ada)
    w.stopRelay()
    expect(await w.run(there.refused({ do: 'link-take', code: second.code }))).toMatch(/cannot be reached/)
    expect(await w.run(second.home.refused({ do: 'link-show' }))).toMatch(/cannot be reached/)
  })

  it('DV7 the relay sees nothing of it, and cannot put its own key, or its own content, in the place of theirs', async () => {
    const { w, ada, laptop } = await scene(24)
    const { home, code } = await shown(w, ada)
    const there = await homeOf(laptop)
    w.relay.spoil = (body) => body.map((byte, i) => (i === 20 ? byte ^ 1 : byte))
    await w.run(there.done({ do: 'link-take', code }))
    await w.until('it is refused', () => linking(home)?.state === 'failed')
    expect(linking(home)).toMatchObject({ words: expect.stringMatching(/damaged/) })
    w.relay.spoil = undefined
    const again = await shown(w, ada)
    await w.run(there.done({ do: 'link-take', code: again.code }))
    await w.until('Ada is asked', () => linking(again.home)?.state === 'asked')
    w.relay.spoil = (body) => body.map((byte, i) => (i === 20 ? byte ^ 1 : byte))
    await w.run(again.home.done({ do: 'link-allow' }))
    await w.until('it is refused', () => linking(there)?.state === 'failed')
    expect([laptop.surroundings.restarts, await laptop.store.keys('envelopes', '')]).toEqual([0, []])
  })

  it('DV5 DV6 a browser with somebody in it keeps its spaces and becomes the other; what it wrote stays in the earlier name', async () => {
    const { w, ada, ben, page } = await scene(25)
    const bens = await w.run(ben.open(PAGE))
    await w.until('Ben has it', () => bens.annotations().size === 1)
    await write(w, ben, bens, 'by Ben')
    const before = ben.space.self.member
    const file = await backedUp(w, ada)
    const preview = await restored(w, ben, file)
    expect(preview.here).toMatch(/2 spaces that are here stay.*“ben”.*second person/)
    expect(ben.space.self.member).toBe(ada.space.self.member)
    expect(ben.spaces.list().map(({ name }) => name)).toEqual(['Just me', 'Team', 'Just me'])
    const again = await w.run(ben.open(PAGE))
    const id = await write(w, ben, again, 'by Ada, from there')
    await w.until('Ada sees both', () => page.annotations().size === 3)
    const owners = [...page.annotations().keys()].map((key) => key.slice(0, 32))
    expect(owners.filter((owner) => owner === before)).toHaveLength(1)
    expect(id.startsWith(ada.space.self.member)).toBe(true)
    // Its own private space is still there, with what was in it.
    await w.run(again.putComment(newKey(ben.space.self as never), comment(id, 'still here')))
    await w.until('and goes on', () => page.comments().size === 1)
  })

  it('DV6 who leads a shared space cannot become another member', async () => {
    const { w, ada } = await scene(26)
    const carol = new Person(w, 'carol')
    await w.run(carol.start())
    await w.run(carol.spaces.setProfile({ v: 1, name: 'carol', colour: 'sky' }))
    await w.run(carol.spaces.create('Carols', RELAY))
    const there = await homeOf(carol)
    const { code } = await shown(w, ada)
    expect(await w.run(there.refused({ do: 'link-take', code }))).toMatch(/leads “Carols”/)
    const file = await backedUp(w, ada)
    await w.run(there.done({ do: 'restore', passphrase: PASSPHRASE }))
    await hand(w, there, file)
    expect(await w.run(there.refused({ do: 'restore-check' }))).toMatch(/leads “Carols”/)
  })
})
