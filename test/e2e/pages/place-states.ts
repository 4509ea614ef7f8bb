import type { PanelItem } from '../../../shared/contract/views.ts'
import { card as cardOf, type Thread, thread } from './card-state.ts'
import { ada, annotation, ben, comments, key, QUOTE, team } from './people.ts'
import { panel, panelView, type State } from './state.ts'

const NOW_THERE =
  'A margin is the oldest place for a quarrel: one reader leaves a line, and another, perhaps years later, answers it.'
const ELSEWHERE = 'Whoever prints a page decides how wide its edges are, and so how much room there is for others.'
const IMAGE = { tag: 'img', role: 'img', name: 'A page of a prayer book, its margin full of small drawings' }

const card = (name: string, shows: string, change: Partial<Thread>, height?: number): State =>
  cardOf(name, shows, thread(change), {}, height)

const item = (digit: string, change: Partial<PanelItem>): PanelItem => ({
  ...annotation(),
  id: key('2', digit),
  author: 'Ben',
  authorColour: 'teal',
  mine: false,
  comments: 0,
  selectors: [],
  quote: QUOTE,
  anchored: 'exact',
  ...change,
})
const pin = { kind: 'pin', quote: '', element: IMAGE } as const
const ITEMS: readonly PanelItem[] = [
  item('1', { kind: 'page', quote: '' }),
  item('2', { quote: 'The oldest margins are wide.', anchored: 'lost', colour: 'blue', comments: 2 }),
  item('3', { anchored: 'changed', colour: 'green' }),
  item('4', pin),
  item('5', { ...pin, anchored: 'lost', colour: 'pink', element: { tag: 'video' } }),
  item('6', { kind: 'drawing', quote: '', element: { tag: 'figure' }, anchored: 'changed', colour: 'blue' }),
  item('7', { quote: 'Nobody reads alone.', placedBy: 'Ada', from: 'Charlotte', resolved: true, comments: 1 }),
]

/** What became of places: the three states, other kinds than words, placed again, imported. */
export const PLACE_STATES: readonly State[] = [
  card('changed', 'Keep it here', { anchored: 'changed', now: NOW_THERE }),
  card('changed-apart', 'Keep it here', { anchored: 'changed', now: ELSEWHERE, colour: 'blue' }),
  card('changed-long', 'Show all of it', {
    anchored: 'changed',
    quote: `${'Here a sentence stands as it stood before. '.repeat(12)}${QUOTE}`,
    now: `${'Here a sentence stands as it stood before. '.repeat(12)}${NOW_THERE}`,
  }),
  card('lost', 'These words are not on the page now.', { anchored: 'lost' }),
  card('placed-imported', 'Placed again by Ben', {
    anchored: 'exact',
    marked: ELSEWHERE,
    annotation: annotation({ placedBy: 'Ben', from: 'Charlotte' }),
    comments: comments.map((one) => ({ ...one, from: '' })),
  }),
  card('pin', 'Pin on an image', {
    ...pin,
    colour: 'pink',
    annotation: annotation({ kind: 'pin' }),
    anchored: 'exact',
  }),
  card('drawing-lost', 'What it stood on', {
    kind: 'drawing',
    quote: '',
    element: { tag: 'canvas' },
    annotation: annotation({ kind: 'drawing', comments: 0 }),
    comments: [],
    anchored: 'lost',
  }),
  panel('places', 'Place it again', panelView(ITEMS)),
  panel('places-narrow', 'Place it again', panelView(ITEMS), 260),
  {
    name: 'overlay-placing',
    page: 'overlay',
    width: 620,
    height: 420,
    shows: 'Select the words where it belongs',
    script: {
      view: { see: 'page', space: team, annotations: [annotation()], people: [ada, ben] },
      after: [{ see: 'place-again', annotation: annotation().id }],
    },
  },
]
