import { beforeEach, describe, expect, it } from 'vitest'
import { comment, highlight } from '../../../test/kit/documents.ts'
import { memberId, StandInPage } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import { ownedKey } from '../../domain/ids.ts'
import type { DocumentChange } from '../document-parts.ts'
import { MergedPage } from './merged-page.ts'
import type { Threaded } from './visit.ts'

const ADA = memberId('a')
const BEN = memberId('b')
const key = (member: typeof ADA, n: number) => ownedKey(member, String(n).padStart(16, '0'))
const [ONE, OTHER, NEW] = [key(ADA, 1), key(BEN, 2), key(ADA, 3)]
const [SAID, REPLY] = [key(ADA, 11), key(ADA, 12)]
const VERSION = { v: 1, length: 9, landmarks: 'AAAA' } as const

let main: StandInPage
let other: StandInPage
let ended: AbortController
let page: MergedPage

beforeEach(async () => {
  main = new StandInPage('1', ADA)
  other = new StandInPage('2', ADA)
  await main.putAnnotation(ONE, highlight('in the main one'))
  await other.putAnnotation(OTHER, highlight('in the other'), BEN)
  await other.putComment(SAID, comment(OTHER, 'said there'))
  ended = new AbortController()
  page = new MergedPage([main as unknown as Threaded, other as unknown as Threaded], ended.signal)
})

describe('several documents as one page', () => {
  it('W9 shows what stands in any of them, under the main one’s name', () => {
    expect([...page.annotations().keys()].sort()).toEqual([ONE, OTHER])
    expect([...page.comments().keys()]).toEqual([SAID])
    expect(page.id).toBe(main.id)
  })

  it('W9 what is new goes into the main one', async () => {
    await page.putThread([NEW, highlight('new')], [REPLY, comment(NEW, 'first')])
    expect([main.annotations().has(NEW), other.annotations().has(NEW)]).toEqual([true, false])
    expect([main.comments().has(REPLY), other.comments().has(REPLY)]).toEqual([true, false])
  })

  it('W9 what belongs to an annotation goes where that lives', async () => {
    await page.putComment(REPLY, comment(OTHER, 'a reply'))
    await page.putComment(SAID, comment(OTHER, 'said anew'))
    await page.putState(OTHER, { v: 1, resolved: true, at: 1 })
    await page.putPlacement(OTHER, { v: 1, selectors: [], at: 2 })
    await page.putAnnotation(OTHER, highlight('changed'))
    expect([main.comments().size, other.comments().size]).toEqual([0, 2])
    expect(main.state(OTHER) ?? main.placement(OTHER) ?? main.annotations().get(OTHER)).toBeUndefined()
    expect([page.state(OTHER)?.value.resolved, page.placement(OTHER)?.value.at]).toEqual([true, 2])
    expect(page.comments().get(SAID)?.value.body).toBe('said anew')
  })

  it('W9 an import goes into each by what it belongs to', async () => {
    await page.putMany(
      [[NEW, highlight('new')]],
      [
        [REPLY, comment(OTHER, 'to the old one')],
        [key(ADA, 13), comment(NEW, 'to the new one')],
      ],
    )
    expect([[...main.comments().keys()], [...other.comments().keys()]]).toEqual([[key(ADA, 13)], [SAID, REPLY]])
    expect(main.annotations().has(NEW)).toBe(true)
  })

  it('W9 a version stands beside what refers to it, in whichever document', async () => {
    const version = key(ADA, 21)
    await page.putVersion(version, VERSION)
    expect([main.versions().has(version), other.versions().has(version)]).toEqual([true, false])
    await page.putPlacement(OTHER, { v: 1, selectors: [], version, at: 2 })
    expect(other.versions().get(version)).toEqual(VERSION)
    const kept = key(BEN, 22)
    await other.putVersion(kept, VERSION)
    await page.putAnnotation(NEW, { ...highlight('new'), version: kept })
    expect(page.versions().has(kept)).toBe(true)
  })

  it('W9 nobody hides another’s words by a copy under the same name in another document', async () => {
    const mallory = memberId('c')
    await main.putAnnotation(OTHER, highlight('forged'), mallory)
    await main.putComment(SAID, comment(OTHER, 'forged'), mallory)
    expect(page.annotations().get(OTHER)).toMatchObject({ writer: BEN, value: highlight('in the other') })
    expect(page.comments().get(SAID)?.value.body).toBe('said there')
    await page.putState(OTHER, { v: 1, resolved: true, at: 1 })
    expect(other.state(OTHER)?.value.resolved).toBe(true)
  })

  it('W9 a change of any of them is told, until the page is left', async () => {
    const told: DocumentChange[] = []
    page.changed.listen((change) => void told.push(change))
    await other.putState(OTHER, { v: 1, resolved: true, at: 1 })
    await turn()
    expect(told).toMatchObject([{ states: [OTHER] }])
    ended.abort()
    await main.putState(ONE, { v: 1, resolved: true, at: 1 })
    await turn()
    expect(told).toHaveLength(1)
    expect([main.changed.listening, other.changed.listening]).toEqual([0, 0])
  })
})
