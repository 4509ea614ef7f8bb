import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { random } from '../../../test/kit/documents.ts'
import { type TestSpace, testSpace } from '../../../test/kit/members.ts'
import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import { sealFrame } from '../../envelope/frame.ts'
import { openSpaceKeys } from '../../envelope/keys.ts'
import { type Bytes, toHex, utf8 } from '../../kit/bytes.ts'
import type { Self } from '../spaces/self.ts'
import { drawSession } from './announcer.ts'
import { encodePresence } from './body.ts'
import { encodePlace } from './cursor.ts'
import { Presence } from './presence.ts'

const page = 'aa'.repeat(16) as DocumentId
const other = 'bb'.repeat(16) as DocumentId
const clock = new FakeClock()

let space: TestSpace
let ada: Self
let mallory: Self
/** Ben's side, and the places he was shown. */
let ben: Presence
let shown: { readonly device: DeviceId; readonly place: unknown }[]

const frame = (from: Self, session: Bytes, counter: number, place: unknown, on = page) =>
  from.sealFrame(on, session, counter, encodePlace(place) as Bytes)
const says = async (from: Self, session: Bytes, counter: number, where: DocumentId | undefined = page) =>
  ben.hear(
    await from.sealSession(
      'presence',
      session,
      counter,
      encodePresence({ here: true, page: where, peer: '', huddle: undefined }),
    ),
  )

beforeEach(async () => {
  space = await testSpace()
  ada = await space.join()
  mallory = await space.join()
  shown = []
  ben = new Presence(
    await space.join(),
    { clock, random },
    {
      publish: () => undefined,
      frame: () => undefined,
      changed: () => undefined,
      introduced: () => undefined,
      pointed: (_, device, place) => void shown.push({ device, place }),
    },
  )
  expect(await ben.learn(ada.certificate)).toBe(true)
})

describe('who has just come', () => {
  it('N20 is seen by the very first presence, though it arrives while the certificate is being verified', async () => {
    const newcomer = await space.join()
    const session = drawSession(clock, random)
    const body = encodePresence({ here: true, page, peer: '', huddle: undefined })
    const record = await newcomer.sealSession('presence', session, 1, body)
    const learning = ben.learn(newcomer.certificate)
    await ben.hear(record)
    expect(await learning).toBe(true)
    expect(ben.on(page).map(({ device }) => device)).toContain(newcomer.device)
  })
})

describe('cursors of others', () => {
  it('F2 frames count only under a session that a signed presence announced', async () => {
    const session = drawSession(clock, random)
    const unsaid = session.map((byte) => byte ^ 1)
    await ben.hearFrame(await frame(ada, session, 1, 'before'), ada.device)
    expect(shown).toEqual([])
    await says(ada, session, 1)
    await ben.hearFrame(await frame(ada, unsaid, 2, 'another session'), ada.device)
    expect(shown).toEqual([])
    await ben.hearFrame(await frame(ada, session, 2, 'announced'), ada.device)
    expect(shown).toEqual([{ device: ada.device, place: 'announced' }])
  })

  it('F2 a frame counts only from its own device: any member could seal one in another’s name', async () => {
    const session = drawSession(clock, random)
    await says(ada, session, 1)
    const claim = { document: page, device: ada.device, session: toHex(session), counter: 99 }
    const keys = await openSpaceKeys(space.space, space.writeSeed)
    const forged = await sealFrame({ ...claim, body: encodePlace('forged') as Bytes }, 0, keys)
    if (!forged.ok) throw new Error(forged.error)
    await ben.hearFrame(forged.value, mallory.device)
    expect(shown).toEqual([])
    await ben.hearFrame(await frame(ada, session, 1, 'hers'), ada.device)
    expect(shown).toEqual([{ device: ada.device, place: 'hers' }])
  })

  it('F2 a counter that is not above the last is refused', async () => {
    const session = drawSession(clock, random)
    await says(ada, session, 1)
    for (const counter of [3, 3, 2, 4]) await ben.hearFrame(await frame(ada, session, counter, counter), ada.device)
    expect(shown.map(({ place }) => place)).toEqual([3, 4])
    await says(ada, session, 2) // said again, the count goes on
    await ben.hearFrame(await frame(ada, session, 4, 'again'), ada.device)
    expect(shown).toHaveLength(2)
  })

  it('F2 a member without a signed presence shows no cursor, whatever keys they hold', async () => {
    const session = drawSession(clock, random)
    await says(mallory, session, 1) // their certificate is not known here
    await ben.hearFrame(await frame(mallory, session, 1, 'unknown'), mallory.device)
    expect(await ben.learn(mallory.certificate)).toBe(true)
    await ben.hearFrame(await frame(mallory, session, 2, 'unsaid'), mallory.device)
    expect(shown).toEqual([])
  })

  it('F2 carries positions on the page that its device is on, and nothing else', async () => {
    const session = drawSession(clock, random)
    await says(ada, session, 1)
    await ben.hearFrame(await frame(ada, session, 1, 'elsewhere', other), ada.device)
    await ben.hearFrame(await ada.sealFrame(page, session, 2, utf8('not a place')), ada.device)
    await ben.hearFrame(await ada.sealSession('signal', session, 3, utf8('"a signal"')), ada.device)
    expect(shown).toEqual([])
    await ben.hearFrame(await frame(ada, session, 3, 'here'), ada.device)
    expect(shown).toHaveLength(1)
  })

  it('K2 N20 a certificate that claims Ada’s device key for another member does not change who is here', async () => {
    expect(await ben.learn((await space.claim(ada)).record)).toBe(true)
    const session = drawSession(clock, random)
    await says(ada, session, 1)
    expect(ben.here()).toMatchObject([{ device: ada.device, member: ada.member }])
  })
})
