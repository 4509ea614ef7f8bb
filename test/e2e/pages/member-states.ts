import type { KnockView, OpenInviteView } from '../../../shared/contract/members.ts'
import { card, thread } from './card-state.ts'
import { press } from './drive.ts'
import { ada, alone, annotation, ben, key, QUOTE, team } from './people.ts'
import { detail, member } from './space-states.ts'
import { home, panel, panelView, popup, type State } from './state.ts'

const DAY = 24 * 3_600_000
const hex = (digit: string) => digit.repeat(32)
const knock = (digit: string, name: string, change: Partial<KnockView> = {}): KnockView => ({
  knock: hex(digit),
  space: team.id,
  name,
  colour: 'teal',
  ...change,
})
const knocks = [
  knock('7', 'Ben', { role: 'writer' }),
  knock('8', 'Somebody with quite a long name who likes to be asked in', { colour: 'violet', role: 'reader' }),
]
const invite = (digit: string, change: Partial<OpenInviteView> = {}): OpenInviteView => ({
  invite: hex(digit),
  role: 'writer',
  askFirst: false,
  expires: Date.now() + 20 * DAY,
  ...change,
})
const invites = [
  invite('a'),
  invite('b', { role: 'reader', askFirst: true, expires: Date.now() + DAY }),
  invite('c', { role: 'admin', waiting: true }),
  invite('f', { by: 'Ben', expires: Date.now() + 6 * DAY }),
  invite('9', { role: 'reader', elsewhere: true }),
]
const made = {
  link: 'https://relay.example.org/join#AQIvc2VjcmV0LWFuZC1zcGFjZS1hbmQtcmVsYXktYW5kLW5hbWVzLWluLW9uZS1jb2Rl',
  code: 'AQIvc2VjcmV0LWFuZC1zcGFjZS1hbmQtcmVsYXktYW5kLW5hbWVzLWluLW9uZS1jb2Rl',
  id: hex('d'),
  expires: Date.now() + 30 * DAY,
  caution: 'The relay runs on this computer, so this invite works on this computer only.',
}
const us = member('1', ada.name, { colour: ada.colour, me: true, role: 'admin' })
const people = [
  us,
  member('2', ben.name, { colour: ben.colour, role: 'admin' }),
  member('3', 'Cleo', { colour: 'violet', role: 'reader' }),
  member('4', 'Dora', { colour: 'sky', wish: 'Can only read as soon as the relay can be reached.' }),
  member('5', 'Emil', { colour: 'rose', removed: true }),
]
/** What a person does first, where there is something. */
const first = (then: State['then']): Pick<State, 'then'> => (then ? { then } : {})
const selectsWords: State['then'] = async (page) => {
  await page.waitForSelector('>>> .dock')
  await page.click('main p', { count: 3 })
}

const options = (
  name: string,
  shows: string,
  details: Parameters<typeof detail>[0][],
  then?: State['then'],
): State => ({
  name: `options-${name}`,
  page: 'options',
  width: name.endsWith('narrow') ? 340 : 720,
  height: 1_000,
  shows,
  script: {
    view: home({ details: details.map((one) => detail(one)) }),
    replies: { invite: { ok: true, value: made } },
  },
  ...first(then),
})
const { role: _ours, ...ended } = detail({
  ended: 'removed',
  members: people.map((one) => (one.me ? { ...one, removed: true, role: 'writer' } : one)),
  link: { ...alone.link, words: 'You were removed from this space. What you have stays on this device.' },
})
const removedFrom = { ...team, ended: 'removed', link: ended.link } as const
const makes = async (page: Parameters<NonNullable<State['then']>>[0]) => {
  await press(page, 'New invite')
  await press(page, 'Make invite')
}

const overlayReader = (name: string, width: number): State => ({
  name: `overlay-${name}`,
  page: 'overlay',
  width,
  height: 420,
  shows: 'Only you see it',
  script: {
    view: { see: 'page', space: { ...team, role: 'reader' }, annotations: [annotation()], people: [ada, ben] },
  },
  ...first(selectsWords),
})

/** Somebody knocks at the space that an admin is in. */
const asked = (name: string, width: number): State => ({
  name: `overlay-${name}`,
  page: 'overlay',
  width,
  height: 420,
  shows: 'asks to be let in',
  script: {
    view: {
      see: 'page',
      space: {
        ...team,
        role: 'admin',
        asks: 'Somebody with quite a long name who likes to be asked in asks to be let in',
      },
      annotations: [annotation()],
      people: [ada, ben],
    },
  },
})

/** Who may do what in a space, who is let in, and how those see it who may not write. */
export const MEMBER_STATES: readonly State[] = [
  options('members', 'Removed', [{ members: people, invites, knocks }]),
  options('members-narrow', 'Removed', [{ members: people, invites, knocks }]),
  options('member-menu', 'Keep Cleo', [{ members: people }], async (page) => {
    await press(page, 'What to do about Cleo')
    await press(page, 'Remove from space…')
  }),
  options('member-menu-narrow', 'Keep Ben', [{ members: people }], async (page) => {
    await press(page, 'What to do about Ben')
    await press(page, 'Remove from space…')
  }),
  options('new-invite', 'Ask me first', [{ invites }], (page) => press(page, 'New invite') as Promise<void>),
  options('made-invite', 'Copy code', [{ invites }], makes),
  options('made-invite-narrow', 'Copy code', [{ invites }], makes),
  options('revoke', 'Keep it', [{ invites: invites.slice(0, 1) }], (page) => press(page, 'Revoke…') as Promise<void>),
  options('reader', 'but not write', [{ members: people, role: 'reader' }]),
  { ...options('removed', 'You were removed', []), script: { view: home({ details: [ended] }) } },
  popup('knock', 'asks to join', { view: home({ knocks }) }),
  popup('reader', 'but not write', { view: home({ spaces: [{ ...team, role: 'reader' }, alone] }) }),
  popup('removed', 'You were removed', { view: home({ spaces: [removedFrom, alone], people: [ada] }) }),
  asked('asked', 760),
  asked('asked-narrow', 360),
  panel('asked', 'asks to be let in', {
    ...panelView([{ ...annotation({ comments: 0 }), quote: QUOTE, anchored: 'exact' }]),
    space: { ...team, role: 'admin', asks: 'Ben asks to be let in' },
  } as ReturnType<typeof panelView>),
  options('notices', 'Tell me on the desktop', [], (page) =>
    page.$eval('#notices', (heading) => heading.scrollIntoView()),
  ),
  overlayReader('reader', 760),
  overlayReader('reader-narrow', 360),
  {
    name: 'overlay-removed',
    page: 'overlay',
    width: 760,
    height: 420,
    shows: 'You were removed',
    script: { view: { see: 'page', space: removedFrom, annotations: [annotation()], people: [ada] } },
  },
  card(
    'reader',
    'but not write',
    thread({
      annotation: annotation({ id: key('2', 'e'), author: 'Ben', authorColour: 'teal', mine: false }),
      readOnly: 'You can read in this space, but not write.',
    }),
  ),
  panel('reader', 'but not write', {
    ...panelView([{ ...annotation({ comments: 0 }), quote: QUOTE, anchored: 'lost' }]),
    space: { ...team, role: 'reader' },
  } as ReturnType<typeof panelView>),
]
