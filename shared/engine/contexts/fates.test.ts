import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { deviceId, memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import type { ConnectionsView } from '../../contract/connection.ts'
import type { CardTicket } from '../../contract/views.ts'
import { type AnnotationId, type CommentId, ownedKey } from '../../domain/ids.ts'
import { encodeSeen } from '../seen/body.ts'
import { refusalView } from './fates.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const QUOTE = { type: 'TextQuoteSelector', exact: 'these words', prefix: '', suffix: '' } as const
const ben = memberId('b')
const envelope = { device: deviceId('a'), nonce: '0'.repeat(16), counter: 4 }

async function posted(relay: string | null = 'https://relay.example') {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, relay ?? undefined)
  await team.space.putMember(ADA)
  await team.space.putMember({ v: 1, name: 'Ben', colour: 'coral' }, ben)
  const all = await ground(new StandInSpaces(ADA, team))
  const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE))
  await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
  const mark = { do: 'compose', kind: 'highlight', selectors: [QUOTE], colour: 'yellow' }
  const { ticket } = await overlay.done<CardTicket>(mark)
  const card = new Speaker(all.engine, 'card', ownPage)
  await card.done({ do: 'hello', ticket })
  const { annotation } = await card.done<{ annotation: AnnotationId }>({ do: 'post', body: 'hello' })
  const page = team.page(PAGE)
  const comment = [...page.comments().keys()][0] as CommentId
  const panel = new Speaker(all.engine, 'panel', ownPage)
  await panel.done({ do: 'watch', tab: 1 })
  const look = () => team.moves.linkChanged.emit()
  const fate = () => card.heard.filter(sees('thread')).at(-1)?.comments[0]?.fate
  const item = () => panel.heard.filter(sees('panel')).at(-1)?.items[0]?.fate
  return { ...all, team, overlay, card, panel, page, annotation, comment, look, fate, item }
}

describe('where one’s own work has come to', () => {
  it('SE6 it is told of one’s own only, and in a private space that it is on this device', async () => {
    const { team, card, page, annotation } = await posted(null)
    await card.until((view) => sees('thread')(view) && view.comments[0]?.fate?.at === 'alone')
    expect(team.private).toBe(true)
    const bens = ownedKey(ben, '0'.repeat(15).concat('1'))
    await page.putComment(bens, { v: 1, annotation, body: 'hi', created: 1 }, ben)
    const view = await card.until((seen) => sees('thread')(seen) && seen.comments.length === 2)
    expect(sees('thread')(view) && view.comments.find(({ id }) => id === bens)?.fate).toBeUndefined()
  })

  it('SE6 the panel’s item says of all of one’s own together what is true of each', async () => {
    const { page, team, panel, annotation, comment, look } = await posted()
    const second = { ...envelope, counter: 9 }
    page.fates.set(annotation, { at: 'relay', envelope })
    page.fates.set(comment, { at: 'here', envelope: second })
    look()
    await panel.until((view) => sees('panel')(view) && view.items[0]?.fate?.at === 'here')
    page.fates.set(comment, { at: 'relay', envelope: second })
    team.moves.toldSeen.emit({ device: deviceId('b'), member: ben, body: encodeSeen([envelope]) })
    await panel.until((view) => sees('panel')(view) && view.items[0]?.fate?.at === 'relay')
    expect(panel.heard.some((view) => sees('panel')(view) && view.items[0]?.fate?.seenBy !== undefined)).toBe(false)
    team.moves.toldSeen.emit({ device: deviceId('b'), member: ben, body: encodeSeen([second]) })
    await panel.until((view) => sees('panel')(view) && view.items[0]?.fate?.seenBy?.[0] === 'Ben')
  })

  it('SE6 what was refused says why and what can be done, and is written anew when that is asked', async () => {
    const { page, card, panel, annotation, comment, look } = await posted()
    page.fates.set(comment, { at: 'here', refused: 'bad-certificate' })
    look()
    await card.until((view) => sees('thread')(view) && view.comments[0]?.fate?.refused?.again === true)
    await panel.until((view) => sees('panel')(view) && view.items[0]?.fate?.refused?.forGood === true)
    let written = 0
    page.changed.listen(({ comments, annotations }) => {
      written += comments.filter((id) => id === comment).length + annotations.filter((id) => id === annotation).length
    })
    await card.done({ do: 'try-again', comment })
    await card.done({ do: 'try-again' })
    await turn()
    expect(written).toBe(2)
    expect(await card.refused({ do: 'try-again', comment: ownedKey(ben, '1'.repeat(16)) })).toContain('no longer here')
  })

  it.each([
    ['too-large', /parts/, undefined],
    ['revoked', /removed/, undefined],
    ['not-a-writer', /only read/, undefined],
    ['malformed', /try again/, true],
  ])('SE6 %s is said in words', (code, words, again) => {
    const view = refusalView(code, true)
    expect(view.words).toMatch(words)
    expect(view.again).toBe(again)
  })

  it('SE6 over quota is no refusal for good: it goes on by itself', () =>
    expect(refusalView('over-quota', false)).toMatchObject({ words: expect.stringContaining('by itself') }))
})

describe('the connection', () => {
  it('N25 the overlay is told once what became of what had waited', async () => {
    const { team, overlay } = await posted()
    team.moves.cameBack.emit({ sent: 14, refused: 1 })
    expect(await overlay.until(sees('came-back'))).toEqual({ see: 'came-back', sent: 14, refused: 1 })
  })

  it('N28 home is told of each space: names, routes, and what is stored in bytes', async () => {
    const { team, engine, store } = await posted()
    const space = team.self.space
    await store.write([
      { table: 'envelopes', key: `${space}.d.e.1`, value: { schema: 1, record: new Uint8Array(700) } },
      { table: 'envelopes', key: 'another.d.e.1', value: { schema: 1, record: new Uint8Array(9_000) } },
      {
        table: 'documents',
        key: `${space}.d.snapshot`,
        value: { content: new Uint8Array(50), hashes: new Uint8Array(6) },
      },
    ])
    team.moves.connected = {
      ...team.moves.connected,
      acknowledged: 5,
      routes: [{ device: deviceId('b'), member: ben, route: 'direct' }],
    }
    const home = new Speaker(engine, 'home', ownPage)
    const { spaces } = await home.done<ConnectionsView>({ do: 'connection' })
    expect(spaces).toMatchObject([
      {
        name: 'Design team',
        relay: 'relay.example',
        acknowledged: 5,
        people: [{ name: 'Ben', route: 'direct' }],
        stored: { envelopes: 700, documents: 56 },
      },
    ])
  })

  it('SE4 whether others are told is the person’s choice, and kept', async () => {
    const { engine, store } = await posted()
    const home = new Speaker(engine, 'home', ownPage)
    await home.until((view) => sees('home')(view) && view.tellSeen)
    await home.done({ do: 'tell-seen', on: false })
    await home.until((view) => sees('home')(view) && !view.tellSeen)
    const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
    const again = await ground(new StandInSpaces(ADA, team), { store: store.crash() })
    const later = new Speaker(again.engine, 'home', ownPage)
    await later.until((view) => sees('home')(view) && !view.tellSeen)
  })
})
