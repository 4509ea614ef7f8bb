import type { Version } from '../../../../shared/anchoring/model.ts'
import type { Colour } from '../../../../shared/domain/annotation.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import { Signal } from '../../../../shared/kit/signal.ts'
import type { Desk } from '../../desk.ts'
import { pickPoint, selectorsOf } from '../../elements/pick.ts'
import { versionOf } from '../selection/version-now.ts'

/** A tool of the dock that may be in the person's hand. */
export interface Tool {
  readonly on: boolean
  readonly changed: Signal<void>
  /** Takes it into the hand, or puts it away. */
  toggle(): void
}

type Compose = (selectors: readonly Selector[], version: Version | undefined, colour: Colour) => Promise<void>

const COLOUR: Colour = 'yellow'

/**
 * Places one pin and opens the composer beside it.
 * @param draft shows the pin while it is being written about
 * @param begun what else should make room
 */
export function createPinTool(
  desk: Desk,
  draft: (selectors: readonly Selector[] | undefined) => void,
  compose: Compose,
  begun: () => void,
): Tool {
  const changed = new Signal<void>()
  let ending: AbortController | undefined
  const become = (next: AbortController | undefined) => {
    ending = next
    changed.emit()
  }
  const place = async (signal: AbortSignal) => {
    const picked = await pickPoint(desk, 'Choose a place for the pin', signal)
    become(undefined)
    const selectors = picked && selectorsOf(desk, picked)
    if (!selectors) return
    draft(selectors)
    try {
      await compose(selectors, await versionOf(desk.index.model(), desk.until), COLOUR)
    } finally {
      draft(undefined)
    }
  }
  return {
    get on() {
      return ending !== undefined
    },
    changed,
    toggle() {
      if (ending) return ending.abort()
      begun()
      const next = new AbortController()
      become(next)
      desk.speak('Placing a pin. Click, or choose with Tab and press Enter. Escape leaves')
      void place(AbortSignal.any([next.signal, desk.until]))
    },
  }
}
