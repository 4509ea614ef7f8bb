export interface WindowEvents {
  /** The network is another one, or is back. */
  wake(): void
  /** The window closes for good. */
  closing(): void
  /** The window is being reloaded: it will be back at once. */
  reloading(): void
}

/** Not in every browser, and not in the compiler's library everywhere. */
interface Travelled extends Event {
  readonly navigationType?: string
}

/** Tells a reload from a goodbye: a person who reloads the window has not left. */
export function watchWindow(events: WindowEvents, until: AbortSignal): void {
  let reloading = false
  const on = (target: EventTarget | undefined | null, name: string, then: (event: Event) => void) =>
    target?.addEventListener(name, then, { signal: until })
  const { navigation, navigator } = window as unknown as {
    navigation?: EventTarget
    navigator: { connection?: EventTarget }
  }
  on(navigation, 'navigate', (event) => {
    reloading = (event as Travelled).navigationType === 'reload'
  })
  on(window, 'pagehide', () => (reloading ? events.reloading() : events.closing()))
  on(window, 'online', () => events.wake())
  on(navigator.connection, 'change', () => events.wake())
}
