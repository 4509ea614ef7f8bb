/** All shortcuts of the overlay are Alt and Shift with a letter: pages, browsers and screen readers leave those alone. By place on the keyboard, since Alt types other letters on some. */
export const REACH_KEYS = { aria: 'Alt+Shift+M', spoken: 'Alt Shift M' } as const

const withBoth = (event: KeyboardEvent, code: string): boolean =>
  event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey && event.code === code && !typed(event)

/** In a field of the page the same keys may write a letter: on a Mac they are how Polish writes Ń and Ź. */
function typed(event: KeyboardEvent): boolean {
  const [into] = event.composedPath()
  const field = into instanceof HTMLElement && (into.isContentEditable || into.matches('input, textarea'))
  return field && !/^[a-z]$/i.test(event.key)
}

/** Brings the keyboard to us: Tab alone would first walk through the rest of the page. */
export const isReach = (event: KeyboardEvent): boolean => withBoth(event, 'KeyM')
/** From annotation to annotation. */
export const isNext = (event: KeyboardEvent): boolean => withBoth(event, 'KeyN')
export const isPrevious = (event: KeyboardEvent): boolean => withBoth(event, 'KeyP')
/** Takes back one's own last act, or does it again. */
export const isUndo = (event: KeyboardEvent): boolean => withBoth(event, 'KeyZ')
export const isRedo = (event: KeyboardEvent): boolean => withBoth(event, 'KeyY')
/** Takes a tool into the hand. */
export const isPin = (event: KeyboardEvent): boolean => withBoth(event, 'KeyX')
export const isDraw = (event: KeyboardEvent): boolean => withBoth(event, 'KeyD')
