import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker } from '../../../test/kit/context-desk.ts'
import { memberId, StandInSpace, StandInSpaces } from '../../../test/kit/stand-ins.ts'
import type { ExportBegun, ExportPart, ImportChecked, ImportGone } from '../../contract/takeout.ts'
import type { Annotation } from '../../domain/annotation.ts'
import { type AnnotationId, type MemberId, ownedKey, type SpaceId } from '../../domain/ids.ts'

const SITE = 'https://site.example'
const PAGE = `${SITE}/article`
const ADA = { v: 1, name: 'Ada', colour: 'teal' } as const
const quote = (exact: string, start: number) => [
  { type: 'TextQuoteSelector' as const, exact, prefix: '', suffix: '' },
  { type: 'TextPositionSelector' as const, start, end: start + exact.length },
]
const key = (member: MemberId, n: number): AnnotationId => ownedKey(member, String(n).padStart(16, '0'))
const mark = (text: string, start: number, more: Partial<Annotation> = {}): Annotation => ({
  v: 1,
  kind: 'highlight',
  colour: 'blue',
  selectors: quote(text, start),
  created: 1_000 + start,
  ...more,
})
const [ada, ben] = [memberId('a'), memberId('b')]

async function twoSpaces() {
  const team = new StandInSpace('Design team', { space: '1', member: 'a' }, 'https://relay.example')
  const club = new StandInSpace('Book club', { space: '2', member: 'a' }, 'https://relay.example')
  const all = await ground(new StandInSpaces(ADA, team, club))
  await team.space.putMember({ v: 1, name: 'Ada', colour: 'teal' }, ada)
  await team.space.putMember({ v: 1, name: 'Ben', colour: 'sky' }, ben)
  const page = team.page(PAGE)
  await team.space.putPage(page.id, { v: 1, address: PAGE, title: 'An article' })
  await page.putAnnotation(key(ben, 2), mark('second', 20), ben)
  await page.putAnnotation(key(ada, 1), mark('first', 3))
  await page.putComment(key(ben, 9), { v: 1, annotation: key(ada, 1), body: 'Is it?', created: 5_000 }, ben)
  await page.putState(key(ada, 1), { v: 1, resolved: true, at: 1 })
  const home = new Speaker(all.engine, 'home', ownPage)
  return { ...all, team, club, page, home }
}
const idOf = (space: StandInSpace) => space.self.space as SpaceId

async function exportOf(speaker: Speaker, wanted: object): Promise<{ begun: ExportBegun; text: string }> {
  const begun = await speaker.done<ExportBegun>({ do: 'export', format: 'json', names: true, ...wanted })
  let text = ''
  for (;;) {
    const part = await speaker.done<ExportPart>({ do: 'export-more' })
    text += part.text
    if (part.last) return { begun, text }
  }
}

async function handIn(speaker: Speaker, text: string): Promise<void> {
  await speaker.done({ do: 'import', chars: text.length })
  for (let at = 0; at < text.length; at += 50_000) {
    await speaker.done({ do: 'import-part', text: text.slice(at, at + 50_000) })
  }
}
async function preview(speaker: Speaker, space: StandInSpace) {
  for (;;) {
    const checked = await speaker.done<ImportChecked>({ do: 'import-check', space: idOf(space) })
    if ('preview' in checked) return checked.preview
  }
}
async function store(speaker: Speaker) {
  for (;;) {
    const gone = await speaker.done<ImportGone>({ do: 'import-go' })
    if ('stored' in gone) return gone.stored
  }
}
const w3c = (n: number, address = PAGE) => ({
  type: 'Annotation',
  id: `https://elsewhere.example/${n}`,
  creator: 'Carol',
  created: '2024-01-01T00:00:00Z',
  body: [{ value: `Comment ${n}` }],
  target: { source: address, selector: quote(`words ${n}`, n)[0] },
})

describe('exporting', () => {
  it('WA25 RO3 a space as Web Annotations: everything, in reading order, whose it is and what became of it', async () => {
    const { home, team } = await twoSpaces()
    const { begun, text } = await exportOf(home, { space: idOf(team) })
    expect(begun).toEqual({ file: 'Design-team 1970-01-01.jsonld', type: 'application/ld+json' })
    expect(JSON.parse(text)).toMatchObject([
      {
        id: `urn:huddlemark:${key(ada, 1)}`,
        creator: { name: 'Ada' },
        target: { source: PAGE, 'huddlemark:title': 'An article' },
        'huddlemark:resolved': true,
        body: [{ value: 'Is it?', creator: { name: 'Ben' } }],
      },
      { id: `urn:huddlemark:${key(ben, 2)}`, creator: { name: 'Ben' } },
    ])
  })

  it('WA25 what somebody wrote over another’s work is not passed on as the owner’s', async () => {
    const { home, team, page } = await twoSpaces()
    await page.putComment(key(ben, 9), { v: 1, annotation: key(ada, 1), body: 'Never said', created: 5_000 }, ada)
    const { text } = await exportOf(home, { space: idOf(team) })
    expect(JSON.parse(text)[0].body).toMatchObject([{ value: 'Never said', 'huddlemark:changedBy': 'Ada' }])
  })

  it.each(['json', 'markdown', 'html'])('WA26 without names nothing in %s leads to a person', async (format) => {
    const { home, team, page } = await twoSpaces()
    const origin = { by: 'Carol', source: 'https://elsewhere.example/users/carol/1' }
    await page.putAnnotation(key(ada, 3), mark('third', 30, { origin }))
    const { text } = await exportOf(home, { space: idOf(team), format, names: false })
    expect(text).toContain('Person 1')
    expect(text).toContain('Person 3')
    for (const said of ['Ada', 'Ben', 'Carol', 'carol', ada, ben]) expect(text).not.toContain(said)
    expect(text).toContain('Is it?')
    if (format === 'json')
      expect(JSON.parse(text).every(({ id }: { id: string }) => /^urn:huddlemark:[0-9a-f]{32}$/.test(id))).toBe(true)
  })

  it('WA25 the page beside the panel; with nothing on it there is no file', async () => {
    const { engine } = await twoSpaces()
    const overlay = new Speaker(engine, 'overlay', overlayAt(SITE, 7))
    const panel = new Speaker(engine, 'panel', ownPage)
    await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
    await panel.done({ do: 'watch', tab: 7 })
    expect((await exportOf(panel, { format: 'markdown' })).text).toContain('> first')
    await overlay.done({ do: 'page-at', address: `${SITE}/empty`, title: 'Empty' })
    expect(await panel.refused({ do: 'export', format: 'html', names: true })).toContain('nothing on this page')
    expect(await panel.refused({ do: 'export-more' })).toContain('Nothing is being exported')
  })

  it('WA25 ten thousand annotations come in parts, and no page stays open', async () => {
    const { home, team, page } = await twoSpaces()
    const many = Array.from({ length: 10_000 }, (_, n) => [key(ben, 1_000 + n), mark(`words ${n}`, 100 + n)] as const)
    await page.putMany(many, [])
    await home.done({ do: 'export', format: 'json', names: true, space: idOf(team) })
    const parts: ExportPart[] = []
    do parts.push(await home.done<ExportPart>({ do: 'export-more' }))
    while (!parts.at(-1)?.last)
    expect(parts.length).toBeGreaterThan(5)
    expect(Math.max(...parts.map(({ text }) => text.length))).toBeLessThan(500_000)
    expect(JSON.parse(parts.map(({ text }) => text).join(''))).toHaveLength(10_002)
    expect(team.open).toBe(0)
  })

  it('WA25 pages that have to be waited for do not add up within one answer', async () => {
    const { clock, home, club } = await twoSpaces()
    for (const n of [1, 2]) {
      const address = `${SITE}/${n}`
      await club.space.putPage(club.page(address).id, { v: 1, address, title: '' })
    }
    await home.done({ do: 'export', format: 'json', names: true, space: idOf(club) })
    const part = async () => {
      let answer: ExportPart | undefined
      void home.done<ExportPart>({ do: 'export-more' }).then((got) => {
        answer = got
      })
      while (!answer) {
        await new Promise((resolve) => setImmediate(resolve))
        clock.pass(1_000)
      }
      return answer
    }
    expect(await part()).toMatchObject({ done: 1, of: 2, missing: 1, last: false })
    expect(await part()).toMatchObject({ done: 2, missing: 2, last: false })
    expect(await part()).toMatchObject({ last: true })
    expect(club.open).toBe(0)
  })
})

describe('importing', () => {
  it('WA27 nothing is stored before it was shown what would be', async () => {
    const { home, club } = await twoSpaces()
    expect(await home.refused({ do: 'import-go' })).toContain('Choose a file')
    await handIn(home, JSON.stringify([w3c(1), w3c(2, `${SITE}/other`)]))
    expect(await home.refused({ do: 'import-go' })).toContain('Choose a file')
    expect(await preview(home, club)).toEqual({
      space: 'Book club',
      annotations: 2,
      comments: 2,
      pages: 2,
      here: 0,
      removed: 0,
      skipped: [],
    })
    expect(club.space.pages().size).toBe(0)
  })

  it('WA28 what is imported says whose it was and where from; twice is once', async () => {
    const { home, club } = await twoSpaces()
    const file = JSON.stringify([w3c(1), w3c(2, `${SITE}/other`)])
    await handIn(home, file)
    await preview(home, club)
    expect(await store(home)).toEqual({ annotations: 2, comments: 2, pages: 2 })
    const [stored] = club.page(PAGE).annotations().values()
    expect(stored?.value.origin).toEqual({ by: 'Carol', source: 'https://elsewhere.example/1' })
    expect([...club.space.pages().values()].map(({ address }) => address)).toEqual([PAGE, `${SITE}/other`])
    await handIn(home, file)
    expect(await preview(home, club)).toMatchObject({ annotations: 0, comments: 0, pages: 0, here: 2 })
    expect(await store(home)).toEqual({ annotations: 0, comments: 0, pages: 0 })
    expect(club.page(PAGE).annotations().size).toBe(1)
    expect(club.open).toBe(0)
  })

  it('WA28 our own export goes into another space once, with what was resolved, and is left alone in its own', async () => {
    const { home, team, club, page } = await twoSpaces()
    const { text } = await exportOf(home, { space: idOf(team) })
    await handIn(home, text)
    expect(await preview(home, team)).toMatchObject({ annotations: 0, comments: 0, here: 2 })
    expect(await preview(home, club)).toMatchObject({ annotations: 2, comments: 1, pages: 1, here: 0 })
    await store(home)
    expect(page.annotations().size).toBe(2)
    const there = club.page(PAGE)
    expect([...there.annotations().values()].map(({ value }) => value.origin?.by).sort()).toEqual(['Ada', 'Ben'])
    const [first] = [...there.annotations().values()].filter(({ value }) => value.origin?.by === 'Ada')
    expect(there.state(first?.id as AnnotationId)?.value.resolved).toBe(true)
    // A copy of the copy is still the same annotation.
    const again = await exportOf(home, { space: idOf(club) })
    await handIn(home, again.text)
    expect(await preview(home, club)).toMatchObject({ annotations: 0, comments: 0, here: 2 })
    expect(await preview(home, team)).toMatchObject({ annotations: 0, comments: 0, here: 2 })
  })

  it('WA28 what another member imported already is there; what was removed stays removed', async () => {
    const { home, club } = await twoSpaces()
    const page = club.page(PAGE)
    await club.space.putPage(page.id, { v: 1, address: PAGE, title: '' })
    const origin = (n: number) => ({ by: 'Carol', source: `https://elsewhere.example/${n}` })
    await page.putAnnotation(key(ben, 1), mark('words 1', 1, { origin: origin(1) }), ben)
    await page.putAnnotation(key(ben, 2), mark('words 2', 2, { origin: origin(2), deleted: true }), ben)
    await handIn(home, JSON.stringify([w3c(1), w3c(2), w3c(3)]))
    expect(await preview(home, club)).toMatchObject({ annotations: 1, here: 2, removed: 1, comments: 2 })
    await store(home)
    expect(page.annotations().size).toBe(3)
    expect(page.comments().size).toBe(2)
  })

  it('WA29 after a full disk the same again stores the rest, and nothing twice', async () => {
    const { home, club } = await twoSpaces()
    const all = Array.from({ length: 1_500 }, (_, n) => w3c(n))
    await handIn(home, JSON.stringify([...all, w3c(1_500, `${SITE}/other`)]))
    await preview(home, club)
    await home.done({ do: 'import-go' })
    const page = club.page(PAGE)
    const before = page.annotations().size
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(1_501)
    page.full = true
    expect(await home.refused({ do: 'import-go' })).toContain('storage is full')
    page.full = false
    await store(home)
    expect(page.annotations().size).toBe(1_500)
    expect(page.comments().size).toBe(1_500)
    expect(club.page(`${SITE}/other`).annotations().size).toBe(1)
  })

  it('WA24 WA29 an annotation without a name of its own is the same one the next time, too', async () => {
    const { home, club } = await twoSpaces()
    const { id: _id, ...nameless } = w3c(1)
    await handIn(home, JSON.stringify([nameless, nameless]))
    expect(await preview(home, club)).toMatchObject({ annotations: 1, here: 1 })
    await store(home)
    await handIn(home, JSON.stringify([nameless]))
    expect(await preview(home, club)).toMatchObject({ annotations: 0, here: 1 })
  })

  it('WA30 a broken file changes nothing, and a good one can follow', async () => {
    const { home, club } = await twoSpaces()
    await handIn(home, '[{"type":"Annotation"')
    expect(await home.refused({ do: 'import-check', space: idOf(club) })).toContain('cut off')
    expect(await home.refused({ do: 'import-go' })).toContain('Choose a file')
    await handIn(home, JSON.stringify([w3c(1)]))
    expect(await preview(home, club)).toMatchObject({ annotations: 1 })
    await home.done({ do: 'import-cancel' })
    expect(await home.refused({ do: 'import-go' })).toContain('Choose a file')
    expect(club.page(PAGE).annotations().size).toBe(0)
  })

  it('WA30 more than was announced, less, too much, and into a space one is not in: refused', async () => {
    const { home, club } = await twoSpaces()
    await home.done({ do: 'import', chars: 3 })
    expect(await home.refused({ do: 'import-part', text: 'abcd' })).toContain('whole')
    await home.done({ do: 'import', chars: 3 })
    expect(await home.refused({ do: 'import-check', space: idOf(club) })).toContain('whole')
    expect(await home.refused({ do: 'import', chars: 40_000_000 })).toContain('32 MB')
    expect(await home.refused({ do: 'import-check', space: 'f'.repeat(32) })).toBeTruthy()
    expect(await home.refused({ do: 'import-part', text: 'x'.repeat(80_001) })).toContain('understand')
  })
})

describe('links straight to an annotation', () => {
  async function onPage(space: 'shared' | 'private') {
    const relay = space === 'shared' ? 'https://relay.example' : undefined
    const team = new StandInSpace('Design team', { space: '7', member: 'a' }, relay)
    const all = await ground(new StandInSpaces(ADA, team))
    await team.page(PAGE).putAnnotation(key(ada, 1), mark('words that were marked here', 3))
    const overlay = new Speaker(all.engine, 'overlay', overlayAt(SITE, 7))
    const panel = new Speaker(all.engine, 'panel', ownPage)
    await overlay.done({ do: 'page-at', address: PAGE, title: 'An article' })
    await panel.done({ do: 'watch', tab: 7 })
    return { ...all, team, overlay, panel }
  }

  it('WA31 in a shared space it is an invite that names the annotation', async () => {
    const { panel } = await onPage('shared')
    const answer = await panel.done<{ link: string; words: string }>({ do: 'link', annotation: key(ada, 1) })
    expect(answer.link).toBe(`https://relay.example/join#code-by-Ada-to-${PAGE}-at-${key(ada, 1)}`)
    expect(answer.words).toContain('can join Design team')
    expect(await panel.refused({ do: 'link', annotation: key(ada, 5) })).toContain('no longer here')
  })

  it('WA31 in a private one it is the page, with the words', async () => {
    const { panel } = await onPage('private')
    expect(await panel.done({ do: 'link', annotation: key(ada, 1) })).toEqual({
      link: `${PAGE}#:~:text=words%20that%20were%20marked%20here`,
      words: 'This leads to the page, and most browsers show these words there. What you wrote stays private.',
    })
  })
})
