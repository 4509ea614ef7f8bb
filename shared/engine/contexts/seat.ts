import { type AsleepReason, type Desk, FRAMES_PER_TAB, type Tab } from './desk.ts'

/** Where a port comes from within the browser's tabs. A frame's number is 0 for the tab's own page. */
export interface Place {
  readonly tab: number
  readonly frame: number
}

/** Where an overlay stands: it is the tab's own, or one of a frame inside the tab's page. */
export interface Seat {
  /** Why nothing may be shown here now, whatever the page. */
  readonly asleep: AsleepReason | undefined
  /** It is here, and may show something else than before. */
  take(): void
  leave(): void
}

export const seatFor = (desk: Desk, place: Place, overlay: Tab): Seat =>
  place.frame === 0 ? tabSeat(desk, place.tab, overlay) : frameSeat(desk, place, overlay)

/** Tabs are kept in the order in which they were looked at. A newer overlay of the same tab takes the older one's place. */
const tabSeat = ({ tabs, tabsChanged }: Desk, tab: number, overlay: Tab): Seat => ({
  asleep: undefined,
  take() {
    if (overlay.seen || !tabs.has(tab)) tabs.delete(tab)
    tabs.set(tab, overlay)
    tabsChanged.emit()
  },
  leave() {
    if (tabs.get(tab) === overlay) tabs.delete(tab)
    tabsChanged.emit()
  },
})

/**
 * A frame is part of what its tab shows: it never stands for the tab, nor says where we are, and is there only while the tab's own overlay is.
 * A page full of frames must not fill the engine.
 */
function frameSeat({ tabs, frames, tabsChanged }: Desk, { tab, frame }: Place, overlay: Tab): Seat {
  return {
    get asleep() {
      const top = tabs.get(tab)
      if (!top?.visit || top.hidden) return top?.asleep ?? 'site-off'
      // By the order in which they came: which ones show must not depend on who asks first after a change.
      const first = [...(frames.get(tab)?.values() ?? [])].slice(0, FRAMES_PER_TAB)
      return first.includes(overlay) ? undefined : 'site-off'
    },
    take() {
      const here = frames.get(tab) ?? new Map<number, Tab>()
      frames.set(tab, here.set(frame, overlay))
      tabsChanged.emit()
    },
    leave() {
      const here = frames.get(tab)
      if (here?.get(frame) === overlay) here.delete(frame)
      if (here?.size === 0) frames.delete(tab)
      tabsChanged.emit()
    },
  }
}
