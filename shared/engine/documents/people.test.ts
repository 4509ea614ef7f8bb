import { beforeEach, describe, expect, it } from 'vitest'
import { clock, comment, highlight, newKey, random, testDesk } from '../../../test/kit/documents.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import type { MemberId } from '../../domain/ids.ts'
import { MAX_SECOND_SELVES, markOf } from '../../domain/people.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { SpaceDocument } from '../document-parts.ts'
import type { Self } from '../spaces/self.ts'
import { openSpaceDocument } from './open.ts'

/** What a client of one's own can do: write anything anywhere. */
type Open = SpaceDocument & { edit(puts: readonly object[], kind: string): Promise<void>; readonly skipped: number }
interface Someone {
  readonly document: Open
  readonly store: MemoryStore
  readonly self: Self
  readonly sent: Bytes[]
}

let space: TestSpace
let ada: Someone
let ben: Someone
let cleo: Someone

async function openAs(self: Self, name = '', store = new MemoryStore()): Promise<Someone> {
  const pageId = (address: string) => self.pageDocument(address)
  const opened = await openSpaceDocument({ clock, random, store }, self, self.spaceDocument, pageId)
  const document = opened as unknown as Open
  const sent: Bytes[] = []
  document.sealed.listen((record) => void sent.push(record))
  if (name !== '') await document.putMember({ v: 1, name, colour: 'teal' })
  return { document, store, self, sent }
}

const bring = async (from: Someone, ...all: readonly Someone[]) => {
  for (const to of all) for (const record of from.sent) await to.document.receive(record, 'peer')
}
const id = ({ self }: Someone): MemberId => self.member
const nameAs = (who: Someone, shown: Someone): string | undefined => who.document.shown().get(id(shown))?.name
const stranger = (digit: string): MemberId => digit.repeat(32) as MemberId
/** From now on his client takes him for an admin. */
const lies = ({ self }: Someone) => Object.defineProperty(self, 'isAdmin', { value: () => true })

beforeEach(async () => {
  space = await testSpace()
  ada = await openAs(await space.join(space.admin), 'Ada')
  ben = await openAs(await space.join(), 'Ben')
  cleo = await openAs(await space.join(), 'Cleo')
  await bring(ada, ben, cleo)
  await bring(ben, ada, cleo)
  await bring(cleo, ada, ben)
})

describe('W20 the name of a space', () => {
  it('W20 is an admin’s to give; others’ clients refuse, and what one writes all the same does not count', async () => {
    await ada.document.putName('Design team')
    await bring(ada, ben)
    expect(ben.document.name).toBe('Design team')
    await expect(ben.document.putName('Ben’s team')).rejects.toThrow(/admin/)
    lies(ben)
    const own = await openAs(ben.self, '', ben.store)
    await own.document.putName('Ben’s team')
    await bring(own, ada)
    expect(ada.document.name).toBe('')
    await ada.document.putName('Design team')
    expect(ada.document.name).toBe('Design team')
  })
})

describe('W22 muting', () => {
  it('W22 an admin mutes and unmutes; it is there after a restart', async () => {
    await ada.document.putMute(id(ben), { v: 1, on: true, since: 500 })
    await bring(ada, cleo)
    expect(cleo.document.mutedSince(id(ben))).toEqual({ since: 500, by: id(ada) })
    const again = await openAs(ada.self, '', ada.store)
    expect(again.document.mutedSince(id(ben))).toEqual({ since: 500, by: id(ada) })
    await ada.document.putMute(id(ben), { v: 1, on: false, since: 600 })
    await bring(ada, cleo)
    expect(cleo.document.mutedSince(id(ben))).toBeUndefined()
  })

  it('W22 nobody else does', async () => {
    await expect(cleo.document.putMute(id(ben), { v: 1, on: true, since: 1 })).rejects.toThrow(/admin/)
    lies(cleo)
    const own = await openAs(cleo.self, '', cleo.store)
    await own.document.putMute(id(ben), { v: 1, on: true, since: 1 })
    await bring(own, ada, ben)
    expect([ada.document.mutedSince(id(ben)), ben.document.mutedSince(id(ben))]).toEqual([undefined, undefined])
  })

  it('W22 nonsense is passed over and counted', async () => {
    for (const [key, value] of [
      ['no member', { v: 1, on: true, since: 1 }],
      [id(ben), { v: 1, on: 'yes', since: 1 }],
      [id(cleo), { v: 1, on: true, since: -1 }],
    ] as const)
      await ada.document.edit([{ root: 'mutes', key, value }], 'mute')
    await ada.document.edit([{ root: 'selves', key: id(ben), value: { v: 1, as: 'Ada' } }], 'self')
    expect(ada.document.skipped).toBe(4)
    expect([ada.document.mutedSince(id(ben)), ada.document.mutedSince(id(cleo))]).toEqual([undefined, undefined])
  })
})

describe('W23 second selves', () => {
  it('W23 go by the name of the member whose they are, until the admin takes it back', async () => {
    await ada.document.putSecondSelf(id(cleo), id(ben))
    await bring(ada, ben, cleo)
    expect([nameAs(ben, cleo), nameAs(cleo, cleo), nameAs(ada, ben)]).toEqual(['Ben', 'Ben', 'Ben'])
    expect(ben.document.members().get(id(cleo))?.name).toBe('Cleo')
    await ada.document.putSecondSelf(id(cleo), undefined)
    await bring(ada, ben)
    expect([nameAs(ada, cleo), nameAs(ben, cleo)]).toEqual(['Cleo', 'Cleo'])
  })

  it('W23 a mute holds for both', async () => {
    await ada.document.putSecondSelf(id(cleo), id(ben))
    await ada.document.putMute(id(ben), { v: 1, on: true, since: 500 })
    expect(ada.document.mutedSince(id(cleo))).toEqual({ since: 500, by: id(ada) })
    await ada.document.putSecondSelf(id(cleo), undefined)
    expect(ada.document.mutedSince(id(cleo))).toBeUndefined()
  })

  it('W23 there are no chains and no circles, also when two admins say both at once', async () => {
    await ada.document.putSecondSelf(id(cleo), id(ben))
    await expect(ada.document.putSecondSelf(id(ben), id(cleo))).rejects.toThrow(/as:/)
    await expect(ada.document.putSecondSelf(id(ben), id(ada))).rejects.toThrow(/as:/)
    await expect(ada.document.putSecondSelf(id(ada), id(cleo))).rejects.toThrow(/as:/)
    await expect(ada.document.putSecondSelf(id(ada), id(ada))).rejects.toThrow(/as:/)
    const say = (one: Someone, as: Someone) =>
      ada.document.edit([{ root: 'selves', key: id(one), value: { v: 1, as: id(as) } }], 'self')
    await say(ben, cleo)
    expect(ada.document.secondSelves()).toEqual(new Map())
    await say(ben, ada)
    expect(ada.document.secondSelves()).toEqual(new Map([[id(ben), id(ada)]]))
    expect([nameAs(ada, ben), nameAs(ada, cleo)]).toEqual(['Ada', 'Cleo'])
  })

  it('W23 nobody but an admin says so, and nobody takes a name by it', async () => {
    await expect(ben.document.putSecondSelf(id(cleo), id(ben))).rejects.toThrow(/admin/)
    lies(ben)
    const own = await openAs(ben.self, '', ben.store)
    await own.document.putSecondSelf(id(ben), id(ada))
    await bring(own, ada, cleo)
    expect([nameAs(ada, ben), nameAs(cleo, ben)]).toEqual(['Ben', 'Ben'])
  })

  it('W23 one whose member has shown no card goes by its own', async () => {
    await ada.document.putSecondSelf(id(cleo), stranger('e'))
    expect(nameAs(ada, cleo)).toBe('Cleo')
  })

  it('W23 of too many the first by id count', async () => {
    const many = Array.from({ length: MAX_SECOND_SELVES + 5 }, (_, n) => n.toString(16).padStart(32, '0') as MemberId)
    const puts = many.reverse().map((key) => ({ root: 'selves', key, value: { v: 1, as: id(ben) } }))
    await ada.document.edit(puts, 'self')
    expect([...ada.document.secondSelves().keys()]).toEqual([...many].reverse().slice(0, MAX_SECOND_SELVES))
    await expect(ada.document.putSecondSelf(id(cleo), id(ben))).rejects.toThrow(/too many/)
  })
})

describe('W24 names', () => {
  it('W24 are told apart while two have the same one', async () => {
    await cleo.document.putMember({ v: 1, name: 'ben', colour: 'sky' })
    await bring(cleo, ada)
    expect(nameAs(ada, ben)).toBe(`Ben · ${markOf(id(ben), 4)}`)
    expect(nameAs(ada, cleo)).toBe(`ben · ${markOf(id(cleo), 4)}`)
    expect(nameAs(ada, ada)).toBe('Ada')
    await ada.document.putSecondSelf(id(cleo), id(ben))
    expect([nameAs(ada, ben), nameAs(ada, cleo)]).toEqual(['Ben', 'Ben'])
  })
})

describe('W21 hiding', () => {
  const pages = async () => {
    const page = await ada.self.pageDocument('https://site.example/')
    const [adas, bens] = [await testDesk(ada.self, page), await testDesk(ben.self, page)]
    const [marked, said] = [newKey(ben.self), newKey(ben.self)]
    await bens.page.putThread([marked, highlight('words')], [said, comment(marked, 'hello')])
    for (const record of bens.sent) await adas.page.receive(record, 'peer')
    return { adas, bens, marked, said }
  }

  it('W21 an admin hides an annotation or a comment and shows it again; `changed` names it', async () => {
    const { adas, bens, marked, said } = await pages()
    const heard: unknown[] = []
    bens.page.changed.listen(({ states, comments }) => heard.push({ states, comments }))
    for (const key of [marked, said]) await adas.page.putHidden(key, { v: 1, hidden: true, at: 1 })
    for (const record of adas.sent) await bens.page.receive(record, 'peer')
    expect([bens.page.hidden(marked), bens.page.hidden(said)]).toEqual([{ by: id(ada) }, { by: id(ada) }])
    expect(heard).toEqual([
      { states: [marked], comments: [] },
      { states: [said], comments: [said] },
    ])
    expect([bens.page.annotations().has(marked), bens.page.comments().has(said)]).toEqual([true, true])
    await adas.page.putHidden(marked, { v: 1, hidden: false, at: 2 })
    expect([adas.page.hidden(marked), adas.page.hidden(said)]).toEqual([undefined, { by: id(ada) }])
  })

  it('W21 nobody else hides; who writes over an admin’s word ends it', async () => {
    const { adas, bens, marked } = await pages()
    await expect(bens.page.putHidden(marked, { v: 1, hidden: true, at: 1 })).rejects.toThrow(/admin/)
    await adas.page.putHidden(marked, { v: 1, hidden: true, at: 1 })
    for (const record of adas.sent) await bens.page.receive(record, 'peer')
    lies(ben)
    await bens.page.putHidden(marked, { v: 1, hidden: true, at: 2 })
    for (const record of bens.sent) await adas.page.receive(record, 'peer')
    expect(adas.page.hidden(marked)).toBeUndefined()
    await adas.page.putHidden(marked, { v: 1, hidden: true, at: 3 })
    expect(adas.page.hidden(marked)).toEqual({ by: id(ada) })
  })
})

describe('W26 open invites', () => {
  const invite = (who: Someone, digit: string, change: object = {}) => ({
    id: digit.repeat(32),
    by: id(who),
    role: 'writer' as const,
    askFirst: false,
    expires: 1_000,
    epoch: 0,
    ...change,
  })
  const listed = (who: Someone) => who.document.invites().map((one) => one.id[0])

  it('W26 are listed by their makers, without a secret, and taken back by them or an admin', async () => {
    await ada.document.putInvite(invite(ada, '1'))
    await ben.document.putInvite(invite(ben, '2', { role: 'reader', askFirst: true }))
    await ben.document.putInvite(invite(ben, '3'))
    await bring(ada, ben, cleo)
    await bring(ben, ada, cleo)
    expect(cleo.document.invites()).toEqual([
      invite(ada, '1'),
      invite(ben, '2', { role: 'reader', askFirst: true }),
      invite(ben, '3'),
    ])
    await ada.document.putRevoked('2'.repeat(32))
    await ben.document.putRevoked('3'.repeat(32))
    await bring(ada, ben, cleo)
    await bring(ben, ada, cleo)
    for (const one of [ada, ben, cleo]) expect(listed(one)).toEqual(['1'])
  })

  it('W26 a writer makes nobody believe that there is another’s invite, that it is taken back, or that theirs is for an admin', async () => {
    await ada.document.putInvite(invite(ada, '1'))
    await bring(ada, ben, cleo)
    const key = (who: Someone, digit: string) => `${id(who)}.${digit.repeat(32)}`
    const { by: _, id: _id, ...fields } = invite(ada, '9')
    // Under Ada's name: one that she did not make, hers made worthless, and her word that it is taken back.
    const [made, word] = [{ ...fields, v: 1 }, { v: 1 }]
    await ben.document.edit([{ root: 'invites', key: key(ada, '9'), value: made }], 'x')
    await ben.document.edit([{ root: 'revoked', key: key(ada, '1'), value: word }], 'x')
    // Under his own.
    await ben.document.putRevoked('1'.repeat(32))
    await ben.document.putInvite(invite(ben, '4', { role: 'admin' }))
    await bring(ben, ada, cleo)
    for (const one of [ada, ben, cleo]) expect(listed(one)).toEqual(['1'])
    expect([ada.document.isRevoked(id(ada), '1'.repeat(32)), cleo.document.isRevoked(id(ada), '1'.repeat(32))]).toEqual(
      [false, false],
    )
    const junk = [{ v: 1 }, { ...made, role: 'owner' }, { ...made, expires: -1 }, { ...made, epoch: 0.5 }, 'x']
    for (const value of junk) await ben.document.edit([{ root: 'invites', key: key(ben, '5'), value }], 'x')
    await bring(ben, ada)
    expect(listed(ada)).toEqual(['1'])
  })

  it('W26 of one member a hundred are listed at most', async () => {
    const value = { v: 1, role: 'writer', askFirst: false, expires: 1_000, epoch: 0 }
    const puts = Array.from({ length: 150 }, (_, n) => {
      return { root: 'invites', key: `${id(ben)}.${n.toString(16).padStart(32, '0')}`, value }
    })
    await ben.document.edit(puts, 'x')
    await ada.document.putInvite(invite(ada, '1'))
    await bring(ben, ada)
    expect(
      ada.document
        .invites()
        .map(({ by }) => by === id(ben))
        .filter(Boolean),
    ).toHaveLength(100)
    expect(listed(ada)).toContain('1')
  })
})
