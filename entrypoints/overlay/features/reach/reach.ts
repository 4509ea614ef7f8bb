import type { Desk } from '../../desk.ts'
import { isReach } from './keys.ts'

/** Gives the keyboard to one part of ours. False when that part has nothing to press. */
type Give = () => boolean

/**
 * One shortcut leads to whoever rings, else to the bar when words are selected, else to the annotation that one walked to by key, else to the dock,
 * and from the dock to the first marker; Escape leads back to where the keyboard was in the page.
 */
export function reachByKey(
  { shell, events, view }: Desk,
  parts: { ring: Give; bar: Give; walked: Give; dock: Give; markers: Give },
): void {
  let before: HTMLElement | undefined
  events.on(
    'keydown',
    (event) => {
      const inside = shell.focusedInside()
      if (isReach(event) && view.awake) {
        const came = inside ? before : shell.focused()
        const order = inside?.closest('.dock') ? [parts.markers, parts.dock] : [parts.dock]
        const ring = inside?.closest('.ring') ? [] : [parts.ring]
        const walked = inside?.closest('.marker') ? [] : [parts.walked]
        if (![...ring, parts.bar, ...walked, ...order].some((give) => give())) return
        before = came
        event.preventDefault()
      } else if (event.key === 'Escape' && inside) {
        if (before?.isConnected) before.focus({ preventScroll: true })
        else inside.blur()
        before = undefined
      }
    },
    false,
  )
}
