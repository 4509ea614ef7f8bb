/** What the huddle window says of states that arrive as codes. Pure, so that every one has its words and a test says so. */
import type { Quality, Reaction } from '../../../shared/huddle/parts.ts'
import type { DeviceTrouble, Participant, Screen } from '../model.ts'

export type DeviceKind = 'microphone' | 'camera' | 'screen'

export interface Trouble {
  readonly words: string
  /** Step by step, where the way out lies outside of this window. */
  readonly how?: string
  /** Label of the button that tries again. */
  readonly again?: string
  /** Label of the button that goes on without. */
  readonly without?: string
}

/** How a person allows a device again, in the browser they sit at. */
const ALLOW = {
  chrome: (device: DeviceKind) =>
    `Click the ${device} sign or the sign left of the address at the top of this window, set ${device} to “Allow”, then try again.`,
  firefox: (device: DeviceKind) =>
    `Click the crossed-out ${device} beside the address at the top of this window, clear “Blocked”, then try again.`,
}
export type BrowserName = keyof typeof ALLOW

const NAMES = { microphone: 'microphone', camera: 'camera', screen: 'screen' } as const
const WITHOUT = { microphone: 'Listen only', camera: 'Go on without', screen: 'Close' } as const

/** Why a device is not used, and the way out. */
export function troubleOf(device: DeviceKind, trouble: DeviceTrouble, browser: BrowserName): Trouble {
  const name = NAMES[device]
  const both = { again: 'Try again', without: WITHOUT[device] }
  if (device === 'screen') return screenTrouble(trouble)
  switch (trouble) {
    case 'none':
      return {
        words: `This computer has no ${name}. ${device === 'microphone' ? 'You can listen, or plug one in.' : 'Plug one in and try again.'}`,
        ...both,
      }
    case 'denied':
      return { words: `The browser does not let this window use the ${name}.`, how: ALLOW[browser](device), ...both }
    case 'dismissed':
      return {
        words: `The browser’s question about the ${name} was closed without an answer.`,
        ...both,
        again: 'Ask again',
      }
    case 'busy':
      return { words: `Another program is using the ${name}. Close it there, then try again.`, ...both }
    case 'unplugged':
      return { words: `The ${name} was unplugged. Plug it in again or choose another one.`, ...both }
    case 'silenced':
      return {
        words:
          device === 'microphone'
            ? 'Your microphone is on but silent: it is muted by the system, or by a switch on the device.'
            : 'Your camera is on but sends no picture: a cover or a switch may be closed.',
        ...both,
      }
    case 'failed':
      return { words: `The ${name} could not be started.`, ...both }
  }
}

function screenTrouble(trouble: DeviceTrouble): Trouble {
  if (trouble === 'denied')
    return {
      words: 'The screen cannot be shared: the system or the browser said no.',
      how: 'On a Mac: System Settings, Privacy & Security, Screen Recording, allow your browser, then start it anew.',
      again: 'Try again',
      without: 'Close',
    }
  if (trouble === 'dismissed') return { words: 'Nothing was chosen to share.', again: 'Choose again', without: 'Close' }
  return { words: 'The screen could not be shared.', again: 'Try again', without: 'Close' }
}

export const QUALITY_WORDS: Record<Quality['words'], string> = {
  good: 'Good connection',
  fair: 'Fair connection',
  poor: 'Poor connection',
  lost: 'No connection',
}

/** What pulls a connection down, and what helps. */
export function qualityAdvice(quality: Quality | undefined): string | undefined {
  if (quality === undefined || quality.words === 'good') return undefined
  switch (quality.because) {
    case 'delay':
      return 'Sound takes long on its way. A wired network, or a place closer to the Wi-Fi, helps.'
    case 'loss-out':
      return 'Part of what you send is lost. Turning your camera off leaves more room for your voice.'
    case 'loss-in':
      return 'Part of what they send is lost on its way. “Low data” asks for smaller pictures.'
    case 'jitter':
      return 'The connection stutters. Other downloads or a weak Wi-Fi are the usual causes.'
    case 'upload':
      return 'Your upload is slow. Turn the camera off, or switch to “Low data”.'
    case undefined:
      return 'Sound comes first: pictures are made smaller until it is better.'
  }
}

/** What their connection is doing when it is not simply up. */
export function phaseWords({ phase, verified }: Pick<Participant, 'phase' | 'verified'>): string | undefined {
  if (verified === 'refused') return 'Not verified: nothing is sent'
  switch (phase) {
    case 'idle':
    case 'dialling':
    case 'connecting':
      return 'Connecting…'
    case 'disturbed':
    case 'restarting':
      return 'Reconnecting…'
    case 'gone':
      return 'Connection lost'
    case 'connected':
      return undefined
  }
}

/** The same for a tile with hardly any room. */
export const BRIEF: Readonly<Record<string, string>> = {
  'Not verified: nothing is sent': 'Not verified',
  'Connecting…': 'Connecting…',
  'Reconnecting…': 'Retrying…',
  'Connection lost': 'Lost',
}

export const PAUSED_WORDS: Record<NonNullable<Participant['cameraPaused']>, string> = {
  'theirs-slow': 'Their network is slow: video rests',
  'ours-slow': 'Your network is slow: video rests',
  'too-many': 'Too many cameras: voice only',
}

/** What is said over a shared screen without a moving picture. */
export function screenWords({ name, mine, paused }: Pick<Screen, 'name' | 'mine' | 'paused'>, begun: boolean) {
  if (mine) return begun ? undefined : 'Loading your screen…'
  switch (paused) {
    case 'theirs-slow':
      return `${name}’s screen is paused: the network is slow`
    case 'ours-slow':
      return `${name}’s screen is paused: your network is slow`
    case 'unknown':
      return `${name}’s screen is paused. It goes on by itself.`
    case undefined:
      return begun ? undefined : `Loading ${name}’s screen…`
  }
}

export const REACTION_NAMES: Record<Reaction, string> = {
  '👍': 'Thumbs up',
  '❤️': 'Heart',
  '😂': 'Laughing',
  '🎉': 'Party',
  '👏': 'Applause',
  '🤔': 'Thinking',
}

/** "3 people", "1 person". */
export const people = (count: number): string => `${count} ${count === 1 ? 'person' : 'people'}`

/** On a tab of a screen that is not seen now; undefined: nobody points there. */
export const pointWords = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : `${namesOf(names)} ${names.length === 1 ? 'points' : 'point'} here`

/** "Ada", "Ada and Ben", "Ada, Ben and 2 others". */
export function namesOf(names: readonly string[], most = 2): string {
  const shown = names.slice(0, most)
  const more = names.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} ${more === 1 ? 'other' : 'others'}`
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
