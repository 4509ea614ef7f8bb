import type { MemberView, SpaceDetail } from '../../../shared/contract/spaces.ts'
import type { DeviceId, MemberId } from '../../../shared/domain/ids.ts'
import { card as cardOf, type Thread, thread } from './card-state.ts'
import { ada, alone, annotation, ben, comments, key, offline, online, QUOTE, team } from './people.ts'
import { home, panel, panelView, type State } from './state.ts'

const DAY = 24 * 3_600_000
const device = (digit: string): DeviceId => digit.repeat(32) as DeviceId
export const member = (digit: string, name: string, change: Partial<MemberView> = {}): MemberView => ({
  member: digit.repeat(32) as MemberId,
  name,
  colour: 'slate',
  me: false,
  role: 'writer',
  devices: [{ device: device(digit), here: false, at: Date.now() - 2 * DAY }],
  ...change,
})

const members: readonly MemberView[] = [
  member('1', ada.name, {
    colour: ada.colour,
    me: true,
    role: 'admin',
    devices: [
      { device: device('1'), here: true, mine: true },
      { device: device('9'), here: true },
    ],
  }),
  member('2', ben.name, { colour: ben.colour, role: 'admin', devices: [{ device: device('2'), here: true }] }),
  member('3', 'Cleo · 3f9k', {
    colour: 'violet',
    selves: [{ member: '6'.repeat(32) as MemberId, name: 'Cleo · 5m1d' }],
  }),
  member('4', 'Cleo · 7q2m', { colour: 'sky', muted: true, devices: [] }),
]

export const detail = (change: Partial<SpaceDetail> = {}): SpaceDetail => ({
  space: team.id,
  name: 'Design team',
  private: false,
  role: 'admin',
  relay: 'https://relay.example.org',
  link: { ...online, words: 'Connected to relay.example.org.' },
  members,
  knocks: [],
  invites: [],
  ...change,
})
const own: SpaceDetail = {
  space: alone.id,
  name: 'Just me',
  private: true,
  role: 'admin',
  link: alone.link,
  members: members.slice(0, 1),
  knocks: [],
  invites: [],
}
/** It has ended for us, or is not ours yet: we may do nothing in it. */
const over = (change: Partial<SpaceDetail>): SpaceDetail => {
  const { role: _ours, ...rest } = detail(change)
  return rest
}
const digits = (digit: string) => digit.repeat(32) as SpaceDetail['space']
const left = over({
  space: digits('c'),
  name: 'A reading circle with rather a long name',
  ended: 'left',
  link: { ...alone.link, words: 'You left this space. Your copy stays on this device until you forget it.' },
})
const deleted = over({
  space: digits('d'),
  name: 'Spring plans',
  ended: 'deleted',
  link: { ...alone.link, words: 'Ben deleted this space. What you have stays on this device until you forget it.' },
})
const waiting = over({
  space: digits('e'),
  name: 'Book club',
  members: [],
  pending: 'No network. You join by yourself as soon as there is one.',
})

const options = (name: string, width: number, details: readonly SpaceDetail[]): State => ({
  name: `options-${name}`,
  page: 'options',
  width,
  height: 1_000,
  shows: 'Spaces',
  script: { view: home({ details }) },
})

const card = (name: string, shows: string, change: Partial<Thread>): State => cardOf(name, shows, thread(change))
const draft = (name: string, change: Partial<Thread>): State => {
  const one = card(name, 'Only me', { comments: [], everyone: 'Design team · 2 people', ...change })
  const { annotation: _none, ...view } = one.script.view as Thread
  return { ...one, script: { view } }
}
const bens = annotation({ id: key('2', 'e'), author: 'Ben', authorColour: 'teal', mine: false, comments: 0 })
const hidden = { by: 'Ada' }

/** Spaces in the settings; what is only for oneself, and what an admin hid, in card and panel. */
export const SPACE_STATES: readonly State[] = [
  options('spaces', 720, [detail(), own, left, deleted, waiting]),
  options('spaces-narrow', 340, [
    detail({ link: offline }),
    detail({ space: digits('c'), name: 'Others', role: 'writer' }),
  ]),
  options('spaces-empty', 720, [own]),
  draft('draft-everyone', {}),
  draft('draft-only-me', { onlyMe: true, audience: 'Only me', draft: 'A thought that is not ready yet' }),
  card('only-me', 'Share with Design team', {
    onlyMe: true,
    shareWith: 'Design team',
    audience: 'Only me',
    annotation: annotation({ onlyMe: true, comments: 1 }),
    comments: comments.slice(0, 1),
  }),
  card('hidden', 'Hidden by Ada', {
    mayHide: true,
    annotation: { ...bens, hidden },
    comments: comments.map((one) => (one.mine ? one : { ...one, hidden })),
  }),
  card('moderated', 'Hide for everyone', { mayHide: true, annotation: bens }),
  panel('hidden-and-only-me', 'Only me', {
    ...panelView([
      { ...annotation({ onlyMe: true, comments: 0 }), quote: QUOTE, anchored: 'exact' },
      { ...bens, quote: 'Nobody reads alone.', anchored: 'unknown', hidden },
      { ...bens, id: key('2', 'f'), quote: 'Another line', anchored: 'unknown', hidden: { ...hidden, muted: true } },
    ]),
    mayHide: true,
  } as ReturnType<typeof panelView>),
]
