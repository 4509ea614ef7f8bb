import { describe, expect, it } from 'vitest'
import type { CardTicket } from '../../shared/contract/views.ts'
import type { AnnotationId } from '../../shared/domain/ids.ts'
import { overlayAt, ownPage, Speaker, sees } from '../kit/context-desk.ts'
import { type Person, world } from '../kit/world.ts'

const MAIN = 'https://example.org'
const PREVIEW = 'https://preview.example'
const QUOTE = { type: 'TextQuoteSelector', exact: 'the words', prefix: 'before ', suffix: ' after' } as const

/** The annotations that an overlay shows now: the whole page when it was told last, and what changed since. */
function shown(overlay: Speaker): readonly AnnotationId[] {
  const ids = new Set<AnnotationId>()
  for (const message of overlay.heard) {
    if (sees('page')(message)) ids.clear()
    if (sees('page')(message)) for (const { id } of message.annotations) ids.add(id)
    if (sees('annotations')(message)) for (const { id } of message.put) ids.add(id)
    if (sees('annotations')(message)) for (const id of message.drop) ids.delete(id)
  }
  return [...ids].sort()
}

/** How many people the overlay was last told are on its page. */
const here = ({ heard }: Speaker): number | undefined =>
  heard
    .filter((message) => sees('people')(message) || sees('page')(message))
    .at(-1)
    ?.people.filter((one) => one.here).length

/** Ada, who is an admin, on the main site; Ben, who is none, on the preview. Each has marked something there. */
async function onTwoSites() {
  const w = await world(11, 'ada', 'ben')
  const open = async (person: Person, site: string) => {
    const engine = await person.engine()
    const home = new Speaker(engine, 'home', ownPage)
    await w.run(home.done({ do: 'use-space', space: person.space.self.space }))
    const page = new Speaker(engine, 'overlay', overlayAt(site))
    await w.run(page.done({ do: 'page-at', address: `${site}/article`, title: 'An article' }))
    const mark = async () =>
      (await w.run(page.done<{ annotation: AnnotationId }>({ do: 'highlight', selectors: [QUOTE], colour: 'pink' })))
        .annotation
    const card = async (annotation: AnnotationId) => {
      const { ticket } = await w.run(page.done<CardTicket>({ do: 'open-thread', annotation }))
      const speaker = new Speaker(engine, 'card', ownPage)
      await w.run(speaker.done({ do: 'hello', ticket }))
      return speaker
    }
    const alias = (intent: object) => w.run(home.ask({ space: person.space.self.space, ...intent }))
    return { page, home, mark, card, alias, person }
  }
  const [ada, ben] = [await open(w.people.ada, MAIN), await open(w.people.ben, PREVIEW)]
  const [hers, his] = [await ada.mark(), await ben.mark()]
  await w.until('both pages are the space’s', () =>
    [ada, ben].every(({ person }) => person.space.document.pages().size === 2),
  )
  const both = [hers, his].sort()
  const declare = { do: 'declare-alias', from: PREVIEW, to: MAIN }
  return { w, ada, ben, hers, his, both, declare }
}

describe('two sites, over whole engines', () => {
  it('W9 an admin declares them one: both see both, together; undone, each is its own, and nothing is lost', async () => {
    const { w, ada, ben, hers, his, both, declare } = await onTwoSites()
    expect([shown(ada.page), shown(ben.page)]).toEqual([[hers], [his]])
    expect((await ada.alias(declare)).ok).toBe(true)
    const union = () => [ada, ben].every(({ page }) => JSON.stringify(shown(page)) === JSON.stringify(both))
    await w.until('both see both', union)
    await w.until('they see each other', () => here(ada.page) === 2 && here(ben.page) === 2)
    const reply = await ada.card(his)
    await w.run(reply.done({ do: 'post', body: 'On the preview, from the main site.' }))
    const added = await ben.mark()
    await w.until('Ada sees what Ben adds', () => shown(ada.page).includes(added))
    await ada.alias({ do: 'undo-alias', from: PREVIEW })
    await w.until('apart again', () => !shown(ada.page).includes(his) && !shown(ben.page).includes(hers))
    expect([shown(ada.page), shown(ben.page)]).toEqual([[hers, added].sort(), [his]])
    const thread = await ben.card(his)
    expect(thread.heard.filter(sees('thread')).at(-1)?.comments).toMatchObject([{ author: 'ada' }])
  })

  it('W9 who comes later, and who was away, is told the same', async () => {
    const { w, ada, ben, both, declare } = await onTwoSites()
    ben.person.crash()
    await ada.alias(declare)
    await w.until('the relay has it', () => ada.person.space.carriage.link.waiting === 0)
    ada.person.crash()
    await ben.person.start()
    const again = new Speaker(await ben.person.engine(), 'overlay', overlayAt(PREVIEW))
    await w.run(again.done({ do: 'page-at', address: `${PREVIEW}/article`, title: 'An article' }))
    await w.until('Ben sees both', () => JSON.stringify(shown(again)) === JSON.stringify(both))
  })

  it('W6 a member who is no admin joins no sites, whatever their client writes, and is refused in words', async () => {
    const { w, ada, ben, hers, his, declare } = await onTwoSites()
    expect(await ben.alias(declare)).toMatchObject({ ok: false, words: expect.stringMatching(/admin/) })
    Object.defineProperty(ben.person.space.self, 'isAdmin', { value: () => true })
    await w.run(ben.person.space.document.putAlias(MAIN, PREVIEW))
    expect(ben.person.space.document.aliases().size).toBe(1)
    const third = await ben.mark()
    await w.until('all of it is everywhere', () => ben.person.space.carriage.link.waiting === 0)
    await w.settle()
    expect(ada.person.space.document.aliases().size).toBe(0)
    expect(shown(ada.page)).toEqual([hers])
    expect(shown(ben.page)).toEqual([hers, his, third].sort())
  })
})
