import * as v from 'valibot'
import { type Browser, browser } from 'wxt/browser'
import { updating } from './browser-session.ts'
import { OneWindow } from './one-window.ts'

const PAGE = `${location.origin}/huddle.html`
const SIZE = { width: 420, height: 640 }
/** Where the person had it last, in `storage.local`: a small taste of this browser's. */
const BOUNDS = 'huddle-bounds'

const whole = v.pipe(v.number(), v.transform(Math.round))
const bounds = v.object({
  left: whole,
  top: whole,
  width: v.pipe(whole, v.minValue(240)),
  height: v.pipe(whole, v.minValue(160)),
})
type Bounds = v.InferOutput<typeof bounds>

const one = new OneWindow({ find: huddleWindow, make, show, now: () => Date.now() })

/** Opens the huddle window, or brings it to the front. */
export const openHuddle = (): Promise<void> => one.open()

async function show(window: number): Promise<void> {
  const { state } = await browser.windows.get(window)
  // A minimised window comes back only when it is told to be normal.
  await browser.windows.update(window, { focused: true, ...(state === 'minimized' ? { state: 'normal' } : {}) })
}

/** Which window holds our page. Asked of the browser each time: this worker may have been stopped since it was opened. */
export async function huddleWindow(): Promise<number | undefined> {
  // Firefox tells an extension its own addresses, but leaves popup windows out of its contexts; Chrome surely tells contexts.
  const tabs = await browser.tabs.query({})
  const tab = tabs.find(({ url }) => url?.startsWith(PAGE))
  if (tab !== undefined || !('getContexts' in browser.runtime)) return tab?.windowId
  const contexts = await browser.runtime.getContexts({ contextTypes: ['TAB'] })
  return contexts.find(({ documentUrl }) => documentUrl?.startsWith(PAGE))?.windowId
}

async function make(): Promise<number | undefined> {
  const place = await rememberedBounds()
  const window = { url: PAGE, type: 'popup', ...SIZE } as const
  const plain = () => browser.windows.create(window)
  // On a screen that is gone the browser refuses the place.
  const made = await (place === undefined ? plain() : browser.windows.create({ ...window, ...place }).catch(plain))
  return made?.id
}

async function rememberedBounds(): Promise<Bounds | undefined> {
  const stored = v.safeParse(bounds, (await browser.storage.local.get(BOUNDS))[BOUNDS])
  return stored.success ? stored.output : undefined
}

async function remember(window: Browser.windows.Window): Promise<void> {
  if (window.type !== 'popup' || window.state !== 'normal' || window.id !== (await huddleWindow())) return
  const now = v.safeParse(bounds, window)
  if (now.success) await browser.storage.local.set({ [BOUNDS]: now.output })
}

/** In `storage.session`: an update waits. This worker may be stopped while it does; the update itself clears it. */
const UPDATE = 'update-waits'

/** An update of the extension ends every page of ours, and a call with them: it waits for the call's end. */
async function updateWhenFree(): Promise<void> {
  const waits = (await browser.storage.session.get(UPDATE))[UPDATE] === true
  if (!waits || (await huddleWindow()) !== undefined) return
  await updating()
  browser.runtime.reload()
}

/** At the background's start: remembers where the window is put, and lets updates wait for it. */
export function watchHuddleWindow(): void {
  // Firefox tells no bounds; there it is looked when the window gains or loses the focus.
  if ('onBoundsChanged' in browser.windows && browser.windows.onBoundsChanged !== undefined)
    browser.windows.onBoundsChanged.addListener((window) => void remember(window))
  else
    browser.windows.onFocusChanged.addListener(async () => {
      const id = await huddleWindow()
      if (id !== undefined) await remember(await browser.windows.get(id)).catch(() => undefined)
    })
  browser.runtime.onUpdateAvailable.addListener(
    () => void browser.storage.session.set({ [UPDATE]: true }).then(updateWhenFree),
  )
  browser.windows.onRemoved.addListener((window) => {
    one.removed(window)
    void updateWhenFree()
  })
}
