import type { Desk } from '../desk.ts'
import { reachByKey } from '../features/reach/reach.ts'
import { rootElement } from '../shell/page-root.ts'

/** What a frame's overlay has in place of the page's own furniture: the shortcut's stations, and a way into view when the panel asks for it. */
export function furnishFrame(desk: Desk, parts: Omit<Parameters<typeof reachByKey>[1], 'ring' | 'dock'>): void {
  desk.shell.corner.dataset['corner'] = 'bottom-right'
  reachByKey(desk, { ...parts, ring: () => false, dock: parts.markers })
  desk.link.views.listen((seen) => {
    // The page around this frame scrolls too, of another site or not; browsers draw and scroll nothing in a frame that is off the screen.
    if (seen.see === 'reveal' || seen.see === 'place-again')
      rootElement()?.scrollIntoView({ block: 'nearest', behavior: 'instant' })
  }, desk.until)
}
