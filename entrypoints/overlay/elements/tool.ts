import { Signal } from '../../../shared/kit/signal.ts'

/** A tool of the dock that may be in the person's hand. */
export interface Tool {
  readonly on: boolean
  readonly changed: Signal<void>
  /** Takes it into the hand, or puts it away. */
  toggle(): void
}

/**
 * @param until the end of the overlay, which puts every tool away
 * @param take what begins with it; the signal says that it has been put away, `putAway` does so
 */
export function createTool(until: AbortSignal, take: (signal: AbortSignal, putAway: () => void) => void): Tool {
  const changed = new Signal<void>()
  let held: AbortController | undefined
  return {
    get on() {
      return held !== undefined
    },
    changed,
    toggle() {
      if (held) return held.abort()
      const next = new AbortController()
      held = next
      const signal = AbortSignal.any([next.signal, until])
      take(signal, () => next.abort())
      signal.addEventListener('abort', () => {
        held = undefined
        changed.emit()
      })
      changed.emit()
    },
  }
}
