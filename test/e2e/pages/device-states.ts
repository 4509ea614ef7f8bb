import type { RestorePreview } from '../../../shared/contract/backup.ts'
import type { LinkingView } from '../../../shared/contract/devices.ts'
import type { HomeView, PanelView } from '../../../shared/contract/views.ts'
import { press, type } from './drive.ts'
import type { Script } from './fake-browser.ts'
import { alone, annotation, offline, QUOTE, team } from './people.ts'
import { home, panel, panelView, popup, type State } from './state.ts'
import { chooseFile } from './takeout-states.ts'

/** As long as a real one. */
const CODE = 'AUhrN1F4MFdjVDVuMm1WdFlodEVvUDlzQQAbaHR0cHM6Ly9yZWxheS5leGFtcGxlLm9yZ2s3UXg'
const NUMBER = '482 913'

const fresh: HomeView = { see: 'home', spaces: [], pages: [], people: [], huddles: { on: [] }, tellSeen: true }

const preview: RestorePreview = {
  made: Date.UTC(2026, 10, 3, 18, 30),
  name: 'Ada',
  spaces: [
    { name: 'Just me', private: true, pages: 12, people: 1 },
    { name: 'Design team', private: false, pages: 41, people: 6 },
  ],
  documents: 54,
  records: 2310,
  drafts: 2,
}
const looked = { 'restore-check': { ok: true, value: preview } }

interface More {
  readonly width?: number
  readonly replies?: Script['replies']
}

const options = (name: string, shows: string, view: HomeView, first?: State['then'], more: More = {}): State => ({
  ...base(first),
  name: `options-${name}`,
  page: 'options',
  width: more.width ?? 720,
  height: 900,
  shows,
  script: { view, ...(more.replies ? { replies: more.replies } : {}) },
})
/** What a person does first, where there is something. */
const base = (then: State['then']): Pick<State, 'then'> => (then ? { then } : {})
const linking = (view: LinkingView) => home({ linking: view })

const openFile: NonNullable<State['then']> = async (page) => {
  await chooseFile(page, 'sealed', 'input[accept=".huddlemark"]')
  await type(page, 'Passphrase of annotations.jsonld', 'seven geese over the margin')
  await press(page, 'Look into it')
}

const BEN = {
  ...preview,
  here: 'The 2 spaces that are here stay, with everything in them. What “Ben” wrote here so far stays in that name: to others it is a second person.',
}
const typed: State['then'] = async (page) => {
  await type(page, 'Passphrase', 'seven geese over the blue margin')
}
const forget: State['then'] = async (page) => {
  await press(page, 'Forget everything now')
}
const elsewhere: State['then'] = async (page) => {
  await press(page, 'I use Huddlemark elsewhere')
}
const showing = (left: number) =>
  linking({ side: 'give', state: 'showing', code: CODE, until: Date.now() + left * 1_000 })
const late = 'Nobody came in ten minutes. Show a new code when you are ready.'
const damaged = 'What came is damaged, and nothing of it was taken. Show a new code in the other browser and try again.'
const waiting: LinkingView = { side: 'take', state: 'waiting', number: NUMBER }
const offlineTeam = [{ ...team, link: offline }, alone]

/** Linking, backups, shared computers, and what an administrator has set. */
export const DEVICE_STATES: readonly State[] = [
  options('devices-code', 'Cancel', showing(580)),
  options('devices-code-narrow', 'Cancel', showing(30), undefined, { width: 360 }),
  options('devices-asked', NUMBER, linking({ side: 'give', state: 'asked', number: NUMBER })),
  options('devices-sent', 'Handed over', linking({ side: 'give', state: 'sent' })),
  options('devices-failed', 'Nobody came', linking({ side: 'give', state: 'failed', words: late })),
  options('devices-taking', NUMBER, { ...fresh, linking: waiting }),
  options('backup-strength', 'Strong.', home(), typed),
  options('restore', 'Become Ada', home(), openFile, { replies: { 'restore-check': { ok: true, value: BEN } } }),
  options('restore-fresh', '2310 sealed changes', fresh, openFile, { width: 360, replies: looked }),
  options('restore-wrong', 'not the passphrase', fresh, openFile, {
    replies: { 'restore-part': { ok: false, words: 'That is not the passphrase of this backup.' } },
  }),
  options('shared-computer', 'not sent yet', home({ sharedComputer: true, spaces: offlineTeam })),
  options('forget', 'cannot be brought back', home({ spaces: offlineTeam }), forget),
  options(
    'managed',
    'Set by your administrator.',
    home({
      defaultRelay: 'https://relay.school.example',
      managed: {
        relay: 'https://relay.school.example',
        sites: ['https://*.school.example/*', '*://wiki.example/*'],
        huddlesOff: true,
      },
    }),
  ),
  options('managed-slip', 'Not understood', home({ managed: { huddlesOff: true, ignored: ['relay', 'sites'] } })),
  { ...popup('elsewhere', 'Link this browser', { view: fresh }), ...base(elsewhere) },
  popup('link-waiting', NUMBER, { view: { ...fresh, linking: waiting } }),
  popup('link-failed', 'damaged', { view: { ...fresh, linking: { side: 'take', state: 'failed', words: damaged } } }),
  popup('shared-computer', 'not sent yet', { view: home({ sharedComputer: true, spaces: offlineTeam }) }),
  popup('managed', 'set by your administrator', {
    view: home({
      managed: { relay: 'https://relay.school.example', sites: ['https://*.school.example/*'], huddlesOff: true },
      huddles: { on: [], cannot: 'Your administrator has switched huddles off.' },
    }),
  }),
  panel('backup-suggested', 'Make a backup', {
    ...panelView([{ ...annotation(), quote: QUOTE, anchored: 'exact' }]),
    suggestsBackup: true,
  } as PanelView),
]
