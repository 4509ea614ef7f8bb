export interface WindowEvents {
  /** The network is another one, or is back. */
  wake(): void
  /** The network may be another one, or only slower. */
  doubt(): void
  /** The window closes for good. */
  closing(): void
}

/** Not in every browser, and not in the compiler's library everywhere. */
interface Travelled extends Event {
  readonly navigationType?: string
}

interface Network extends EventTarget {
  /** Told on some systems only. */
  readonly type?: string
}

/** Tells a reload from a goodbye: a person who reloads the window has not left. */
export function watchWindow(events: WindowEvents, until: AbortSignal): void {
  let reloading = false
  const on = (target: EventTarget | undefined | null, name: string, then: (event: Event) => void) =>
    target?.addEventListener(name, then, { signal: until })
  const { navigation, navigator } = window as unknown as {
    navigation?: EventTarget
    navigator: { connection?: Network }
  }
  on(navigation, 'navigate', (event) => {
    reloading = (event as Travelled).navigationType === 'reload'
  })
  on(window, 'pagehide', () => {
    if (!reloading) events.closing()
  })
  on(window, 'online', () => events.wake())
  const { connection } = navigator
  let type = connection?.type
  // Also fired whenever the browser's estimates of speed and delay change, which is each few seconds on a busy line.
  on(connection, 'change', () => {
    if (connection?.type === type) return events.doubt()
    type = connection?.type
    events.wake()
  })
}
