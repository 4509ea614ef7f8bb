import type { Advice, DeviceTrouble, OwnDevice } from '../model.ts'

type What = 'microphone' | 'camera'
const ASK = 'Ask again'
const TRY = 'Try again'

const WORDS: Record<DeviceTrouble, (what: What) => { readonly words: string; readonly button?: string }> = {
  none: (what) => ({
    words: what === 'microphone' ? 'No microphone was found. You can listen.' : 'No camera was found.',
    button: TRY,
  }),
  denied: (what) => ({
    words: `The browser does not let Huddlemark use the ${what}. Allow it beside the window's address, or in the system's privacy settings.`,
    button: TRY,
  }),
  dismissed: (what) => ({ words: `The question about the ${what} was closed.`, button: ASK }),
  busy: (what) => ({ words: `Another program holds the ${what}.`, button: TRY }),
  unplugged: (what) => ({ words: `The ${what} was unplugged.`, button: TRY }),
  silenced: (what) => ({
    words:
      what === 'microphone'
        ? 'Your microphone gives only silence: a switch on it or the system mutes it.'
        : 'Your camera gives no picture: a switch on it or the system turned it off.',
  }),
  failed: (what) => ({ words: `The ${what} could not be opened.`, button: TRY }),
}

/** Words and way out for a device that is not used. */
export function deviceAdvice(what: What, { trouble }: OwnDevice): Advice | undefined {
  return trouble && { key: what, tone: 'warning', ...WORDS[trouble](what) }
}

export function screenAdvice({ trouble }: OwnDevice): Advice | undefined {
  if (!trouble) return undefined
  const words =
    trouble === 'denied'
      ? "The system does not let the browser show the screen. Allow it in the system's privacy settings."
      : 'The screen could not be shared.'
  return { key: 'screen', words, button: TRY, tone: 'warning' }
}

export const AUTOPLAY_ADVICE: Advice = {
  key: 'autoplay',
  words: 'The browser waits for a press before anybody is heard.',
  button: 'Turn on sound',
  tone: 'warning',
}
