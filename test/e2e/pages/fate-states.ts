import type { ConnectionsView } from '../../../shared/contract/connection.ts'
import type { FateView } from '../../../shared/contract/fate.ts'
import type { PanelItem } from '../../../shared/contract/views.ts'
import { card as cardOf, type Thread, thread } from './card-state.ts'
import { ada, alone, annotation, ben, comments, key, offline, online, QUOTE, team } from './people.ts'
import { home, panel, panelView, type State } from './state.ts'

const MINUTE = 60_000
const NOW = 1_764_300_000_000
const [mine, bens] = comments
const TOO_LARGE = {
  words: 'Too large for the relay. Only this device has it: copy the text and post it in parts.',
  forGood: true,
} as const
const FULL = {
  words: 'This space has used up what its relay keeps. Kept on this device; it is tried again by itself.',
} as const
const REFUSED = {
  words: 'The relay refused it. Only this device has it: try again, copy the text, or export the page.',
  again: true,
  forGood: true,
} as const

const said = (digit: string, body: string, fate: FateView): Thread['comments'][number] => ({
  id: key('1', digit),
  author: 'Ada',
  authorColour: 'coral',
  mine: true,
  body,
  created: Date.now() - 3 * MINUTE,
  fate,
})

const card = (name: string, shows: string, change: Partial<Thread>, height = 640): State =>
  cardOf(name, shows, thread({ comments: [], ...change }), { replies: { 'try-again': { ok: true } } }, height)

const item = (digit: string, fate: FateView, change: Partial<PanelItem> = {}): PanelItem => ({
  ...annotation({ id: key('1', digit) }),
  selectors: [],
  quote: QUOTE,
  anchored: 'exact',
  fate,
  ...change,
})

const CONNECTIONS: ConnectionsView = {
  now: NOW,
  spaces: [
    {
      space: team.id,
      name: team.name,
      private: false,
      relay: 'relay.example.org',
      link: { ...online, refused: 1 },
      since: NOW - 135 * MINUTE,
      acknowledged: NOW - 3 * MINUTE,
      waiting: { records: 3, bytes: 2_410, oldest: NOW - 2 * MINUTE },
      people: [
        { name: ben.name, route: 'direct' },
        { name: 'Cleo', route: 'relayed' },
      ],
      failures: [
        {
          at: NOW - 136 * MINUTE,
          words:
            'The relay relay.example.org does not answer: it may be stopped, or its address is wrong. What you do is kept on this device and sent later.',
          times: 7,
        },
        { at: NOW - 190 * MINUTE, words: 'The connection to relay.example.org ended.', times: 1 },
      ],
      stored: { envelopes: 812_000, documents: 1_240_000 },
    },
    {
      space: alone.id,
      name: alone.name,
      private: true,
      link: alone.link,
      since: 0,
      waiting: { records: 0, bytes: 0 },
      people: [],
      failures: [],
      stored: { envelopes: 4_200, documents: 9_000 },
    },
  ],
}

/** With its failures open. */
const then: NonNullable<State['then']> = async (page) => {
  const details = await page.waitForSelector('.connection details')
  await details?.evaluate((element) => {
    ;(element as HTMLDetailsElement).open = true
    document.getElementById('connection')?.scrollIntoView()
  })
}

/** Where one's own work has come to, what the relay refused, and the connection as a whole. */
export const FATE_STATES: readonly State[] = [
  card('fates', 'Reached Ben', {
    comments: [
      said('1', 'Could this be the opening line?', { at: 'relay', seenBy: ['Ben'] }),
      ...(bens ? [bens] : []),
      said('2', 'Then I cut it, and the comma with it.', { at: 'relay' }),
      said('3', 'Or should the whole paragraph go?', { at: 'here' }),
    ],
  }),
  card(
    'refused',
    'Too large for the relay',
    {
      comments: [
        said('1', 'All of chapter two, for those who have not read it.', { at: 'here', refused: TOO_LARGE }),
        said('2', 'And a short remark.', { at: 'here', refused: FULL }),
      ],
      link: { ...offline, refused: 1 },
    },
    700,
  ),
  card('refused-highlight', 'Try again', {
    annotation: annotation({ comments: 0 }),
    fate: { at: 'here', refused: REFUSED },
  }),
  card('fate-alone', 'On this device', { ...(mine ? { comments: [{ ...mine, fate: { at: 'alone' } }] } : {}) }),
  panel('fates', 'Undo: Highlight added', {
    ...panelView([
      item('1', { at: 'relay', seenBy: ['Ben', 'Cleo', 'Dana'] }, { comments: 1 }),
      item('2', { at: 'relay' }, { colour: 'green' }),
      item('3', { at: 'here' }, { colour: 'blue' }),
      item('4', { at: 'here', refused: TOO_LARGE }, { colour: 'pink', comments: 3 }),
    ]),
    steps: { undo: 'Highlight added', redo: 'Colour changed' },
  } as ReturnType<typeof panelView>),
  {
    name: 'options-connection',
    page: 'options',
    width: 760,
    height: 900,
    hash: '#connection',
    shows: 'Connected to relay.example.org',
    script: { view: home(), replies: { connection: { ok: true, value: CONNECTIONS } } },
    then,
  },
  {
    name: 'overlay-came-back',
    page: 'overlay',
    width: 620,
    height: 420,
    shows: '14 sent, 1 refused',
    script: {
      view: {
        see: 'page',
        space: { ...team, link: { ...online, refused: 1 } },
        annotations: [annotation()],
        people: [ada, ben],
      },
      after: [{ see: 'came-back', sent: 14, refused: 1 }],
    },
  },
  {
    name: 'overlay-details',
    page: 'overlay',
    width: 620,
    height: 420,
    shows: 'Details',
    script: {
      view: { see: 'page', space: { ...team, link: offline }, annotations: [annotation()], people: [ada, ben] },
    },
  },
]
