import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { OverlayView } from '../../contract/views.ts'
import type { Annotation } from '../../domain/annotation.ts'
import { type AnnotationId, ownedKey, type SpaceId } from '../../domain/ids.ts'
import { encodeInvite } from '../../envelope/invite.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const MARK = ownedKey(memberId('b'), '1'.repeat(16)) as AnnotationId
const mark: Annotation = { v: 1, kind: 'highlight', colour: 'blue', selectors: [], created: 1 }

/** Ada, who is in the space already (the stand-in joins number 7), follows a link in tab 7. */
async function followed({ tab = 7, pasted = false } = {}) {
  const team = new StandInSpace('Design team', { space: '7', member: 'a' }, 'https://relay.example')
  const all = await ground(new StandInSpaces(ADA, team))
  const code = await encodeInvite({
    space: team.self.space as SpaceId,
    writeSeed: new Uint8Array(32),
    relay: 'https://relay.example',
    spaceName: 'Design team',
    inviter: 'Ben',
    page: PAGE,
    annotation: MARK,
  })
  const link = `https://relay.example/join#${code}`
  const home = new Speaker(all.engine, 'home', ownPage)
  await home.done({ do: 'watch', tab: 7, address: pasted ? 'https://mail.example/' : link })
  expect(await home.done({ do: 'preview', invite: link })).toMatchObject({ annotation: true, alreadyMember: true })
  await home.done({ do: 'join', invite: link })
  const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE, tab))
  const page = team.page(PAGE)
  const open = () => overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
  const found = (state: string) => overlay.done({ do: 'anchored', outcomes: [{ annotation: MARK, state, at: 0 }] })
  return { ...all, team, home, overlay, page, open, found, link }
}
const told = (overlay: Speaker) =>
  overlay.heard.filter((one): one is OverlayView => 'see' in one && (one.see === 'reveal' || one.see === 'notice'))

describe('a link that was followed', () => {
  it('WA32 shows the place once the page has been looked through, and only once', async () => {
    const { overlay, page, open, found } = await followed()
    await page.putAnnotation(MARK, mark, memberId('b'))
    await open()
    expect(told(overlay)).toEqual([])
    await found('exact')
    expect(await overlay.until(sees('reveal'))).toEqual({ see: 'reveal', annotation: MARK })
    await open()
    await found('exact')
    expect(told(overlay)).toHaveLength(1)
  })

  it('WA32 waits for an annotation that is still on its way', async () => {
    const { overlay, page, open, found } = await followed()
    await open()
    await page.putAnnotation(MARK, mark, memberId('b'))
    await found('changed')
    await overlay.until(sees('reveal'))
  })

  it.each<[string, Annotation | undefined, string | undefined, string]>([
    ['is not there', undefined, undefined, 'is not here'],
    ['was removed', { ...mark, deleted: true }, undefined, 'was removed by its author'],
    ['is about the page', { ...mark, kind: 'page' }, undefined, 'about the whole page'],
    ['lost its place', mark, 'lost', 'no longer on this page'],
    ['is not found in time', mark, undefined, 'no longer on this page'],
  ])('WA32 says when it %s', async (_what, value, state, words) => {
    const { clock, overlay, page, open, found } = await followed()
    if (value) await page.putAnnotation(MARK, value, memberId('b'))
    await open()
    if (state) await found(state)
    clock.pass(20_000)
    expect((await overlay.until(sees('notice'))).words).toContain(words)
    expect(told(overlay)).toHaveLength(1)
  })

  it('WA32 is for the tab it was opened in; a pasted one for any', async () => {
    const other = await followed({ tab: 8 })
    await other.page.putAnnotation(MARK, mark, memberId('b'))
    await other.open()
    await other.found('exact')
    other.clock.pass(20_000)
    expect(told(other.overlay)).toEqual([])
    const pasted = await followed({ tab: 8, pasted: true })
    await pasted.page.putAnnotation(MARK, mark, memberId('b'))
    await pasted.open()
    await pasted.found('exact')
    await pasted.overlay.until(sees('reveal'))
  })

  it('WA32 works on a page that is open already, and is forgotten after half an hour', async () => {
    const { clock, home, overlay, page, open, found, link } = await followed({ tab: 8, pasted: true })
    await page.putAnnotation(MARK, mark, memberId('b'))
    clock.pass(31 * 60_000)
    await open()
    await found('exact')
    expect(told(overlay)).toEqual([])
    await home.done({ do: 'join', invite: link })
    await overlay.until(sees('reveal'))
  })
})
