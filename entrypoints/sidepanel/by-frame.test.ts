import { expect, it } from 'vitest'
import type { PanelItem } from '../../shared/contract/views.ts'
import { byFrame } from './by-frame.ts'

const item = (id: string, frame?: PanelItem['frame']): PanelItem =>
  ({ id, ...(frame === undefined ? {} : { frame }) }) as unknown as PanelItem
const shown = (items: readonly PanelItem[]) =>
  byFrame(items).map(({ name, items }) => [name, items.map(({ id }) => id)])

it('keeps the page’s own first, and each frame’s together, under its title or else its host', () => {
  const map = { page: 'https://maps.example/a', title: ' ' }
  const talk = { page: 'https://talk.example/b', title: 'A talk' }
  expect(shown([item('1'), item('2'), item('3', map), item('4', talk), item('5', talk)])).toEqual([
    ['', ['1', '2']],
    ['maps.example', ['3']],
    ['A talk', ['4', '5']],
  ])
})

it('two frames of one title stay apart; without any of the page’s own there is no empty list', () => {
  const [one, two] = ['1', '2'].map((n) => ({ page: `https://a.example/${n}`, title: 'Embed' }))
  expect(shown([item('1', one), item('2', two)])).toEqual([
    ['Embed', ['1']],
    ['Embed', ['2']],
  ])
  expect(byFrame([])).toEqual([])
})
