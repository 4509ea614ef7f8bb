import { followAddress } from '../../address.ts'
import type { Desk } from '../../desk.ts'
import type { Tool } from '../../elements/tool.ts'
import { isDraw, isPin } from '../reach/keys.ts'
import { cannotDraw, forcedIn } from '../selection/for-me.ts'

/** What can be taken into the hand: one at a time. */
export interface Tools {
  readonly pin: Tool
  readonly draw: Tool
}

/**
 * Each has its key, from anywhere on the page; at another address the hand is empty. Where nothing can be written (X31) the pen is not
 * taken, and that is said, and it is put away when that begins: drawings are for the space.
 */
export function takeByKey({ events, view, toast, until }: Desk, { pin, draw }: Tools): void {
  const forced = () => view.space && forcedIn(view.space)
  const refuse = (): boolean => {
    const why = forced()
    if (why) toast({ words: cannotDraw(why) })
    return why !== undefined
  }
  view.changed.listen(() => {
    if (draw.on && refuse()) draw.toggle()
  }, until)
  events.on(
    'keydown',
    (event) => {
      const tool = isPin(event) ? pin : isDraw(event) ? draw : undefined
      if (!tool || !view.awake) return
      event.preventDefault()
      if (tool === draw && !draw.on && refuse()) return
      tool.toggle()
    },
    false,
  )
  pin.changed.listen(() => pin.on && draw.on && draw.toggle())
  draw.changed.listen(() => draw.on && pin.on && pin.toggle())
  followAddress(() => {
    for (const tool of [pin, draw]) if (tool.on) tool.toggle()
  }, until)
}
