import type { Version } from '../../../../shared/anchoring/model.ts'
import type { Colour } from '../../../../shared/domain/annotation.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import type { Desk } from '../../desk.ts'
import { showHint } from '../../elements/hint.ts'
import { pickPoint, selectorsOf } from '../../elements/pick.ts'
import { createTool, type Tool } from '../../elements/tool.ts'
import { versionOf } from '../selection/version-now.ts'

type Compose = (selectors: readonly Selector[], version: Version | undefined, colour: Colour) => Promise<void>

const COLOUR: Colour = 'yellow'
const HINT = 'Click, or choose with Tab and press Enter. Escape leaves'

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
  const place = async (signal: AbortSignal, putAway: () => void) => {
    const picked = await pickPoint(desk, 'Choose a place for the pin', signal)
    putAway()
    const selectors = picked && selectorsOf(desk, picked)
    if (!selectors) return
    draft(selectors)
    try {
      await compose(selectors, await versionOf(desk.index.model(), desk.until), COLOUR)
    } finally {
      draft(undefined)
    }
  }
  return createTool(desk.until, (signal, putAway) => {
    begun()
    desk.speak(`Placing a pin. ${HINT}`)
    showHint(desk, HINT, signal)
    void place(signal, putAway)
  })
}
