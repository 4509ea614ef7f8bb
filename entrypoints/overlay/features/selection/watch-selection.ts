import type { Desk } from '../../desk.ts'

/** A selection made by keys or by touch handles has no release: it counts as made when it has been still for this long. */
const STILL_MS = 220
/** A selection that follows no act of the person was made by the page. */
const ACT_MS = 1_500

/** Says when a person has finished selecting (`byKey`: without a pointer), and when the selection is gone. */
export function watchSelection({ events, shell, until }: Desk, made: (byKey: boolean) => void, gone: () => void): void {
  let down = false
  let acted = Number.NEGATIVE_INFINITY
  let byKey = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const settle = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => made(byKey), ms)
  }
  const acts = (event: Event) => {
    if (shell.ours(event)) return
    acted = event.timeStamp
    byKey = event instanceof KeyboardEvent
  }

  events.on('pointerdown', (event) => {
    acts(event)
    if (shell.ours(event)) return
    down = event.button === 0
    clearTimeout(timer)
  })
  events.on('pointerup', (event) => {
    acts(event)
    const selecting = down
    down = false
    // A click inside a selection takes it away after this event: look in the next task.
    if (selecting && !shell.ours(event) && selectedSomething()) settle(0)
  })
  events.on('pointercancel', () => {
    down = false
  })
  events.on('keydown', acts)
  events.on('keyup', acts)
  events.on('touchend', acts)
  events.on('selectionchange', (event) => {
    if (!selectedSomething()) {
      clearTimeout(timer)
      gone()
    } else if (!down && event.timeStamp - acted < ACT_MS) settle(STILL_MS)
  })
  until.addEventListener('abort', () => clearTimeout(timer))
}

const selectedSomething = (): boolean => document.getSelection()?.isCollapsed === false
