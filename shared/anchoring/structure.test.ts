import { expect, it } from 'vitest'
import { MAX_LABEL } from '../domain/selector.ts'
import { anchor } from './anchor.ts'
import { describe } from './describe.ts'
import type { Cell, Heading, Place, TextModel } from './model.ts'
import { agreement, structureAt } from './structure.ts'

/** A page written as lines: `# ` a heading of that level, cells of a table row between bars, the first row heading the columns. */
function pageOf(source: string): TextModel {
  let text = ''
  const headings: Heading[] = []
  const cells: Cell[] = []
  let columns: Place[] = []
  const put = (words: string): Place => {
    if (text !== '') text += '\n'
    const start = text.length
    text += words
    return { start, end: text.length }
  }
  for (const line of source
    .trim()
    .split('\n')
    .map((one) => one.trim())) {
    const level = /^#+/.exec(line)?.[0].length
    if (level) headings.push({ ...put(line.slice(level + 1)), level })
    else if (line.startsWith('|')) {
      const row = line
        .split('|')
        .slice(1, -1)
        .map((words) => put(words.trim()))
      if (columns.length === 0) columns = row
      for (const [i, place] of row.entries()) {
        const beside = row[0]
        const above = columns[i]
        cells.push({
          ...place,
          ...(i > 0 && beside ? { row: beside } : {}),
          ...(above && above !== place ? { column: above } : {}),
        })
      }
    } else {
      columns = []
      put(line)
    }
  }
  return { text, outline: { headings, cells } }
}

const at = (model: TextModel, words: string) => structureAt(model, model.text.indexOf(words))

const GUIDE = pageOf(`
  # Guide
  Welcome.
  ## Setting up
  ### On land
  Bring a rope.
  ### At sea
  Bring two ropes.
  ## Leaving
  Take the ropes along.
`)

it('AN35 names the headings over a place, the nearest first, each of a higher rank than the one below', () => {
  expect(at(GUIDE, 'two ropes')).toEqual({ type: 'StructureSelector', headings: ['At sea', 'Setting up', 'Guide'] })
  expect(at(GUIDE, 'Take the')).toEqual({ type: 'StructureSelector', headings: ['Leaving', 'Guide'] })
  expect(at(GUIDE, 'At sea')?.headings).toEqual(['Setting up', 'Guide'])
  expect(at(GUIDE, 'Guide')).toBeUndefined()
  expect(structureAt({ text: GUIDE.text }, 60)).toBeUndefined()
})

it('AN35 takes at most three headings and cuts long ones, between the halves of no pair', () => {
  const deep = pageOf(`${[1, 2, 3, 4, 5].map((n) => `${'#'.repeat(n)} level ${n}`).join('\n')}\nhere`)
  expect(at(deep, 'here')?.headings).toEqual(['level 5', 'level 4', 'level 3'])
  const long = pageOf(`# ${'x'.repeat(MAX_LABEL - 1)}🐟 and more\nhere`)
  const [heading = ''] = at(long, 'here')?.headings ?? []
  expect(heading).toBe('x'.repeat(MAX_LABEL - 1))
})

it('AN35 reads a hundred thousand headings of one rank once', () => {
  const flat = pageOf(`${'## again\n'.repeat(100_000)}here`)
  for (let i = 0; i < 2_000; i++) expect(structureAt(flat, flat.text.length - 4)?.headings).toEqual(['again'])
})

const table = (rows: readonly string[]) =>
  pageOf(
    `# Support\n| Feature | Chrome | Firefox | Safari |\n${rows.map((row) => `| ${row} | Yes | Yes | Yes |`).join('\n')}\nEnd.`,
  )
const ROWS = ['anchor', 'popover', 'dialog', 'details', 'summary', 'select', 'template', 'slot', 'output', 'meter']

it('AN35 names what heads the row and the column of a cell', () => {
  const page = table(ROWS)
  const cell = page.outline?.cells.find(
    ({ row, column }) => row && column && page.text.slice(row.start, row.end) === 'slot',
  )
  expect(cell && structureAt(page, cell.start)).toEqual({
    type: 'StructureSelector',
    headings: ['Support'],
    row: 'slot',
    column: 'Chrome',
  })
})

it('AN36 tells the cells of a table apart by what heads them', () => {
  const before = table(ROWS)
  // Rows come in another order, with new ones between them: a cell has no neighbours left that tell it from the others.
  const now = table([...ROWS].reverse().flatMap((row, i) => (i % 2 ? [row] : [row, `new ${i}`])))
  const nameOf = ({ text }: TextModel, place?: Place) => place && text.slice(place.start, place.end)
  const targets = (before.outline?.cells ?? [])
    .filter(({ row, column }) => row && column)
    .map((cell) => {
      const described = describe(before, cell.start, cell.end)
      if (!described.ok) throw new Error('no words')
      return { id: `${nameOf(before, cell.row)} ${nameOf(before, cell.column)}`, selectors: described.value }
    })
  expect(targets.length).toBe(30)
  const answers = anchor(now, targets)
  expect([...answers.values()].filter(({ state }) => state === 'exact').length).toBeGreaterThan(20)
  for (const [id, answer] of answers) {
    if (answer.state === 'lost') continue
    const cell = now.outline?.cells.find(({ start }) => start === answer.start)
    expect(`${nameOf(now, cell?.row)} ${nameOf(now, cell?.column)}`).toBe(id)
  }
})

it('AN36 compares what was stored with what is there, and says nothing where there is nothing to compare', () => {
  const stored = { type: 'StructureSelector', headings: ['At  sea', 'Setting up'], row: 'gone' } as const
  expect(agreement({ text: 'plain' }, 2, stored)).toBeUndefined()
  expect(agreement(GUIDE, 4, { type: 'StructureSelector', headings: [] })).toBeUndefined()
  const there = agreement(GUIDE, GUIDE.text.indexOf('two ropes'), stored) ?? 0
  expect(there).toBeGreaterThan(0)
  expect(there).toBeLessThan(1)
  expect(agreement(GUIDE, GUIDE.text.indexOf('Take'), stored)).toBe(0)
})
