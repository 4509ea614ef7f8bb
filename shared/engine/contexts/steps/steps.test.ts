import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../../test/kit/stand-ins.ts'
import type { StepDone } from '../../../contract/steps.ts'
import type { CardTicket } from '../../../contract/views.ts'
import { type AnnotationId, type CommentId, ownedKey } from '../../../domain/ids.ts'
import { MOST_STEPS } from './steps.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const QUOTE = { type: 'TextQuoteSelector', exact: 'these words', prefix: '', suffix: '' } as const
const OTHER = { ...QUOTE, exact: 'other words' } as const
const IMAGE = { type: 'ElementSelector', tag: 'img', path: ['img'], at: 0, width: 10, height: 10 } as const
const PEN = { tool: 'pen', colour: 'blue', points: [0, 0, 500] } as const
const ben = memberId('b')
const bens = (n: number): AnnotationId & CommentId => ownedKey(ben, String(n).padStart(16, '0'))

async function reading() {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  await team.space.putMember(ADA)
  await team.space.putMember({ v: 1, name: 'Ben', colour: 'coral' }, ben)
  const all = await ground(new StandInSpaces(ADA, team))
  const open = async (tab = 1) => {
    const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE, tab))
    await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
    return overlay
  }
  const overlay = await open()
  const page = team.page(PAGE)
  const mark = async () =>
    (await overlay.done<{ annotation: AnnotationId }>({ do: 'highlight', selectors: [QUOTE], colour: 'yellow' }))
      .annotation
  const thread = async (annotation: AnnotationId) => {
    const { ticket } = await overlay.done<CardTicket>({ do: 'open-thread', annotation })
    const card = new Speaker(all.engine, 'card', ownPage)
    await card.done({ do: 'hello', ticket })
    return card
  }
  const undo = () => overlay.done<StepDone>({ do: 'undo' })
  const redo = () => overlay.done<StepDone>({ do: 'redo' })
  const value = (id: AnnotationId) => page.annotations().get(id)?.value
  return { ...all, team, page, overlay, open, mark, thread, undo, redo, value }
}

describe('undo and redo of one’s own acts', () => {
  it('UN1 UN2 a highlight, its colour and its removal go back one by one, and come again', async () => {
    const { overlay, mark, undo, redo, value } = await reading()
    const id = await mark()
    await overlay.done({ do: 'recolour', annotation: id, colour: 'green' })
    await overlay.done({ do: 'remove', annotation: id })
    expect(await undo()).toEqual({ words: 'Undone: highlight removed', back: 'redo' })
    expect(value(id)).toMatchObject({ colour: 'green' })
    expect(value(id)?.deleted).toBeUndefined()
    expect((await undo()).words).toBe('Undone: colour changed')
    expect(value(id)?.colour).toBe('yellow')
    expect((await undo()).words).toBe('Undone: highlight added')
    expect(value(id)?.deleted).toBe(true)
    expect(await overlay.refused({ do: 'undo' })).toContain('nothing to undo')
    expect(await redo()).toEqual({ words: 'Done again: highlight added', back: 'undo' })
    expect(value(id)?.deleted).toBeUndefined()
    await redo()
    await redo()
    expect(value(id)).toMatchObject({ colour: 'green', deleted: true })
    expect(await overlay.refused({ do: 'redo' })).toContain('nothing to redo')
  })

  it('UN2 a comment posted, edited, deleted; a thread resolved and reopened', async () => {
    const { mark, thread, undo, redo, page } = await reading()
    const id = await mark()
    const card = await thread(id)
    await card.done({ do: 'post', body: 'hello' })
    const comment = [...page.comments().keys()][0] as CommentId
    await card.done({ do: 'edit', comment, body: 'hello there' })
    await card.done({ do: 'delete', comment })
    await card.done({ do: 'resolve', on: true })
    await card.done({ do: 'resolve', on: false })
    expect((await undo()).words).toBe('Undone: thread reopened')
    expect(page.state(id)?.value.resolved).toBe(true)
    expect((await undo()).words).toBe('Undone: thread resolved')
    expect(page.state(id)?.value.resolved).toBe(false)
    expect((await undo()).words).toBe('Undone: comment deleted')
    expect((await undo()).words).toBe('Undone: comment edited')
    expect(page.comments().get(comment)?.value).toMatchObject({ body: 'hello' })
    expect(page.comments().get(comment)?.value.edited).toBeUndefined()
    expect((await undo()).words).toBe('Undone: comment posted')
    expect(page.comments().get(comment)?.value.deleted).toBe(true)
    for (let n = 0; n < 5; n++) await redo()
    expect(page.comments().get(comment)?.value).toMatchObject({ body: 'hello there', deleted: true })
    expect(page.state(id)?.value.resolved).toBe(false)
  })

  it('UN2 a pin with its first comment is one step; so is each stroke of a drawing', async () => {
    const { overlay, engine, undo, value, page } = await reading()
    const { ticket } = await overlay.done<CardTicket>({
      do: 'compose',
      kind: 'pin',
      selectors: [IMAGE],
      colour: 'pink',
    })
    const card = new Speaker(engine, 'card', ownPage)
    await card.done({ do: 'hello', ticket })
    const { annotation: pin } = await card.done<{ annotation: AnnotationId }>({ do: 'post', body: 'look' })
    const drawn = { do: 'draw', selectors: [IMAGE], shapes: [PEN] }
    const { annotation: ink } = await overlay.done<{ annotation: AnnotationId }>(drawn)
    await overlay.done({ do: 'redraw', annotation: ink, shapes: [PEN, PEN] })
    expect((await undo()).words).toBe('Undone: drawing changed')
    expect(value(ink)?.shapes).toHaveLength(1)
    expect((await undo()).words).toBe('Undone: drawing added')
    expect(value(ink)?.deleted).toBe(true)
    expect((await undo()).words).toBe('Undone: comment posted')
    expect(value(pin)?.deleted).toBe(true)
    expect([...page.comments().values()].every((comment) => comment.value.deleted)).toBe(true)
  })

  it('UN2 W10 placed again, it goes back to where its author put it, or to the place before', async () => {
    const { overlay, mark, undo, redo, page } = await reading()
    const id = await mark()
    await overlay.done({ do: 'place-again', annotation: id, selectors: [OTHER] })
    await overlay.done({ do: 'place-again', annotation: id, selectors: [QUOTE] })
    expect((await undo()).words).toBe('Undone: placed again')
    expect(page.placement(id)?.value.selectors).toEqual([OTHER])
    overlay.forget()
    await undo()
    const view = await overlay.until(sees('annotations'))
    expect(view.put[0]?.selectors).toEqual([QUOTE])
    expect(view.put[0]?.placedBy).toBeUndefined()
    await redo()
    expect(page.placement(id)?.value.selectors).toEqual([OTHER])
  })

  it('UN3 what somebody else wrote since stays: it is said, and the step is gone', async () => {
    const { overlay, mark, thread, undo, page, value } = await reading()
    const id = await mark()
    await (await thread(id)).done({ do: 'resolve', on: true })
    const stood = value(id)
    if (!stood) throw new Error('nothing was marked')
    await page.putAnnotation(id, { ...stood, colour: 'pink' }, ben)
    expect((await undo()).words).toBe('Undone: thread resolved')
    expect(await overlay.refused({ do: 'undo' })).toBe(
      'Ben has been at this since, so it was not undone: highlight added.',
    )
    expect(page.annotations().get(id)).toMatchObject({ writer: ben, value: { colour: 'pink' } })
    expect(await overlay.refused({ do: 'undo' })).toContain('nothing to undo')
  })

  it('UN3 what others have commented on is not hidden by an undo', async () => {
    const { overlay, mark, page, value } = await reading()
    const id = await mark()
    await page.putComment(bens(1), { v: 1, annotation: id, body: 'I like this', created: 1 }, ben)
    expect(await overlay.refused({ do: 'undo' })).toContain('Ben')
    expect(value(id)?.deleted).toBeUndefined()
  })

  it('UN3 what we changed elsewhere since is not overridden either', async () => {
    const { overlay, open, mark, value } = await reading()
    const id = await mark()
    await overlay.done({ do: 'recolour', annotation: id, colour: 'green' })
    const other = await open(2)
    await other.done({ do: 'recolour', annotation: id, colour: 'pink' })
    expect(await overlay.refused({ do: 'undo' })).toContain('changed elsewhere')
    expect(value(id)?.colour).toBe('pink')
    expect((await other.done<StepDone>({ do: 'undo' })).words).toBe('Undone: colour changed')
    expect(value(id)?.colour).toBe('green')
  })

  it('UN4 it goes on after the page was loaded again, in this tab and on this page only', async () => {
    const { overlay, open, mark, value } = await reading()
    const id = await mark()
    overlay.close()
    const elsewhere = await open(2)
    expect(await elsewhere.refused({ do: 'undo' })).toContain('nothing to undo')
    const again = await open(1)
    await again.done({ do: 'page-at', address: `${SITE}/next`, title: '' })
    expect(await again.refused({ do: 'undo' })).toContain('nothing to undo')
    await again.done({ do: 'page-at', address: PAGE, title: '' })
    await again.done({ do: 'undo' })
    expect(value(id)?.deleted).toBe(true)
  })

  it('UN5 a new act ends what could be done again; a hundred acts are remembered', async () => {
    const { overlay, mark, undo, value } = await reading()
    const id = await mark()
    await undo()
    await overlay.done({ do: 'restore', annotation: id })
    expect(await overlay.refused({ do: 'redo' })).toContain('nothing to redo')
    for (let n = 0; n < MOST_STEPS; n++)
      await overlay.done({ do: 'recolour', annotation: id, colour: n % 2 === 0 ? 'blue' : 'pink' })
    for (let n = 0; n < MOST_STEPS; n++) await undo()
    expect(value(id)?.colour).toBe('yellow')
    expect(await overlay.refused({ do: 'undo' })).toContain('nothing to undo')
  })

  it('UN5 an act that could not be stored, or changed nothing, is none', async () => {
    const { overlay, mark, page } = await reading()
    const id = await mark()
    await overlay.done({ do: 'undo' })
    await overlay.done({ do: 'redo' })
    await overlay.done({ do: 'recolour', annotation: id, colour: 'yellow' })
    page.full = true
    await overlay.refused({ do: 'recolour', annotation: id, colour: 'green' })
    page.full = false
    expect((await overlay.done<StepDone>({ do: 'undo' })).words).toBe('Undone: highlight added')
  })

  it('UN6 the panel says what is next, undoes for the tab it stands beside, and does it again', async () => {
    const { engine, overlay, mark, value } = await reading()
    const panel = new Speaker(engine, 'panel', ownPage)
    await panel.done({ do: 'watch', tab: 1 })
    const id = await mark()
    await overlay.done({ do: 'recolour', annotation: id, colour: 'green' })
    await panel.until((view) => sees('panel')(view) && view.steps.undo === 'Colour changed')
    expect(await panel.done<StepDone>({ do: 'undo' })).toEqual({ words: 'Undone: colour changed', back: 'redo' })
    await panel.until((view) => sees('panel')(view) && view.steps.redo === 'Colour changed')
    expect(value(id)?.colour).toBe('yellow')
    await panel.done({ do: 'redo' })
    expect(value(id)?.colour).toBe('green')
  })
})
