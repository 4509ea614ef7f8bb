import { followAddress } from '../../address.ts'
import type { Desk } from '../../desk.ts'
import type { Tool } from '../../elements/tool.ts'
import { isDraw, isPin } from '../reach/keys.ts'

/** What can be taken into the hand: one at a time. */
export interface Tools {
  readonly pin: Tool
  readonly draw: Tool
}

/** Each has its key, from anywhere on the page; at another address the hand is empty. */
export function takeByKey({ events, view, until }: Desk, { pin, draw }: Tools): void {
  events.on(
    'keydown',
    (event) => {
      const tool = isPin(event) ? pin : isDraw(event) ? draw : undefined
      if (!tool || !view.awake) return
      event.preventDefault()
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
