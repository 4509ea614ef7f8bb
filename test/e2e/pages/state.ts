import type { Page } from 'puppeteer-core'
import type { HuddlesView } from '../../../shared/contract/huddle.ts'
import type { HomeView, PanelItem, PanelView } from '../../../shared/contract/views.ts'
import type { Script } from './fake-browser.ts'
import { ada, alone, ben, team } from './people.ts'

/** One page of ours in one state. */
export interface State {
  readonly name: string
  readonly page: 'popup' | 'card' | 'sidepanel' | 'options' | 'welcome' | 'overlay'
  readonly width: number
  readonly height: number
  readonly hash?: string
  readonly script: Script
  /** Names (roles and names) of what has to be there before anything is looked at. */
  readonly shows: string
  /** What a person does first. */
  readonly then?: (page: Page) => Promise<void>
}

export const ARTICLE = 'https://example.org/on-margins'
export const tab = { id: 7, url: ARTICLE }
export const here = { address: ARTICLE, supported: true, shown: true, siteOff: false }

export const home = (change: Partial<HomeView> = {}): HomeView => ({
  see: 'home',
  profile: { name: 'Ada', colour: 'coral' },
  spaces: [team, alone],
  active: team.id,
  pages: [
    { address: ARTICLE, title: 'On margins, and who writes in them' },
    { address: 'https://example.org/plans/spring', title: 'Plans for spring' },
  ],
  people: [ada, { ...ben, here: false, at: 'Plans for spring' }],
  page: here,
  huddles: { on: [] },
  tellSeen: true,
  ...change,
})

export const popup = (name: string, shows: string, script: Script): State => ({
  name: `popup-${name}`,
  page: 'popup',
  width: 360,
  height: 600,
  shows,
  script: { tab, ...script },
})

export const panelView = (items: readonly PanelItem[], huddles: HuddlesView = { on: [] }): PanelView => ({
  see: 'panel',
  page: ARTICLE,
  title: 'On margins, and who writes in them',
  space: team,
  spaces: [team, alone],
  people: [ada, ben],
  items,
  huddles,
  steps: {},
})

export const panel = (
  name: string,
  shows: string,
  view: PanelView | null,
  width = 360,
  script: Partial<Script> = {},
): State => ({
  name: `panel-${name}`,
  page: 'sidepanel',
  width,
  height: 720,
  shows,
  script: { view, tab, ...script },
})
