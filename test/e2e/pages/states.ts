import { NewerStore } from '../../../entrypoints/engine/indexeddb.ts'
import { noStartWords } from '../../../entrypoints/engine/no-start.ts'
import type { InvitePreview } from '../../../shared/contract/invites.ts'
import type { CardView, HomeView, PanelItem } from '../../../shared/contract/views.ts'
import { ALIAS_STATES } from './alias-states.ts'
import { card, thread } from './card-state.ts'
import { DEVICE_STATES } from './device-states.ts'
import { FATE_STATES } from './fate-states.ts'
import { cannot, HUDDLE_STATES } from './huddle-states.ts'
import { MEMBER_STATES } from './member-states.ts'
import { ada, alone, annotation, comments, key, offline, QUOTE, team } from './people.ts'
import { PLACE_STATES } from './place-states.ts'
import { SPACE_STATES } from './space-states.ts'
import { ARTICLE, here, home, panel, panelView, popup, type State } from './state.ts'
import { TAKEOUT_STATES } from './takeout-states.ts'

const fresh: HomeView = {
  see: 'home',
  spaces: [],
  pages: [],
  people: [],
  huddles: { on: [] },
  tellSeen: true,
  page: { ...here, shown: false },
}
const preview: InvitePreview = {
  space: 'Design team',
  inviter: 'Ada',
  role: 'writer',
  relay: 'http://127.0.0.1:8787',
  loopback: true,
  page: ARTICLE,
  alreadyMember: false,
}
const joinTab = { id: 7, url: 'http://127.0.0.1:8787/join#abcdef' }
const invite = {
  link: 'https://relay.example.org/join#k7Qx0WcT5n2mVtYhEoP9sA',
  code: 'k7Qx0WcT5n2mVtYhEoP9sA',
  expires: Date.now() + 30 * 24 * 3_600_000,
  caution: 'This invite works on this computer only.',
}
const { annotation: _none, ...draft } = thread({ comments: [] })
const said = (body: string) => ({
  ...(comments[0] as (typeof comments)[number]),
  id: key('7', body.slice(0, 1) === 'h' ? '1' : '2'),
  body,
})

const item = (change: Partial<PanelItem>): PanelItem => ({
  ...annotation(),
  quote: QUOTE,
  anchored: 'exact',
  last: { author: 'Ben', body: comments[1]?.body ?? '', at: Date.now() - 240_000 },
  ...change,
})
const items: readonly PanelItem[] = [
  item({ id: key('2', 'd'), kind: 'page', quote: '', author: 'Ben', authorColour: 'teal', mine: false, comments: 1 }),
  item({}),
  item({
    id: key('2', 'e'),
    author: 'Ben',
    authorColour: 'teal',
    mine: false,
    colour: 'green',
    comments: 0,
    quote: 'Nobody reads alone.',
    anchored: 'changed',
  }),
  item({ id: key('1', 'f'), colour: 'blue', resolved: true, anchored: 'lost', quote: 'The old heading', comments: 3 }),
  item({ id: key('1', '9'), colour: 'pink', removed: true, quote: 'A line that was taken back', comments: 1 }),
].map((one) => {
  if (one.comments > 0) return one
  const { last: _last, ...without } = one
  return without
})

const OTHER_KEYS =
  'Connected to relay.example.org. The relay gives out other keys of this space than this device has. None of them were taken. Ask an admin, not through this relay, which are right.'

const NO_START = noStartWords(new NewerStore('a version of the database'))

export const STATES: readonly State[] = [
  popup('first-run', 'Your name', { view: fresh }),
  popup('first-run-relay', 'Create space', { view: { ...fresh, defaultRelay: 'https://relay.example.org' } }),
  popup('invited', 'Design team', { view: fresh, tab: joinTab, replies: { preview: { ok: true, value: preview } } }),
  popup('invited-to-ask', 'Ask to join', {
    view: fresh,
    tab: joinTab,
    replies: { preview: { ok: true, value: { ...preview, role: 'writer', askFirst: true } } },
  }),
  popup('other-keys', 'None of them were taken', {
    view: home({ spaces: [{ ...team, link: { ...team.link, words: OTHER_KEYS, distrusted: true } }, alone] }),
  }),
  popup('broken-invite', 'not whole', {
    view: home({ page: { ...here, supported: true, shown: false } }),
    tab: joinTab,
    replies: { preview: { ok: false, words: 'This invite is not whole. Ask for it again.' } },
  }),
  popup('home', 'Copy invite link', { view: home(), replies: { invite: { ok: true, value: invite } } }),
  popup('offline', 'cannot be reached', { view: home({ spaces: [{ ...team, link: offline }, alone] }) }),
  popup('private', 'Just me', { view: home({ active: alone.id, people: [ada], pages: [], huddles: cannot }) }),
  popup('pending', 'waits', {
    view: home({
      spaces: [{ ...team, pending: 'Joining waits for the relay: no network. It is tried again by itself.' }],
      people: [ada],
      pages: [],
      page: { ...here, supported: false, shown: false },
    }),
  }),
  popup('joining', 'Design team: The relay', {
    view: home({
      spaces: [{ ...team, pending: 'The relay cannot be reached. It is tried again by itself.' }, alone],
      active: alone.id,
      people: [ada],
      pages: [],
    }),
  }),
  popup('site-off', 'switched', { view: home({ page: { ...here, shown: false, siteOff: true } }) }),
  popup('granted', 'by itself on', { view: home(), granted: ['https://example.org/*'] }),
  popup('no-start', 'written by a newer version', { view: null, refuse: NO_START }),
  popup('unreachable', 'not answering', { view: null, dead: true }),
  card('draft', 'Post', draft as CardView),
  card('thread', 'Reply', thread()),
  card('resolved-changed-offline', 'Reopen', {
    ...(thread({ anchored: 'changed', link: offline, draft: 'I was about to say' }) as object),
    annotation: annotation({ resolved: true, mine: false, colour: 'blue' }),
    colour: 'blue',
  } as CardView),
  card('page', 'whole page', thread({ kind: 'page', quote: '', annotation: annotation({ kind: 'page' }) })),
  card(
    'chat',
    'Chat of this huddle',
    thread({
      kind: 'page',
      quote: '',
      annotation: annotation({ kind: 'page' }),
      chat: {},
      comments: [said('Here: https://example.org/plans/spring (the second one).'), said('https://example.org/a?b=c')],
    }),
  ),
  card(
    'long',
    'Reply',
    thread({
      audience: `${'A team that likes long names '.repeat(3)}· 128 people`,
      quote: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
      comments: [
        said('https://example.org/a/very/long/address/that/never/ends?with=parameters&and=more&and=evenmore'),
        said('هذا تعليق مكتوب من اليمين إلى اليسار، وفيه كلمة Huddlemark بالإنجليزية.'),
      ],
    }),
  ),
  card('removed', 'removed', {
    see: 'gone',
    words: 'You removed this for everyone. Members’ history still holds it.',
    restorable: true,
  }),
  card('gone', 'removed', { see: 'gone', words: 'This highlight was removed.' }),
  card('refused', 'no longer', null, { refuse: 'This thread is no longer open here.' }),
  {
    name: 'options',
    page: 'options',
    width: 720,
    height: 900,
    shows: 'Switched off',
    script: {
      view: home({
        lastRelay: 'https://relay.example.org',
        sitesOff: ['https://bank.example.org'],
        tastes: { ringSound: true, relayOnly: false, servers: [{ urls: ['turn:turn.example.org:3478'] }] },
        ringEveryone: { on: false, mine: true },
      }),
      granted: ['https://example.org/*', 'notifications'],
    },
  },
  {
    name: 'options-fresh',
    page: 'options',
    width: 360,
    height: 900,
    shows: 'Relay for new spaces',
    script: { view: fresh },
  },
  {
    name: 'welcome',
    page: 'welcome',
    width: 1180,
    height: 900,
    shows: 'tell Huddlemark your name',
    script: { view: fresh },
  },
  {
    name: 'welcome-narrow',
    page: 'welcome',
    width: 400,
    height: 900,
    shows: 'Select any words',
    script: { view: home() },
  },
  panel('items', 'Nobody reads alone', panelView(items)),
  panel('narrow', 'Nobody reads alone', panelView(items), 260),
  panel('empty', 'to begin', panelView([])),
  panel('no-page', 'Nothing here yet', { see: 'nothing', why: 'no-page' }),
  panel('no-start', 'written by a newer version', null, 360, { refuse: NO_START }),
  panel('unreachable', 'not answering', null, 360, { dead: true }),
  ...ALIAS_STATES,
  ...FATE_STATES,
  ...PLACE_STATES,
  ...HUDDLE_STATES,
  ...TAKEOUT_STATES,
  ...SPACE_STATES,
  ...MEMBER_STATES,
  ...DEVICE_STATES,
]
