/**
 * What a person can do with one surface (a page with the overlay on it, a popup, a panel, a card): find things by role and accessible
 * name, as assistive technology does, and press or type there. Everything waits for a state, never for a time.
 */
export interface Surface {
  /** Waits until something of this accessible name is there. Role narrows it down. */
  see(name: string, role?: string): Promise<void>
  /** Waits until this text can be read. */
  reads(text: string): Promise<void>
  /** Waits until nothing of this name is there. */
  gone(name: string, role?: string): Promise<void>
  /** Is it there at this moment? */
  has(name: string, role?: string): Promise<boolean>
  /** All accessible names of a role at this moment, in reading order. */
  names(role: string): Promise<string[]>
  press(name: string, role?: string): Promise<void>
  /** Replaces the text of a field. */
  type(name: string, text: string): Promise<void>
  value(name: string): Promise<string>
}

/** A tab with a web page in it. */
export interface Tab extends Surface {
  readonly url: string
  goto(url: string): Promise<void>
  /** Clicks into the page at the middle of the first occurrence of these words, and marks them with the mouse. */
  select(words: string): Promise<void>
  /** Presses the mouse in the middle of the first occurrence of these words. */
  clickWords(words: string): Promise<void>
  moveTo(words: string): Promise<void>
  key(key: string): Promise<void>
  /** Runs in the page's own world, as the page's script does. */
  inPage<Value>(script: string): Promise<Value>
  /** How many ranges are painted in this colour (`CSS.highlights` is shared with the page). */
  painted(colour: string): Promise<number>
  reload(): Promise<void>
  back(): Promise<void>
  forward(): Promise<void>
  /** The card that is open in this page. */
  card(): Surface
  shot(file: string): Promise<void>
  close(): Promise<void>
}

/** A person's browser with the extension in it. */
export interface Browser {
  readonly kind: 'chromium' | 'firefox'
  open(url: string): Promise<Tab>
  /** Clicks the toolbar button while this tab is in front. The popup stays open until `closePopup`. */
  popup(tab: Tab): Promise<Surface>
  closePopup(): Promise<void>
  /** The network of this person, on or off: everything but this machine's loopback stays as it is. */
  shotPopup(file: string): Promise<void>
  close(): Promise<void>
}

export const WAIT_MS = 15_000

/** A browser may never answer about a frame or popup that went away meanwhile: one look takes at most this long, then another is taken. */
const LOOK_MS = 4_000

/** Rejects when the task has not settled in time; the task itself cannot be stopped. */
export function within<Value>(ms: number, what: string, task: Promise<Value>): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer about ${what} in ${ms} ms`)), ms)
  })
  return Promise.race([task, late]).finally(() => clearTimeout(timer))
}

/** Polls a state; the last failure explains the time-out. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  ms = WAIT_MS,
): Promise<Value> {
  const end = performance.now() + ms
  let last: unknown
  while (performance.now() < end) {
    try {
      const value = await within(LOOK_MS, what, look())
      if (value !== undefined && value !== false) return value
      last = undefined
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
  throw new Error(`waited ${ms} ms for ${what}${last === undefined ? '' : `; last: ${String(last)}`}`)
}
