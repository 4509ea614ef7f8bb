/** Every state of the huddle window, with what has to be read there. Runs in the page, and its names in the test. */
import type { TransferView } from '../../../entrypoints/huddle/files/model.ts'
import type { CallState, OwnDevice, Participant, Screen } from '../../../entrypoints/huddle/model.ts'
import type { RingableView } from '../../../shared/contract/huddle.ts'
import type { HuddleId } from '../../../shared/domain/huddle.ts'
import type { DeviceId, MemberId, SpaceId } from '../../../shared/domain/ids.ts'
import { MEMBER_COLOURS } from '../../../shared/domain/member.ts'
import { camera, screen } from './pictures.ts'

const id = (digit: string): string => digit.repeat(32)
const device = (n: number): DeviceId => id(n.toString(16)) as DeviceId
const member = (n: number): MemberId => id(n.toString(16)) as MemberId
const space = { id: id('a') as SpaceId, name: 'Design team' }
const huddle = id('f') as HuddleId

const on: OwnDevice = { on: true, opening: false }
const off: OwnDevice = { on: false, opening: false }
const good = { score: 0.9, words: 'good', because: undefined } as const

/** Ben, and as many more as are wanted: they go by what they are here for. */
const ROLES = ['Ben', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth', 'Ninth', 'Tenth', 'Eleventh']
const other = (n: number, change: Partial<Participant> = {}): Participant => ({
  device: device(n + 2),
  member: member(n + 2),
  name: ROLES[n] ?? `Number ${n}`,
  colour: MEMBER_COLOURS[(n + 3) % MEMBER_COLOURS.length] ?? 'teal',
  phase: 'connected',
  verified: 'yes',
  route: 'direct',
  quality: good,
  muted: false,
  listening: false,
  hand: false,
  speaking: false,
  volume: 1,
  ...change,
})
const others = (count: number, change: (n: number) => Partial<Participant> = () => ({})): Participant[] =>
  Array.from({ length: count }, (_, n) => other(n, change(n)))

const COLOURS = [
  ['#7d8aa8', '#e2b48f', '#31507a'],
  ['#a08a74', '#8d5a3b', '#4a6b4d'],
  ['#6f8f86', '#f0cdb0', '#8a3f4c'],
  ['#8c7fa3', '#c68a62', '#2d3f5f'],
  ['#93866f', '#6d4630', '#6b5a8c'],
] as const
const face = (n: number): MediaStream => {
  const [wall, skin, shirt] = COLOURS[n % COLOURS.length] ?? COLOURS[0]
  return camera(`face ${n}`, wall, skin, shirt)
}

const me = {
  device: device(1),
  member: member(1),
  name: 'Ada',
  colour: 'coral',
  speaking: false,
  hand: false,
} as const

const members = (change: (n: number) => Partial<RingableView> = () => ({})): RingableView[] =>
  Array.from({ length: 5 }, (_, n) => ({
    member: member(n + 2),
    name: ROLES[n] ?? '',
    colour: MEMBER_COLOURS[(n + 3) % MEMBER_COLOURS.length] ?? 'teal',
    online: n < 3,
    onPage: n === 0,
    inHuddle: false,
    ...change(n),
  }))

const base: CallState = {
  stage: 'in',
  huddle,
  kind: 'talk',
  space,
  me,
  others: [],
  screens: [],
  microphone: on,
  camera: off,
  screen: off,
  devices: {
    microphones: [
      { id: 'default', label: 'Default: built-in microphone' },
      { id: 'usb', label: 'USB microphone' },
    ],
    cameras: [{ id: 'built-in', label: 'Built-in camera' }],
    speakers: [{ id: 'default', label: 'Default: built-in speaker' }],
    microphone: 'default',
    camera: 'built-in',
    speaker: 'default',
    noiseSuppression: true,
    blur: false,
  },
  lowData: false,
  pushToTalk: false,
  members: members(),
  advice: [],
  announcements: [],
  verified: true,
}
const talk = (change: Partial<CallState> = {}): CallState => ({
  ...base,
  others: [other(0, { speaking: true }), other(1, { muted: true }), other(2, { hand: true })],
  ...change,
})
const shared = (n: number, mine = false): Screen => ({
  device: mine ? me.device : device(n + 2),
  name: mine ? 'Ada' : (ROLES[n] ?? ''),
  stream: screen(`screen ${n} ${mine}`, mine ? 'My plan for spring' : 'Plans for spring'),
  mine,
  hasSound: !mine,
})
const onNow = (n: number, change: object = {}) => ({
  id: id(String(n)) as HuddleId,
  kind: 'talk' as const,
  space: id(n === 1 ? 'a' : 'b') as SpaceId,
  spaceName: n === 1 ? 'Design team' : 'Reading circle',
  people: others(n + 1),
  ...change,
})
const transfer = (change: Partial<TransferView>): TransferView => ({
  id: `t${change.state}${change.direction}`,
  device: device(2),
  name: 'plans-for-spring.pdf',
  size: 8_400_000,
  done: 3_100_000,
  direction: 'in',
  state: 'moving',
  rate: 1_200_000,
  ...change,
})

export interface HuddleState {
  readonly state: CallState
  /** Words that are there once it is drawn. */
  readonly shows: string
  readonly transfers?: readonly TransferView[]
  /** A button pressed before looking. */
  readonly press?: readonly string[]
}

const { me: _me, space: _space, huddle: _huddle, ...nowhere } = base
const trouble = (which: 'microphone' | 'camera' | 'screen', why: NonNullable<OwnDevice['trouble']>): HuddleState => ({
  state: talk({ [which]: { on: false, opening: false, trouble: why } }),
  shows: why === 'dismissed' ? 'Ask again' : 'Try again',
})

/** Built when asked for: it draws. */
export const states = (): Readonly<Record<string, HuddleState>> => ({
  starting: { state: { ...nowhere, stage: 'starting', verified: undefined }, shows: 'Opening the huddle' },
  'starting-asks': {
    state: { ...base, stage: 'starting', microphone: { on: false, opening: true } },
    shows: 'choose “Allow”',
  },
  idle: {
    state: {
      ...nowhere,
      stage: 'idle',
      verified: undefined,
      idle: {
        see: 'idle',
        on: [onNow(1, { at: 'How a river finds its bed' }), onNow(2, { full: 'This huddle is full: 12 people.' })],
        spaces: [
          { ...space, private: false },
          { id: id('c') as SpaceId, name: 'Neighbours', private: false },
          { id: id('d') as SpaceId, name: 'Just me', private: true },
        ],
      },
    },
    shows: 'Huddles that are on',
  },
  'idle-none': {
    state: {
      ...nowhere,
      stage: 'idle',
      verified: undefined,
      idle: { see: 'idle', on: [], spaces: [{ ...space, private: false }] },
    },
    shows: 'Nobody is in a huddle now',
  },
  'idle-alone': {
    state: { ...nowhere, stage: 'idle', verified: undefined, idle: { see: 'idle', on: [], spaces: [] } },
    shows: 'invite somebody',
  },
  refused: {
    state: { ...nowhere, stage: 'refused', verified: undefined, words: 'This huddle is full: 12 people are in it.' },
    shows: 'is full',
  },
  left: { state: { ...base, stage: 'left' }, shows: 'You left' },
  alone: { state: { ...base, verified: undefined }, shows: 'Only you here yet' },
  'alone-ringing': {
    state: {
      ...base,
      verified: undefined,
      members: members((n) => ({ rung: (['ringing', 'declined', 'no-answer'] as const)[n % 3] ?? 'ringing' })).slice(
        0,
        3,
      ),
    },
    shows: 'No answer',
  },
  'alone-choose': {
    state: { ...base, verified: undefined, chooseWhom: 'This space has 31 people. Choose whom to ring.' },
    shows: 'Choose whom to ring',
  },
  two: { state: talk({ others: [other(0, { speaking: true })] }), shows: 'Ben' },
  talking: { state: talk(), shows: 'Third' },
  muted: { state: talk({ microphone: off }), shows: 'Ben' },
  'me-speaking': { state: talk({ others: others(3), me: { ...me, speaking: true } }), shows: 'Ben' },
  'push-to-talk': { state: talk({ microphone: off, pushToTalk: true, me: { ...me, speaking: true } }), shows: 'Ben' },
  twelve: {
    state: talk({ others: others(11, (n) => ({ speaking: n === 4, muted: n % 3 === 0, hand: n === 6 })) }),
    shows: 'Eleventh',
  },
  video: {
    state: talk({
      camera: on,
      cameraStream: face(4),
      others: others(3, (n) => ({ camera: face(n), speaking: n === 1, muted: n === 2 })),
    }),
    shows: 'Second',
  },
  'video-two': {
    state: talk({ camera: on, cameraStream: face(4), others: [other(0, { camera: face(0), speaking: true })] }),
    shows: 'Ben',
  },
  'video-mixed': {
    state: talk({
      others: [
        other(0, { camera: face(0), hand: true }),
        other(1, { camera: face(1), cameraPaused: 'theirs-slow' }),
        other(2, { speaking: true }),
        other(3, { camera: face(3), phase: 'disturbed' }),
        other(4, { muted: true }),
      ],
    }),
    shows: 'Fifth',
  },
  connections: {
    state: talk({
      others: [
        other(0, { quality: { score: 0.2, words: 'poor', because: 'loss-out' } }),
        other(1, { quality: { score: 0.6, words: 'fair', because: 'delay' }, reaction: '🎉' }),
        other(2, { phase: 'restarting' }),
        other(3, { phase: 'connecting', verified: 'not-yet' }),
        other(4, { listening: true, muted: true }),
      ],
      verified: false,
    }),
    shows: 'Reconnecting…',
  },
  refusedPeer: {
    state: talk({
      others: [other(0), other(1, { verified: 'refused', phase: 'gone' })],
      verified: false,
      advice: [
        { key: 'refused-peer', words: 'Second could not be verified. Nothing is sent to them.', tone: 'warning' },
      ],
    }),
    shows: 'Not verified',
  },
  reaction: {
    state: talk({
      others: [other(0, { reaction: '👏' }), other(1, { reaction: '❤️' })],
      me: { ...me, hand: true, reaction: '😂' },
    }),
    shows: 'Ben',
  },
  sharing: {
    state: talk({ screen: on, screens: [shared(0, true)] }),
    shows: 'You are sharing',
  },
  share: { state: talk({ screens: [shared(0)] }), shows: 'Ben’s screen' },
  'share-video': {
    state: talk({
      screens: [shared(0)],
      camera: on,
      cameraStream: face(4),
      others: others(4, (n) => ({ camera: face(n), speaking: n === 0 })),
    }),
    shows: 'Ben’s screen',
  },
  'share-two': { state: talk({ screen: on, screens: [shared(1), shared(0, true)] }), shows: 'Second’s screen' },
  'share-paused': { state: talk({ screens: [{ ...shared(0), paused: 'theirs-slow' }] }), shows: 'the network is slow' },
  silenced: {
    state: talk({
      others: [other(0, { volume: 0, quality: { score: 0.2, words: 'poor', because: 'delay' } }), other(1)],
    }),
    shows: 'Silenced by you',
  },
  crowded: {
    state: talk({
      screen: on,
      screens: [shared(0, true)],
      advice: [
        {
          key: 'slow-upload',
          words:
            'Your upload is slow, and what is said here needs more than two lines in a narrow window. Turn it off?',
          button: 'Turn camera off',
          tone: 'warning',
        },
      ],
    }),
    transfers: [transfer({ state: 'moving' }), transfer({ state: 'offered', done: 0, name: 'notes.txt' })],
    shows: '2 files, 1 for you',
  },
  'trouble-none': trouble('microphone', 'none'),
  'trouble-denied': trouble('microphone', 'denied'),
  'trouble-dismissed': trouble('microphone', 'dismissed'),
  'trouble-busy': trouble('camera', 'busy'),
  'trouble-unplugged': trouble('microphone', 'unplugged'),
  'trouble-silenced': trouble('microphone', 'silenced'),
  'trouble-failed': trouble('camera', 'failed'),
  'trouble-screen': trouble('screen', 'denied'),
  advice: {
    state: talk({
      advice: [
        { key: 'autoplay', words: 'Your browser keeps this window silent.', button: 'Let it sound', tone: 'warning' },
        {
          key: 'slow-upload',
          words: 'Your upload is slow: turn the camera off?',
          button: 'Stop video',
          tone: 'warning',
        },
        { key: 'relay-away', words: 'The relay is away: this call goes on; nobody new can join.', tone: 'quiet' },
      ],
    }),
    shows: 'Let it sound',
  },
  asked: {
    state: talk({
      asked: { see: 'asked', space: space.id, huddle, words: 'Leave this huddle and join Ben’s?' },
    }),
    shows: 'Leave and join',
  },
  settings: {
    state: talk({ camera: on, cameraStream: face(4), me: { ...me, speaking: true } }),
    shows: 'Noise suppression',
    press: ['More', 'Microphone, camera, speaker'],
  },
  'settings-bare': {
    state: talk({
      microphone: off,
      devices: { ...base.devices, speakers: [], cameras: [], blur: undefined },
    }),
    shows: 'Noise suppression',
    press: ['More', 'Microphone, camera, speaker'],
  },
  ring: {
    state: {
      ...base,
      verified: undefined,
      members: members((n) => (n === 1 ? { rung: 'declined' } : n === 2 ? { rung: 'ringing' } : {})),
      chooseWhom: 'This space has 31 people. Choose whom to ring.',
    },
    shows: 'On the page',
    press: ['Choose whom to ring|Ring others'],
  },
  person: {
    state: talk({
      others: [other(0, { quality: { score: 0.2, words: 'poor', because: 'upload' }, route: 'relayed', volume: 1.4 })],
    }),
    shows: 'Send a file',
    press: ['About Ben'],
  },
  keys: { state: talk(), shows: 'Hold to talk', press: ['More', 'Keyboard shortcuts'] },
  verified: { state: talk(), shows: 'Nobody can put themselves', press: ['Verified end to end'] },
  menu: { state: talk(), shows: 'Keyboard shortcuts', press: ['More'] },
  react: { state: talk(), shows: 'Thinking', press: ['React'] },
  files: {
    state: talk(),
    transfers: [
      transfer({ state: 'offered', done: 0 }),
      transfer({ state: 'moving' }),
      transfer({ state: 'done', direction: 'out', name: 'a-photograph-with-a-name-that-goes-on-and-on.jpeg' }),
      transfer({ state: 'done', name: 'notes.txt', size: 900 }),
      transfer({ state: 'unfinished', direction: 'out', name: 'film.mp4', size: 910_000_000 }),
      transfer({ state: 'failed', direction: 'out', name: 'x.zip', words: 'Ben’s disk is full.' }),
    ],
    shows: 'Decline',
  },
  'file-offered': {
    state: talk(),
    transfers: [transfer({ state: 'offered', done: 0 })],
    shows: 'Ben wants to send you this',
  },
  'files-kind': {
    state: talk({ kind: 'files', others: [other(0)], microphone: off }),
    transfers: [transfer({ direction: 'out' })],
    shows: 'Drop files onto Ben',
  },
  'chat-away': { state: talk(), shows: 'needs the relay', press: ['Chat'] },
  'long-names': {
    state: talk({
      space: { ...space, name: 'A team that likes long names and never has enough of them' },
      others: [
        other(0, { name: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk', speaking: true }),
        other(1, { name: 'اسم من اليمين إلى اليسار', muted: true }),
        other(2, { name: '  ' }),
      ],
    }),
    shows: 'Donau',
  },
})
