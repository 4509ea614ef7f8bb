import type { Desk } from '../../desk.ts'
import type { RingMenu } from './start.tsx'

/**
 * Opens and closes the menu of whom to ring. Opened by key it takes the keyboard, and gives it back to its button as it closes; opened by
 * pointer it leaves the keyboard in the page.
 * @param place where the dock is drawn
 * @param draw draws it now
 */
export function createRingMenu(
  { events, shell }: Pick<Desk, 'events' | 'shell'>,
  place: HTMLElement,
  draw: () => void,
): RingMenu & { close(): void } {
  let open = false
  const find = (part: string) => place.querySelector<HTMLElement>(part)
  const set = (on: boolean, byKey = false) => {
    if (open === on) return
    const inside = find('.whom-menu')?.contains(shell.focusedInside() ?? null)
    open = on
    draw()
    if (on && byKey) find('.whom-menu button')?.focus()
    else if (inside) find('.whom')?.focus()
  }
  events.on('keydown', (event) => {
    if (!open || event.key !== 'Escape') return
    // Inside of the dock this Escape is spent: the keyboard stays there.
    if (place.contains(shell.focusedInside() ?? null)) event.stopImmediatePropagation()
    set(false)
  })
  events.on('pointerdown', (event) => {
    if (!shell.ours(event)) set(false)
  })
  return {
    get open() {
      return open
    },
    // A click made by a key counts no presses.
    turn: (click) => set(!open, click.detail === 0),
    close: () => set(false),
  }
}
