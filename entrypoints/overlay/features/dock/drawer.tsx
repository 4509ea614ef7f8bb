import { render } from 'preact'
import type { Desk } from '../../desk.ts'
import { askBackground, extensionPage } from '../../platform.ts'
import { element } from '../../shell/element.ts'
import { Icon } from '../../shell/icons.tsx'
import { trusted } from '../../shell/trusted.ts'

/** Opens the side panel; where the browser will not (Firefox, from a page), the same panel as a drawer inside the page. */
export function createPanelOpener({ shell, view, events, until }: Desk): () => void {
  const place = element('div', 'drawer-place')
  shell.screen.append(place)
  let open = false
  let before: HTMLElement | undefined
  const draw = () => render(open && view.awake ? <Drawer close={close} /> : null, place)
  const close = () => {
    if (!open) return
    open = false
    const inside = place.contains(shell.focusedInside() ?? null)
    draw()
    if (inside && before?.isConnected) before.focus({ preventScroll: true })
  }
  events.on('keydown', (event) => {
    if (event.key === 'Escape' && place.contains(shell.focusedInside() ?? null)) close()
  })
  view.changed.listen(draw, until)
  until.addEventListener('abort', close)
  return () => {
    if (open) return close()
    void askBackground({ ask: 'panel' }).then((opened) => {
      open = opened !== true
      before = shell.focused()
      draw()
      place.querySelector('button')?.focus({ preventScroll: true })
    })
  }
}

function Drawer({ close }: { readonly close: () => void }) {
  return (
    <div class="drawer surface">
      <button type="button" class="press" aria-label="Close panel" onClick={trusted(close)}>
        <Icon name="close" />
      </button>
      <iframe title="Huddlemark panel" src={extensionPage('/sidepanel.html')} />
    </div>
  )
}
