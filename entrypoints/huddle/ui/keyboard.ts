/** Which key does what in the huddle window. Pure: the listener says what had the keyboard. */

export const SHORTCUTS = {
  mute: { keys: 'M', words: 'Mute or unmute' },
  talk: { keys: 'Space', words: 'Hold to talk while muted' },
  camera: { keys: 'V', words: 'Start or stop video' },
  screen: { keys: 'S', words: 'Share the screen or stop' },
  hand: { keys: 'H', words: 'Raise or lower your hand' },
  chat: { keys: 'C', words: 'Open or close the chat' },
  full: { keys: 'F', words: 'Show a shared screen in full' },
  keys: { keys: '?', words: 'Show these shortcuts' },
} as const
export type Shortcut = keyof typeof SHORTCUTS

/** What the keyboard is with: a field that takes letters; a control that takes Space or arrows; neither. */
export type Focused = 'field' | 'control' | 'nothing'

export interface Press {
  readonly key: string
  /** Ctrl, Alt or Meta is down too. */
  readonly modified: boolean
  readonly repeat: boolean
  readonly focused: Focused
  /** A dialog or menu is open over the call. */
  readonly covered: boolean
  /** The person wants single keys to do things (WCAG 2.1.4: they can be switched off). */
  readonly enabled: boolean
}

/** What the key asks for. Space talks only where it would press or type nothing; over a dialog nothing but mute works. */
export function shortcutOf(press: Press): Shortcut | undefined {
  if (!press.enabled || press.modified || press.focused === 'field') return undefined
  const key = press.key.toLowerCase()
  if (key === ' ') return press.focused === 'nothing' && !press.covered ? 'talk' : undefined
  if (press.repeat) return undefined
  const found = (Object.keys(SHORTCUTS) as Shortcut[]).find((name) => SHORTCUTS[name].keys.toLowerCase() === key)
  return press.covered && found !== 'mute' ? undefined : found
}

const CONTROLS = new Set(['BUTTON', 'A', 'SUMMARY', 'VIDEO', 'AUDIO'])
const TICKS = new Set(['checkbox', 'radio', 'range', 'button', 'file'])

/** What sort of thing has the keyboard. A slider and a tick take Space and arrows, yet no letters. */
export function focusedOn(element: {
  readonly tagName: string
  readonly type?: string
  readonly editable?: boolean
}): Focused {
  const { tagName, type = '', editable = false } = element
  if (editable || tagName === 'TEXTAREA' || tagName === 'SELECT' || tagName === 'IFRAME') return 'field'
  if (tagName === 'INPUT') return TICKS.has(type) ? 'control' : 'field'
  return CONTROLS.has(tagName) ? 'control' : 'nothing'
}
