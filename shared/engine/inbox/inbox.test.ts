import { beforeAll, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { must } from '../../../test/kit/must.ts'
import { createMember } from '../../envelope/party.ts'
import { type Bytes, fromHex, toHex, utf8 } from '../../kit/bytes.ts'
import { chainNext, chainStart, recordHash } from '../../protocol/chain.ts'
import type { Received, RelayCursor } from '../document-parts.ts'
import { UnreadableStore } from '../documents/load.ts'
import type { Self } from '../spaces/self.ts'
import { MOST_NOTICES_A_MINUTE } from './flood.ts'
import { InboxDocument, type Notice } from './inbox-document.ts'

const LIFE = 'aa'.repeat(16)

/** Ben's inbox, and the log that a relay would keep of it. */
class Desk {
  readonly heard: Notice[] = []
  readonly clock = new FakeClock()
  readonly store: MemoryStore
  readonly #places: { readonly record: Bytes; readonly at: RelayCursor }[] = []
  #inbox: InboxDocument | undefined
  #life = LIFE

  constructor(store = new MemoryStore()) {
    this.store = store
  }

  get inbox(): InboxDocument {
    if (!this.#inbox) throw new Error('not open')
    return this.#inbox
  }

  async open(store: MemoryStore = this.store): Promise<this> {
    this.#inbox = await InboxDocument.open({ store, clock: this.clock }, ben, (notice) => this.heard.push(notice))
    return this
  }

  /** What the relay's log says for a record appended to it. */
  async place(record: Bytes): Promise<RelayCursor> {
    const last = this.#places.at(-1)?.at
    const before = last ? fromHex(last.chain) : await chainStart(fromHex(this.#life), this.inbox.id)
    const chain = toHex(await chainNext(before, await recordHash(record)))
    const at = { incarnation: this.#life, sequence: (last?.sequence ?? 0) + 1, chain }
    this.#places.push({ record, at })
    return at
  }

  async append(...records: readonly Bytes[]): Promise<readonly Received[]> {
    const all: Received[] = []
    for (const record of records) all.push(await this.inbox.receive(record, 'relay', await this.place(record)))
    return all
  }

  /** The stream begins at the start of the log. */
  async replay(): Promise<readonly Received[]> {
    return Promise.all(this.#places.map(({ record, at }) => this.inbox.receive(record, 'relay', at)))
  }

  newLife(): void {
    this.#life = 'bb'.repeat(16)
    this.#places.length = 0
  }

  get words(): readonly string[] {
    return this.heard.map(({ body }) => new TextDecoder().decode(body))
  }
}

let space: TestSpace
let ada: Self
let ben: Self
const notice = async (words: string, from: Self = ada, to: Self = ben): Promise<Bytes> =>
  from.sealNotice(await from.inboxOf(to.member), utf8(words))
const codes = (received: readonly Received[]) => received.map((one) => (one.kind === 'refused' ? one.code : one.kind))

beforeAll(async () => {
  space = await testSpace()
  ada = await space.join()
  ben = await space.join()
})

describe('an inbox', () => {
  it('HE30 is named by its member alone, for everybody the same', async () => {
    expect(await ada.inboxOf(ben.member)).toBe(await ben.inboxOf(ben.member))
    expect(await ada.inboxOf(ada.member)).not.toBe(await ada.inboxOf(ben.member))
  })

  it('HE30 tells each notice once, with who wrote it', async () => {
    const desk = await new Desk().open()
    expect(codes(await desk.append(ada.certificate, await notice('one'), await notice('two')))).toEqual(
      Array(3).fill('applied'),
    )
    expect(desk.words).toEqual(['one', 'two'])
    expect(desk.heard[0]).toMatchObject({ device: ada.device, member: ada.member })
    expect(codes(await desk.replay())).toEqual(Array(3).fill('duplicate'))
    expect(desk.words.length).toBe(2)
  })

  it('HE30 tells nothing again after a restart, and goes on where it was', async () => {
    const desk = await new Desk().open()
    await desk.append(ada.certificate, await notice('one'))
    await desk.open(desk.store.crash())
    expect(desk.inbox.cursor.sequence).toBe(2)
    await desk.replay()
    await desk.append(await notice('two'))
    expect(desk.words).toEqual(['one', 'two'])
  })

  it('HE30 tells nothing again when the relay began anew', async () => {
    const desk = await new Desk().open()
    const one = await notice('one')
    await desk.append(ada.certificate, one)
    desk.newLife()
    await desk.inbox.relayRestarted('bb'.repeat(16))
    expect(codes(await desk.append(await notice('two'), one, ada.certificate))).toEqual([
      'applied',
      'duplicate',
      'duplicate',
    ])
    expect(desk.words).toEqual(['one', 'two'])
  })

  it('HE30 tells nothing that is not stored', async () => {
    const desk = await new Desk().open()
    await desk.append(ada.certificate)
    const one = await notice('one')
    const at = await desk.place(one)
    desk.store.full = true
    await expect(desk.inbox.receive(one, 'relay', at)).rejects.toThrow()
    expect([desk.words, desk.inbox.cursor.sequence]).toEqual([[], 1])
    desk.store.full = false
    await desk.inbox.receive(one, 'relay', at)
    expect(desk.words).toEqual(['one'])
  })

  it('HE30 what a newer version stored is not read, nor written over', async () => {
    const store = new MemoryStore()
    const key = `${ben.space}.${await ben.inboxOf(ben.member)}.cursor`
    await store.write([{ table: 'documents', key, value: { schema: 2 } }])
    await expect(new Desk(store).open()).rejects.toThrow(UnreadableStore)
    expect(await store.get('documents', key)).toEqual({ schema: 2 })
  })
})

describe('a hostile inbox', () => {
  it('HE31 what others could not have written is passed over, and what follows is told', async () => {
    const desk = await new Desk().open()
    const good = await notice('good')
    const flipped = good.slice()
    flipped[flipped.length - 100] = (flipped[flipped.length - 100] ?? 0) ^ 1
    const cut = good.slice(0, -1)
    const update = await ada.sealUpdate(
      {
        document: desk.inbox.id,
        class: 3,
        nonce: '01'.repeat(8),
        counter: 1,
        previous: '00'.repeat(32),
        seen: { incarnation: '00'.repeat(16), sequence: 0, chain: '00'.repeat(32) },
      },
      utf8('update'),
    )
    const elsewhere = await ada.sealNotice(await ada.inboxOf(ada.member), utf8('to Ada'))
    const stranger = await (await testSpace()).join()
    const foreign = await stranger.sealNotice(desk.inbox.id, utf8('stranger'))
    const records = [flipped, cut, update, elsewhere, foreign, stranger.certificate, utf8('x'), new Uint8Array()]
    const answers = codes([
      ...(await desk.append(ada.certificate)),
      ...(await desk.append(...records)),
      ...(await desk.append(good)),
    ])
    expect(answers).toEqual([
      'applied',
      'bad-signature',
      'malformed',
      'wrong-kind',
      'wrong-document',
      'unknown-device',
      'wrong-space',
      'malformed',
      'malformed',
      'applied',
    ])
    expect(desk.words).toEqual(['good'])
  })

  it('HE31 a notice whose certificate has not come is not believed', async () => {
    const desk = await new Desk().open()
    expect(codes(await desk.append(await notice('one'), ada.certificate, await notice('two')))).toEqual([
      'unknown-device',
      'applied',
      'applied',
    ])
    expect(desk.words).toEqual(['two'])
  })

  it('HE31 nobody can name another device as theirs', async () => {
    const desk = await new Desk().open()
    const claimed = await space.claim(ada)
    expect(codes(await desk.append(claimed.record, await notice('one')))).toEqual(['applied', 'unknown-device'])
    await desk.append(ada.certificate, await notice('two'))
    expect(desk.heard.map(({ member }) => member)).toEqual([ada.member])
  })

  it('HE31 a log that leaves out, reorders or tells something else does not move it', async () => {
    const desk = await new Desk().open()
    await desk.append(ada.certificate)
    const [one, two] = [await notice('one'), await notice('two')]
    const [first, second] = [await desk.place(one), await desk.place(two)]
    expect(
      codes([
        await desk.inbox.receive(two, 'relay', second),
        await desk.inbox.receive(two, 'relay', first),
        await desk.inbox.receive(one, 'relay', { ...first, incarnation: 'cc'.repeat(16) }),
      ]),
    ).toEqual(['log-gap', 'broken-log', 'other-incarnation'])
    expect([desk.words, desk.inbox.cursor.sequence]).toEqual([[], 1])
    await desk.inbox.receive(one, 'relay', first)
    await desk.inbox.receive(two, 'relay', second)
    expect(desk.words).toEqual(['one', 'two'])
  })

  it('HE32 a flood by one member is believed up to its bound; others are heard', async () => {
    const desk = await new Desk().open()
    const cleo = await space.join(await createMember())
    await desk.append(ada.certificate, cleo.certificate)
    for (let i = 0; i < MOST_NOTICES_A_MINUTE + 20; i++) await desk.append(await notice(`${i}`))
    expect(desk.words.length).toBe(MOST_NOTICES_A_MINUTE)
    await desk.append(await notice('from cleo', cleo))
    expect(desk.words.at(-1)).toBe('from cleo')
    desk.clock.pass(60_000)
    await desk.append(await notice('later'))
    expect(desk.words.at(-1)).toBe('later')
    expect(desk.inbox.refusals.get('too-many-notices')).toBe(20)
  })

  it('HE32 a notice is small, however it is written', async () => {
    await expect(notice('x'.repeat(9_000))).rejects.toThrow(/too-large/)
    const desk = await new Desk().open()
    const large = new Uint8Array(8_000)
    large.set([1, 8])
    expect(codes(await desk.append(large))).toEqual(['too-large'])
    expect(must(await ben.prove(ada.certificate)).member).toBe(ada.member)
  })
})
