import { beforeEach, describe, expect, it } from 'vitest'
import { clock, random } from '../../../test/kit/documents.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import { MemoryStore } from '../../../test/kit/memory-store.ts'
import { MAX_ALIASES } from '../../domain/site-alias.ts'
import type { Bytes } from '../../kit/bytes.ts'
import type { SpaceDocument } from '../document-parts.ts'
import type { Self } from '../spaces/self.ts'
import { openSpaceDocument } from './open.ts'

const PREVIEW = 'https://preview.example'
const STAGING = 'https://staging.example'
const MAIN = 'https://example.org'

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

async function openAs(self: Self, store = new MemoryStore()): Promise<Someone> {
  const pageId = (address: string) => self.pageDocument(address)
  const document = (await openSpaceDocument(
    { clock, random, store },
    self,
    self.spaceDocument,
    pageId,
  )) as unknown as Open
  const sent: Bytes[] = []
  document.sealed.listen((record) => void sent.push(record))
  return { document, store, self, sent }
}

const bring = async (from: Someone, to: Someone) => {
  for (const record of from.sent) await to.document.receive(record, 'peer')
}
const seen = ({ document }: Someone) => Object.fromEntries(document.aliases())
const write = (who: Someone, key: string, value: unknown) =>
  who.document.edit([{ root: 'aliases', key, value }], 'alias')

beforeEach(async () => {
  space = await testSpace()
  const [admin, member] = [await space.join(space.admin), await space.join()]
  ada = await openAs(admin)
  ben = await openAs(member)
  // His own client does what he wants.
  Object.defineProperty(ben.self, 'isAdmin', { value: () => true })
  ben = await openAs(ben.self)
})

describe('W6 aliases of sites', () => {
  it('W6 an admin declares one and takes it back; others see it, and after a restart, too', async () => {
    await ada.document.putAlias(PREVIEW, MAIN)
    await bring(ada, ben)
    expect(seen(ben)).toEqual({ [PREVIEW]: MAIN })
    expect(seen(await openAs(ada.self, ada.store))).toEqual({ [PREVIEW]: MAIN })
    await ada.document.putAlias(PREVIEW, undefined)
    await bring(ada, ben)
    expect([seen(ada), seen(ben)]).toEqual([{}, {}])
    await ada.document.putAlias(PREVIEW, STAGING)
    expect(seen(ada)).toEqual({ [PREVIEW]: STAGING })
  })

  it('W6 our client does not declare for who is no admin, nor what is none', async () => {
    const member = await openAs(await space.join())
    await expect(member.document.putAlias(PREVIEW, MAIN)).rejects.toThrow(/admin/)
    await expect(member.document.putAlias(PREVIEW, undefined)).rejects.toThrow(/admin/)
    await expect(ada.document.putAlias(MAIN, `${MAIN}/live`)).rejects.toThrow(/to:/)
    await expect(ada.document.putAlias(`${PREVIEW}/`, MAIN)).rejects.toThrow(/to:/)
    await ada.document.putAlias(STAGING, undefined)
    expect([member.sent, ada.sent]).toEqual([[], []])
  })

  it('W6 what somebody else writes counts for nobody but their own client', async () => {
    await ben.document.putAlias(PREVIEW, 'https://evil.example')
    await bring(ben, ada)
    expect(seen(ben)).toEqual({ [PREVIEW]: 'https://evil.example' })
    expect(seen(ada)).toEqual({})
  })

  it('W6 who writes over an admin’s word ends it, and cannot put another in its place; the admin says it again', async () => {
    await ada.document.putAlias(PREVIEW, MAIN)
    await bring(ada, ben)
    await ben.document.putAlias(PREVIEW, 'https://evil.example')
    await bring(ben, ada)
    expect(seen(ada)).toEqual({})
    await ada.document.putAlias(PREVIEW, MAIN)
    expect(seen(ada)).toEqual({ [PREVIEW]: MAIN })
  })

  it('W6 nonsense is passed over and counted, also an admin’s', async () => {
    const values: readonly (readonly [string, unknown])[] = [
      ['not a site', { v: 1, to: MAIN }],
      [`${PREVIEW}/`, { v: 1, to: MAIN }],
      ['javascript:alert(1)', { v: 1, to: MAIN }],
      [`https://${'a'.repeat(5_000)}.example`, { v: 1, to: MAIN }],
      [PREVIEW, { v: 2, to: MAIN }],
      [STAGING, { v: 1, to: 'a'.repeat(5_000) }],
      ['https://one.example', 'text'],
      ['https://two.example', { v: 1, to: 7 }],
    ]
    for (const [key, value] of values) await write(ada, key, value)
    expect(ada.document.skipped).toBe(values.length)
    for (const to of ['javascript:alert(1)', `${STAGING}/deeper`, `${MAIN}/`, '']) {
      await write(ada, STAGING, { v: 1, to })
      expect(seen(ada)).toEqual({})
    }
  })

  it('W8 of many the first by name count, the same for all in whatever order they come', async () => {
    const site = (n: number) => `https://s${String(n).padStart(3, '0')}.example`
    for (let n = MAX_ALIASES + 19; n >= 0; n--) await ada.document.putAlias(site(n), MAIN)
    for (let n = 0; n < 40; n++) await ben.document.putAlias(`https://a${n}.example`, MAIN)
    await bring(ben, ada)
    const expected = Array.from({ length: MAX_ALIASES }, (_, n) => site(n))
    expect(Object.keys(seen(ada))).toEqual(expected)
    const late = await openAs(await space.join())
    for (const record of [...ada.sent.slice(0, 1), ...ada.sent.slice(1).reverse()])
      await late.document.receive(record, 'peer')
    await bring(ben, late)
    expect(seen(late)).toEqual(seen(ada))
    await ada.document.putAlias(site(0), undefined)
    expect(Object.keys(seen(ada))).toEqual([...expected.slice(1), site(MAX_ALIASES)])
  })
})
