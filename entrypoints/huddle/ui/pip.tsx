import { render } from 'preact'
import { trusted } from '../../../shared/ui/button.tsx'
import type { Call } from '../model.ts'
import { Icon, Microphone } from './icons.tsx'
import { Watching } from './picture.tsx'
import { faceOf, ownFace, Tile } from './tile.tsx'
import { useCall, useRoom } from './use-call.ts'
import type { Watcher } from './watching.ts'

/** The part of the Document Picture-in-Picture API that is used; not in the compiler's library. */
interface FloatingWindows {
  readonly window: Window | null
  requestWindow(options: { width: number; height: number }): Promise<Window>
}
const floats = (): FloatingWindows | undefined =>
  (globalThis as { documentPictureInPicture?: FloatingWindows }).documentPictureInPicture

/**
 * A small window that stays on top can be offered here: in a window of its own only. Asked for from a side panel it ends the whole
 * browser (Chromium 156), and this code is loaded in the huddle window alone. Where there is none, the browser's own way over a picture remains.
 */
export const canFloat = (): boolean => floats() !== undefined && window.top === window

/** Opens it, or closes it when it is open. To be called in a press. */
export async function float(call: Call, watcher: Watcher, onLeave: () => void): Promise<void> {
  const api = floats()
  if (api === undefined) return
  if (api.window) return api.window.close()
  const opened = await api.requestWindow({ width: 300, height: 180 })
  const { document: page } = opened
  page.title = document.title
  page.documentElement.lang = document.documentElement.lang
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style')) {
    const copy = sheet.cloneNode(true) as Element
    // That page's address is not ours to resolve against.
    if (sheet instanceof HTMLLinkElement) copy.setAttribute('href', sheet.href)
    page.head.append(copy)
  }
  const root = page.createElement('div')
  page.body.append(root)
  const show = () => {
    window.focus()
    opened.close()
  }
  render(
    <Watching.Provider value={watcher}>
      <MiniView call={call} onLeave={onLeave} onShow={show} />
    </Watching.Provider>,
    root,
  )
  opened.addEventListener('pagehide', () => render(null, root), { once: true })
}

/** Who speaks, or the first, and the two things one must be able to do at once. */
export function MiniView({ call, onLeave, onShow }: { call: Call; onLeave: () => void; onShow: () => void }) {
  const state = useCall(call)
  const [floor, room] = useRoom<HTMLUListElement>()
  const { on } = state.microphone
  const others = state.others.map(faceOf)
  const own = ownFace(state)
  const first =
    others.find(({ speaking }) => speaking) ?? others.find(({ camera }) => camera !== undefined) ?? others[0] ?? own
  const size = { width: Math.max(0, room.width), height: Math.max(0, room.height) }
  return (
    <div class="mini">
      <ul ref={floor} class="in-huddle" data-look="grid" aria-label="In this huddle">
        {first && <Tile key={first.who} call={call} face={first} size={size} />}
      </ul>
      <section class="toolbar" aria-label="Call controls">
        <button
          type="button"
          class="tool"
          data-tone={on ? 'on' : 'off'}
          aria-label={on ? 'Mute' : 'Unmute'}
          title={on ? 'Mute' : 'Unmute'}
          onClick={trusted(() => call.actions.setMuted(on))}
        >
          <Microphone off={!on} />
        </button>
        <button type="button" class="tool" aria-label="Show window" title="Show window" onClick={trusted(onShow)}>
          <Icon name="full" />
        </button>
        <button
          type="button"
          class="tool"
          data-tone="leave"
          aria-label="Leave"
          title="Leave"
          onClick={trusted(onLeave)}
        >
          <Icon name="leave" />
        </button>
      </section>
    </div>
  )
}
