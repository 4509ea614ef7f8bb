import { beforeEach, describe, expect, it } from 'vitest'
import { comment, highlight, newKey } from '../../../test/kit/documents.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import type { DocumentId } from '../../domain/ids.ts'
import type { MemberCard } from '../../domain/member.ts'
import { encodeInvite, inviteBytes } from '../../envelope/invite.ts'
import { createSpace } from '../../envelope/issue.ts'
import { createMember } from '../../envelope/party.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import { encodeBatch } from '../../protocol/batch.ts'
import type { DocumentHandle, SpaceDocument } from '../document-parts.ts'
import type { OpenSpace, SpaceSelf } from '../parts.ts'
import { RelayFailure, type RelayRequest, type RelayResponse, StoreFull } from '../ports.ts'
import { InviteRefused } from './joins.ts'
import { noCarriage } from './no-carriage.ts'
import type { Self } from './self.ts'
import { createSpaces, type RunningSpaces } from './spaces.ts'

const RELAY = 'https://relay.example'
const ADA: MemberCard = { v: 1, name: 'Ada', colour: 'teal' }
const BEN: MemberCard = { v: 1, name: 'Ben', colour: 'coral' }

/** An invite that carries the write seed itself (kind 1), as earlier versions made them. */
function seedInvite(space: OpenSpace, page: string): Promise<string> {
  const { space: id, relay = '', stored } = space.self as Self
  const names = { relay, spaceName: space.name, inviter: 'Ada', page }
  return encodeInvite({ space: id, writeSeed: stored.seed, ...names })
}

/** One engine's world below the carriage: a clock moved by hand, a store, a relay that answers as the test says. */
class World {
  store: MemoryStore
  time = 1_700_000_000_000
  answer: (request: RelayRequest) => RelayResponse = () => {
    throw new RelayFailure('offline', 'no network')
  }
  readonly asked: RelayRequest[] = []
  readonly carried: {
    readonly space: string
    readonly document: DocumentHandle
    readonly room: boolean
    readonly until: AbortSignal
  }[] = []
  readonly linkChanged = new Signal<void>()
  #timers = new Set<{ readonly at: number; readonly run: () => void }>()

  constructor(store = new MemoryStore()) {
    this.store = store
  }

  readonly clock = {
    now: () => this.time,
    after: (ms: number, run: () => void) => {
      const timer = { at: this.time + ms, run }
      this.#timers.add(timer)
      return () => void this.#timers.delete(timer)
    },
  }
  readonly random = { bytes: (n: number) => crypto.getRandomValues(new Uint8Array(n)), fraction: () => 0.5 }
  readonly relay = () => ({
    request: async (request: RelayRequest) => {
      this.asked.push(request)
      return this.answer(request)
    },
    stream: () => {
      throw new Error('not used here')
    },
    live: () => {
      throw new Error('not used here')
    },
  })

  /** Everything carried, once it is that much. */
  async carriedBy(count: number): Promise<World['carried']> {
    while (this.carried.length < count) await new Promise(setImmediate)
    return this.carried
  }

  get timers(): number {
    return this.#timers.size
  }

  pass(ms: number): void {
    this.time += ms
    for (const timer of [...this.#timers]) {
      if (timer.at > this.time || !this.#timers.delete(timer)) continue
      timer.run()
    }
  }

  spaces(): Promise<RunningSpaces> {
    return createSpaces(this, (self: SpaceSelf, _document: SpaceDocument) => ({
      ...noCarriage(),
      link: { state: 'offline' as const, words: '', waiting: 0, refused: 0, direct: 0 },
      linkChanged: this.linkChanged,
      carry: (document, room, until) => void this.carried.push({ space: self.space, document, room, until }),
    }))
  }
}

const json = (status: number, body: unknown): RelayResponse => ({ status, body: utf8(JSON.stringify(body)) })
const keyrings = (records: readonly Bytes[]): RelayResponse => ({ status: 200, body: encodeBatch(records) })
const bytesOf = (code: string): Bytes => {
  const bytes = inviteBytes(code)
  if (!bytes.ok) throw new Error(bytes.error)
  return bytes.value
}
/** Resolves when `holds` does, looking again after each change. */
const until = (spaces: RunningSpaces, holds: () => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (!holds()) return
      stop()
      resolve()
    }
    const stop = spaces.changed.listen(look)
    look()
  })

const aborted = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    if (!signal || signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })

let world: World
let ada: RunningSpaces

beforeEach(async () => {
  world = new World()
  ada = await world.spaces()
})

const founded = async (): Promise<OpenSpace> => {
  await ada.setProfile(ADA)
  return ada.create('Design team', RELAY)
}

describe('spaces', () => {
  it('S1 the first card makes a private space without a relay, and only the first', async () => {
    expect(ada.list()).toEqual([])
    await ada.setProfile(ADA)
    const [space] = ada.list()
    expect(space).toMatchObject({ private: true, name: 'Just me', self: { relay: undefined, role: 'admin' } })
    expect(space?.carriage.link.state).toBe('none')
    expect([...(space?.document.members().values() ?? [])]).toEqual([ADA])
    await ada.setProfile({ ...ADA, name: 'Ada L.' })
    expect(ada.list()).toHaveLength(1)
    expect([...(space?.document.members().values() ?? [])].map(({ name }) => name)).toEqual(['Ada L.'])
    await expect(space?.invite('Ada', '')).rejects.toThrow('private')
  })

  it('S2 a space is made without a network and is there after a crash', async () => {
    const space = await founded()
    expect(world.asked).toEqual([])
    const again = await new World(world.store.crash()).spaces()
    expect(again.profile).toEqual(ADA)
    expect(again.list().map(({ name, private: alone }) => [name, alone])).toEqual([
      ['Just me', true],
      ['Design team', false],
    ])
    const reopened = again.get(space.self.space)
    expect(reopened?.self.device).toBe(space.self.device)
    expect([...(reopened?.document.members() ?? [])]).toEqual([[space.self.member, ADA]])
    const message = utf8('hello')
    const { device } = await space.self
      .verifyCertificate(space.self.certificate)
      .then((known) => known ?? { device: '' })
    expect(device).toBe(space.self.device)
    expect((await reopened?.self.sign(message))?.length).toBe(64)
  })

  it('S2 a full store leaves no half of a space', async () => {
    await ada.setProfile(ADA)
    world.store.full = true
    await expect(ada.create('Design team', RELAY)).rejects.toBeInstanceOf(StoreFull)
    expect(ada.list()).toHaveLength(1)
  })

  it('S3 an invite is stored first and completed when the relay answers', async () => {
    const space = await founded()
    const invite = bytesOf(await seedInvite(space, 'https://example.org/'))
    const elsewhere = new World()
    let ben = await elsewhere.spaces()
    await ben.setProfile(BEN)
    expect(await ben.join(invite)).toBe(space.self.space)
    expect(ben.pending()).toMatchObject([{ space: space.self.space, name: 'Design team', relay: RELAY }])
    expect(ben.pending()[0]?.words).toMatch(/No network/)
    expect(ben.get(space.self.space)).toBeUndefined()

    const later = new World(elsewhere.store.crash())
    later.answer = () => keyrings(space.self.keyrings)
    ben = await later.spaces()
    await until(ben, () => ben.get(space.self.space) !== undefined)
    expect(later.asked[0]).toMatchObject({ method: 'GET', path: `/v1/spaces/${space.self.space}/keyrings` })
    expect(ben.pending()).toEqual([])
    const joined = ben.get(space.self.space)
    expect(joined).toMatchObject({ name: 'Design team', private: false, self: { relay: RELAY, role: 'writer' } })
    expect([...(joined?.document.members().values() ?? [])]).toEqual([BEN])
    expect(joined?.self.spaceDocument).toBe(space.self.spaceDocument)
    expect(joined?.self.device).not.toBe(space.self.device)
    expect(await ben.join(invite)).toBe(space.self.space)
    const third = await new World(later.store.crash()).spaces()
    expect(third.pending()).toEqual([])
    expect(third.get(space.self.space)?.name).toBe('Design team')
  })

  it('S3 tries again with growing pauses, and at once when woken', async () => {
    const space = await founded()
    const elsewhere = new World()
    const ben = await elsewhere.spaces()
    await ben.setProfile(BEN)
    await ben.join(bytesOf(await seedInvite(space, '')))
    expect(elsewhere.asked).toHaveLength(1)
    expect(elsewhere.timers).toBe(1)
    const failed = new Promise<void>((resolve) => void ben.changed.listen(() => resolve()))
    elsewhere.pass(500)
    await failed
    expect([elsewhere.asked.length, elsewhere.timers]).toEqual([2, 1])
    elsewhere.answer = () => keyrings(space.self.keyrings)
    ben.wake()
    await until(ben, () => ben.get(space.self.space) !== undefined)
    expect(elsewhere.timers).toBe(0)
  })

  describe('S4 a join that waits', () => {
    it.each([
      ['no network', new RelayFailure('offline', ''), /No network/],
      ['wrong address or stopped', new RelayFailure('unreachable', ''), /does not answer/],
      ['certificate', new RelayFailure('certificate', ''), /certificate/],
      ['not a relay', new RelayFailure('not-a-relay', ''), /not a Huddlemark relay/],
      ['another web server’s page', { status: 200, body: utf8('<html>hello</html>') }, /not a Huddlemark relay/],
      ['another web server’s 404', { status: 404, body: utf8('Not found') }, /not a Huddlemark relay/],
      ['a relay that does not know the space', json(404, { error: 'unknown-space' }), /does not know this space yet/],
      ['a busy relay', json(429, { error: 'slow-down' }), /busy/],
      ['a relay that refuses', json(503, { error: 'unavailable' }), /refused/],
      ['an empty answer', { status: 200, body: new Uint8Array(0) }, /does not belong/],
    ] as const)('says so in words: %s', async (_name, answer, words) => {
      const space = await founded()
      const elsewhere = new World()
      elsewhere.answer = () => {
        if (answer instanceof Error) throw answer
        return answer
      }
      const ben = await elsewhere.spaces()
      await ben.setProfile(BEN)
      await ben.join(bytesOf(await seedInvite(space, '')))
      expect(ben.pending()[0]?.words).toMatch(words)
      await ben.close()
      expect(elsewhere.timers).toBe(0)
    })
  })

  it('S3 refuses a relay’s keyring of another space, and a seed that does not fit', async () => {
    const space = await founded()
    const other = await createSpace(await createMember())
    const elsewhere = new World()
    const ben = await elsewhere.spaces()
    await ben.setProfile(BEN)
    elsewhere.answer = () => keyrings([other.keyring])
    await ben.join(bytesOf(await seedInvite(space, '')))
    expect(ben.pending()[0]?.words).toMatch(/does not belong to this space/)

    const forged = {
      space: space.self.space,
      writeSeed: other.writeSeed,
      relay: RELAY,
      spaceName: 'x',
      inviter: '',
      page: '',
    }
    const third = new World()
    third.answer = () => keyrings(space.self.keyrings)
    const carol = await third.spaces()
    await carol.setProfile(BEN)
    await carol.join(bytesOf(await encodeInvite(forged)))
    expect(carol.pending()[0]?.words).toMatch(/does not fit/)
    expect(carol.get(space.self.space)).toBeUndefined()
  })

  it('S3 refuses what is no invite, and one that names no relay', async () => {
    const space = await founded()
    await expect(ada.join(utf8('hello'))).rejects.toBeInstanceOf(InviteRefused)
    const { writeSeed } = await createSpace(await createMember())
    const alone = { space: space.self.space, writeSeed, relay: '', spaceName: 'x', inviter: '', page: '' }
    await expect(ada.join(bytesOf(await encodeInvite(alone)))).rejects.toBeInstanceOf(InviteRefused)
    expect(ada.pending()).toEqual([])
  })

  it('S5 a page is open once, carried while it is open, and closed when nobody looks', async () => {
    const space = await founded()
    const [one, two] = [new AbortController(), new AbortController()]
    const page = await space.openPage('https://example.org/', one.signal)
    expect(await space.openPage('https://example.org/', two.signal)).toBe(page)
    const key = newKey(space.self)
    await page.putThread([key, highlight('one')], [newKey(space.self), comment(key, 'hello')])
    const [carried] = world.carried
    expect(world.carried).toMatchObject([{ space: space.self.space, room: true }])
    one.abort()
    expect(carried?.until.aborted).toBe(false)
    await page.putAnnotation(key, highlight('two'))
    for (const record of page.unacknowledged()) await page.acknowledged(record)
    two.abort()
    await aborted(carried?.until)
    const again = await space.openPage('https://example.org/', new AbortController().signal)
    expect(again).not.toBe(page)
    expect(again.annotations().get(key)?.value).toEqual(highlight('two'))
    expect(again.comments().size).toBe(1)
    await expect(page.putAnnotation(key, highlight('three'))).rejects.toThrow('closed')
    const gone = AbortSignal.abort()
    await expect(space.openPage('https://example.org/', gone)).rejects.toThrow()
  })

  it('S8 a page that nobody looks at is carried until the relay has everything, also after a restart', async () => {
    const space = await founded()
    const looking = new AbortController()
    const page = await space.openPage('https://example.org/', looking.signal)
    await page.putAnnotation(newKey(space.self), highlight('one'))
    looking.abort()
    await aborted(world.carried[0]?.until)
    await world.carriedBy(2)
    expect(world.carried[1]).toMatchObject({ room: false, document: page })
    expect(world.carried[1]?.until.aborted).toBe(false)

    const later = new World(world.store.crash())
    await later.spaces()
    const [resumed] = await later.carriedBy(1)
    expect(resumed).toMatchObject({ room: false, document: { id: page.id } })
    expect(resumed?.document.unacknowledged()).toEqual(page.unacknowledged())
    for (const record of resumed?.document.unacknowledged() ?? []) await resumed?.document.acknowledged(record)
    later.linkChanged.emit()
    await aborted(resumed?.until)
    const third = new World(later.store.crash())
    const again = (await third.spaces()).get(space.self.space)
    await again?.openPage('https://example.org/other', new AbortController().signal)
    expect(third.carried.map(({ room }) => room)).toEqual([true])
  })

  it('S6 device keys cannot be exported, and a certificate is renewed in time', async () => {
    const space = await founded()
    const stored = (await world.store.get('spaces', `joined.${space.self.space}`)) as { device: { signing: CryptoKey } }
    expect(stored.device.signing.extractable).toBe(false)
    const later = new World(world.store.crash())
    later.time = world.time + 300 * 24 * 3_600_000
    const renewed = (await later.spaces()).get(space.self.space)
    expect(renewed?.self.certificate).not.toEqual(space.self.certificate)
    expect(await renewed?.self.verifyCertificate(space.self.certificate)).toMatchObject({
      device: space.self.device,
      member: space.self.member,
    })
  })

  it('S7 a space that cannot be read is named, and the others open', async () => {
    const space = await founded()
    const key = `${space.self.space}.${space.self.spaceDocument}.cursor`
    await world.store.write([{ table: 'documents', key, value: { schema: 99 } }])
    const again = await new World(world.store.crash()).spaces()
    expect(again.list().map(({ name }) => name)).toEqual(['Just me'])
    expect(again.pending()).toMatchObject([{ space: space.self.space, name: 'Design team' }])
  })

  it('S7 a space in a form of another version is named, the others open, and joining it anew does not write over it', async () => {
    const space = await founded()
    const code = bytesOf(await seedInvite(space, ''))
    const key = `joined.${space.self.space}`
    const newer = { schema: 2, space: space.self.space }
    await world.store.write([
      { table: 'spaces', key, value: newer },
      { table: 'spaces', key: `pending.${'f'.repeat(32)}`, value: { schema: 2 } },
    ])
    const store = world.store.crash()
    const again = await new World(store).spaces()
    expect(again.list().map(({ name }) => name)).toEqual(['Just me'])
    expect(again.pending().map((one) => one.space)).toEqual([space.self.space])
    await expect(again.join(code)).rejects.toThrow('cannot be read')
    expect(await store.get('spaces', key)).toEqual(newer)
  })
})

describe('the space document', () => {
  const both = async () => {
    const space = await founded()
    const elsewhere = new World()
    elsewhere.answer = () => keyrings(space.self.keyrings)
    const ben = await elsewhere.spaces()
    await ben.setProfile(BEN)
    await ben.join(bytesOf(await seedInvite(space, '')))
    const joined = ben.get(space.self.space)
    if (!joined) throw new Error('not joined')
    return { space, joined }
  }
  const sync = async (from: SpaceDocument, to: SpaceDocument) => {
    for (const record of await from.missing(to.heads())) await to.receive(record, 'peer')
  }

  it('W3 shows each member’s own card, under the space’s name', async () => {
    const { space, joined } = await both()
    await sync(space.document, joined.document)
    await sync(joined.document, space.document)
    for (const { document, name } of [space, joined]) {
      expect(name).toBe('Design team')
      expect(new Map(document.members())).toEqual(
        new Map([
          [space.self.member, ADA],
          [joined.self.member, BEN],
        ]),
      )
    }
  })

  it('W4 lists a page only when its key is the hash of its address', async () => {
    const { space, joined } = await both()
    const id = await space.self.pageDocument('https://example.org/')
    await space.document.putPage(id, { v: 1, address: 'https://example.org/', title: 'Example' })
    const lie = 'ab'.repeat(16) as DocumentId
    await space.document.putPage(lie, { v: 1, address: 'https://example.org/login', title: 'Lie' })
    await sync(space.document, joined.document)
    expect([...joined.document.pages()]).toEqual([[id, { v: 1, address: 'https://example.org/', title: 'Example' }]])
  })

  it('E8 F1 presence and frames open for members and for nobody else', async () => {
    const { space, joined } = await both()
    const session = crypto.getRandomValues(new Uint8Array(8))
    const record = await space.self.sealSession('presence', session, 3, utf8('here'))
    const opened = await joined.self.openSession(record, () => space.self.certificate)
    expect(opened).toMatchObject({ kind: 'presence', device: space.self.device, counter: 3 })
    expect(opened && fromUtf8(opened.body)).toBe('here')
    expect(await joined.self.openSession(record, () => undefined)).toBeUndefined()
    expect(await joined.self.openSession(record, () => joined.self.certificate)).toBeUndefined()
    const forged = record.map((byte, i) => (i === 200 ? byte ^ 1 : byte))
    expect(await joined.self.openSession(forged, () => space.self.certificate)).toBeUndefined()
    const page = await space.self.pageDocument('https://example.org/')
    const frame = await space.self.sealFrame(page, session, 7, utf8('x'))
    expect(await joined.self.openFrame(frame, 0)).toMatchObject({
      document: page,
      device: space.self.device,
      counter: 7,
    })
    const stranger = (await founded()).self
    expect(await stranger.openFrame(frame, 0)).toBeUndefined()
    expect(await stranger.openSession(record, () => space.self.certificate)).toBeUndefined()
  })
})
