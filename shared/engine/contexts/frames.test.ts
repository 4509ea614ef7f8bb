import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import { turn } from '../../../test/kit/work.ts'
import type { CardTicket, PanelView } from '../../contract/views.ts'
import { type AnnotationId, ownedKey } from '../../domain/ids.ts'
import type { ToContext } from '../engine.ts'
import { FRAMES_PER_TAB } from './desk.ts'

const SITE = 'https://site.example'
const OTHER = 'https://other.example'
const PAGE = `${SITE}/article`
const INNER = `${OTHER}/embed`
const TAB = 7
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const bens = (n: number): AnnotationId => ownedKey(memberId('b'), String(n).padStart(16, '0'))
const quote = (exact: string) => ({ type: 'TextQuoteSelector', exact, prefix: '', suffix: '' }) as const
const marking = (exact: string) =>
  ({ v: 1, kind: 'highlight', colour: 'blue', selectors: [quote(exact)], created: 1 }) as const

/** A page with one mark of its own, and a frame of another site in it with two. */
async function visiting() {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  const all = await ground(new StandInSpaces(ADA, team))
  await team.page(PAGE).putAnnotation(bens(1), marking('of the page'), memberId('b'))
  await team.page(INNER).putAnnotation(bens(2), marking('of the frame'), memberId('b'))
  const top = new Speaker(all.engine, 'overlay', overlayAt(SITE, TAB))
  await top.done({ do: 'page-at', address: PAGE, title: 'An article' })
  const framed = (origin: string, frame: number) =>
    new Speaker(all.engine, 'overlay', { ...overlayAt(origin, TAB), frame })
  const inner = framed(OTHER, 3)
  const panel = new Speaker(all.engine, 'panel', ownPage)
  return { ...all, team, top, inner, framed, panel }
}

const awake = (message: ToContext) => sees('page')(message)
const listing = (ids: readonly AnnotationId[]) => (view: ToContext) =>
  sees('panel')(view) && JSON.stringify(view.items.map(({ id }) => id)) === JSON.stringify(ids)

async function asleep(frame: Speaker) {
  frame.forget()
  await frame.until(sees('asleep'))
  frame.forget()
}

describe('an overlay in a frame', () => {
  it('X17 shows its own page, without standing for its tab', async () => {
    const { inner, panel, team, engine } = await visiting()
    await inner.done({ do: 'page-at', address: INNER, title: 'Embedded' })
    const page = await inner.until(sees('page'))
    expect(page.annotations.map(({ id }) => id)).toEqual([bens(2)])
    await panel.done({ do: 'watch', tab: TAB })
    expect((await panel.until(sees('panel'))).page).toBe(PAGE)
    expect(team.moves.announced.at(-1)).toEqual({ here: true, page: team.page(PAGE).id })
    await inner.done({ do: 'visible', on: true })
    expect(team.moves.announced.at(-1)).toEqual({ here: true, page: team.page(PAGE).id })
    inner.close()
    await turn()
    const later = new Speaker(engine, 'panel', ownPage)
    await later.done({ do: 'watch', tab: TAB })
    expect((await later.until(sees('panel'))).page).toBe(PAGE)
  })

  it('X17 goes by its own origin, whatever its page’s is', async () => {
    const { inner } = await visiting()
    expect((await inner.ask({ do: 'page-at', address: PAGE, title: 'Not mine' })).ok).toBe(false)
    expect(await inner.until(sees('asleep'))).toMatchObject({ why: 'address' })
  })

  it('X17 sleeps while there is no overlay of the tab, or it is hidden, and wakes with it', async () => {
    const { top, inner, engine } = await visiting()
    await inner.done({ do: 'page-at', address: INNER, title: 'Embedded' })
    await inner.until(awake)
    await top.done({ do: 'hide' })
    await inner.until(sees('asleep'))
    inner.forget()
    await top.done({ do: 'visible', on: true })
    await inner.until(awake)
    inner.forget()
    top.close()
    await inner.until(sees('asleep'))
    inner.forget()
    const again = new Speaker(engine, 'overlay', overlayAt(SITE, TAB))
    await again.done({ do: 'page-at', address: PAGE, title: 'An article' })
    await inner.until(awake)
  })

  it('X17 sleeps where its own site was switched off, or its page’s', async () => {
    const { top, inner, engine } = await visiting()
    await inner.done({ do: 'page-at', address: INNER, title: 'Embedded' })
    await inner.until(awake)
    const home = new Speaker(engine, 'home', ownPage)
    const off = asleep(inner)
    await inner.done({ do: 'site-off' })
    await off
    expect(top.heard.some(sees('asleep'))).toBe(false)
    await home.done({ do: 'site-on', origin: OTHER })
    await inner.until(awake)
    const both = asleep(inner)
    await top.done({ do: 'site-off' })
    await both
    await home.done({ do: 'site-on', origin: SITE })
    await inner.until(awake)
  })

  it('X17 is not asked for cursors, calls or invites', async () => {
    const { inner } = await visiting()
    await inner.done({ do: 'page-at', address: INNER, title: 'Embedded' })
    for (const intent of [
      { do: 'hide' },
      { do: 'copy-invite' },
      { do: 'cursor', place: { path: [0], x: 0, y: 0 } },
      { do: 'huddle-start', ring: 'nobody' },
    ])
      expect(await inner.refused(intent)).toContain('not of a frame')
    expect(inner.heard.some(sees('huddles'))).toBe(false)
  })

  it('X17 a page full of frames shows only so many of them, and the next when one goes', async () => {
    const { framed, team, inner } = await visiting()
    inner.close()
    const frames = Array.from({ length: FRAMES_PER_TAB + 2 }, (_, i) => framed(OTHER, i + 10))
    for (const [i, frame] of frames.entries())
      await frame.done({ do: 'page-at', address: `${OTHER}/${i}`, title: String(i) })
    expect(frames.filter((frame) => frame.heard.some(awake))).toHaveLength(FRAMES_PER_TAB)
    expect(team.open).toBe(1 + FRAMES_PER_TAB)
    frames[0]?.close()
    await frames[FRAMES_PER_TAB]?.until(awake)
    expect(frames.at(-1)?.heard.some(awake)).toBe(false)
  })

  it('X17 an opaque origin, or one of a file, shows nothing', async () => {
    const { framed } = await visiting()
    for (const origin of ['null', 'file://']) {
      const frame = framed(origin, 4)
      expect((await frame.ask({ do: 'page-at', address: INNER, title: '' })).ok).toBe(false)
      expect(frame.heard.every((message) => 'reply' in message)).toBe(true)
    }
  })
})

describe('the panel beside a page with frames', () => {
  it('X18 lists the frame’s annotations after the page’s own, and follows them', async () => {
    const { inner, panel, team } = await visiting()
    await panel.done({ do: 'watch', tab: TAB })
    await panel.until(listing([bens(1)]))
    await inner.done({ do: 'page-at', address: INNER, title: 'Embedded' })
    const view = (await panel.until(listing([bens(1), bens(2)]))) as PanelView & { see: 'panel' }
    expect(view.items.map(({ frame }) => frame)).toEqual([undefined, { page: INNER, title: 'Embedded' }])
    await team.page(INNER).putAnnotation(bens(3), marking('later'), memberId('b'))
    await panel.until(listing([bens(1), bens(2), bens(3)]))
    inner.close()
    panel.forget()
    await panel.until(listing([bens(1)]))
  })

  it('X18 sends what is asked of an annotation to the frame that shows it', async () => {
    const { top, inner, panel, engine } = await visiting()
    await inner.done({ do: 'page-at', address: INNER, title: 'Embedded' })
    await panel.done({ do: 'watch', tab: TAB })
    await panel.until(listing([bens(1), bens(2)]))
    await panel.done({ do: 'reveal', annotation: bens(2) })
    await inner.until(sees('reveal'))
    await panel.done({ do: 'place-again', annotation: bens(2) })
    await inner.until(sees('place-again'))
    expect(top.heard.some((one) => sees('reveal')(one) || sees('place-again')(one))).toBe(false)
    await panel.done({ do: 'reveal', annotation: bens(1) })
    await top.until(sees('reveal'))
    const { ticket } = await panel.done<CardTicket>({ do: 'open-thread', annotation: bens(2) })
    const card = new Speaker(engine, 'card', ownPage)
    await card.done({ do: 'hello', ticket })
    expect((await card.until(sees('thread'))).quote).toBe('of the frame')
    await card.done({ do: 'place-again' })
    expect(inner.heard.filter(sees('place-again'))).toHaveLength(2)
    expect(await panel.refused({ do: 'reveal', annotation: bens(9) })).toContain('no longer here')
  })

  it('X18 restores one’s own in a frame, and lists a page that is framed by itself once', async () => {
    const { inner, framed, panel } = await visiting()
    await inner.done({ do: 'page-at', address: INNER, title: 'Embedded' })
    const itself = framed(SITE, 5)
    await itself.done({ do: 'page-at', address: PAGE, title: 'An article' })
    await panel.done({ do: 'watch', tab: TAB })
    await panel.until(listing([bens(1), bens(2)]))
    const { annotation } = await inner.done<{ annotation: AnnotationId }>({
      do: 'highlight',
      selectors: [quote('mine')],
      colour: 'pink',
    })
    await panel.until(listing([bens(1), bens(2), annotation]))
    await inner.done({ do: 'remove', annotation })
    panel.forget()
    await panel.done({ do: 'restore', annotation })
    await panel.until(listing([bens(1), bens(2), annotation]))
  })
})
