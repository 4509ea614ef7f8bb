import { browser } from 'wxt/browser'
import { FRAME_GUARD, HIGHLIGHTS, OVERLAY } from './sites.ts'

/** Runs in the tab's own page, in our world there: the overlay leaves this mark (entrypoints/overlay/start.ts). */
const overlayIsThere = (): boolean => Object.hasOwn(globalThis, Symbol.for('huddlemark.overlay'))

/**
 * Puts the overlay into one frame, where the page around it has one: a site that was granted, framed by one that was not, stays as it is.
 * False when it was not put there.
 */
export async function showInFrame(tab: number | undefined, frame: number | undefined): Promise<boolean> {
  if (tab === undefined || frame === undefined || frame === 0) return false
  try {
    const page = { tabId: tab, frameIds: [0] }
    const [answer] = await browser.scripting.executeScript({ target: page, func: overlayIsThere })
    if (answer?.result !== true) return false
    const target = { tabId: tab, frameIds: [frame] }
    await browser.scripting.insertCSS({ target, files: [HIGHLIGHTS] })
    await browser.scripting.executeScript({ target, files: [`/${OVERLAY}` as '/'] })
    return true
  } catch {
    return false // not ours to enter, or gone meanwhile
  }
}

/** Lets every frame of a tab that is open to us look again whether the overlay is worth its while there. */
export async function guardFrames(tab: number | undefined): Promise<boolean> {
  if (tab === undefined) return false
  const target = { tabId: tab, allFrames: true }
  return browser.scripting.executeScript({ target, files: [`/${FRAME_GUARD}` as '/'] }).then(
    () => true,
    () => false,
  )
}
