import type { CardView } from '../../../shared/contract/views.ts'
import type { Script } from './fake-browser.ts'
import { annotation, comments, online, QUOTE } from './people.ts'
import type { State } from './state.ts'

export type Thread = Extract<CardView, { see: 'thread' }>

export const thread = (change: Partial<Thread> = {}): Thread => ({
  see: 'thread',
  audience: 'Design team · 2 people',
  quote: QUOTE,
  kind: 'highlight',
  colour: 'yellow',
  annotation: annotation(),
  comments,
  draft: '',
  link: online,
  ...change,
})

export const card = (
  name: string,
  shows: string,
  view: CardView | null,
  script: Partial<Script> = {},
  height = 560,
): State => ({
  name: `card-${name}`,
  page: 'card',
  width: 340,
  height,
  hash: '#ticket-for-tests',
  shows,
  script: { view, ...script },
})
