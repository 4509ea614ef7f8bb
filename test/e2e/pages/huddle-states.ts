import type { HuddlesView } from '../../../shared/contract/huddle.ts'
import type { PanelView } from '../../../shared/contract/views.ts'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { ada, ben, huddle, own, ring, talker, team } from './people.ts'
import { home, panel, panelView, popup, type State } from './state.ts'

const NO_ONE_TO_CALL = 'This space is private: there is nobody to talk to.'
const third = {
  ...ben,
  device: 'c'.repeat(32) as DeviceId,
  name: 'A very long name of somebody',
  colour: 'violet',
} as const
const several: HuddlesView = {
  on: [
    huddle('e', { people: [talker(ben), talker(third)], at: 'On margins, and who writes in them' }),
    huddle('f', { people: [talker(third)] }),
    huddle('d', { full: 'This huddle is full: 12 people are in it.' }),
  ],
}
/** What can be known about huddles, and words that then stand there. */
const HUDDLES: readonly [name: string, shows: string, huddles: HuddlesView][] = [
  ['huddle-on', 'Join huddle', { on: [huddle('e')] }],
  ['huddles-several', 'This huddle is full', several],
  ['huddle-own', 'Show window', { on: [own()], own: own() }],
  ['huddle-own-muted-sharing', 'You are sharing', { on: [], own: own({ muted: true, screen: true, camera: true }) }],
  ['huddle-own-first', 'Show window', { on: [], own: own({ people: [talker(ada)], camera: true }) }],
  ['huddle-own-and-another', 'Join huddle', { on: [own(), huddle('f', { people: [talker(third)] })], own: own() }],
  ['huddle-files', 'Sending files', { on: [], own: own({ kind: 'files' }) }],
  ['huddle-ring', 'Not now', { on: [huddle('e')], ring }],
  ['huddle-ring-file', 'Receive file', { on: [], ring: { ...ring, kind: 'files', from: talker(third) } }],
]
const overlay = (name: string, shows: string, huddles: HuddlesView, more: Partial<State> = {}): State => ({
  name: `overlay-${name}`,
  page: 'overlay',
  width: 620,
  height: 420,
  shows,
  script: {
    view: { see: 'page', space: team, annotations: [], people: [ada, ben] },
    after: [{ see: 'huddles', huddles }],
  },
  ...more,
})
export const cannot: HuddlesView = { on: [], cannot: NO_ONE_TO_CALL }
/** Popup, panel and the overlay in somebody’s page, in every state of huddles. */
export const HUDDLE_STATES: readonly State[] = [
  ...HUDDLES.flatMap(([name, shows, huddles]) => [
    popup(name, shows, { view: home({ huddles }) }),
    panel(name, shows, panelView([], huddles)),
    overlay(name, shows, huddles),
    overlay(`${name}-narrow`, shows, huddles, { width: 320 }),
  ]),
  panel(
    'huddle-narrow',
    'You are sharing',
    panelView([], { ...several, own: own({ id: huddle('9').id, screen: true }), ring }),
    260,
  ),
  panel('huddle-chats', 'Huddle chats', {
    ...(panelView([]) as Extract<PanelView, { see: 'panel' }>),
    chats: ['a', 'b', 'c', 'd'].map((id) => ({
      huddle: huddle(id).id,
      title: `Huddle of Ada and ${third.name}`,
      last: {
        author: 'Ben',
        body: 'Here is the address: https://example.org/plans/spring',
        at: Date.now() - 7_200_000,
      },
    })),
  }),
  overlay('huddles-many', 'open the panel', { on: ['a', 'b', 'c', 'd', 'e'].map((id) => huddle(id)) }),
  overlay('huddle-none', 'Start huddle', { on: [] }),
  overlay(
    'huddle-alone',
    'Only you here',
    { on: [] },
    {
      script: {
        view: { see: 'page', space: team, annotations: [], people: [ada] },
        after: [{ see: 'huddles', huddles: { on: [] } }],
      },
    },
  ),
  overlay('huddle-cannot', 'Start huddle', cannot),
]
