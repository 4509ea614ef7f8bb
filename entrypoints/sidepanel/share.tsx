import type { PanelView } from '../../shared/contract/views.ts'
import { Takeout } from '../../shared/ui/takeout.tsx'
import type { PanelPort } from './panel.tsx'

/** The page as a file, and files into the space; over the list while it is wanted. */
export function Share({ view, port }: { view: Extract<PanelView, { see: 'panel' }>; port: PanelPort }) {
  return (
    <section class="share" aria-labelledby="share">
      <h2 class="caption" id="share">
        Export and share
      </h2>
      <Takeout ask={(ask) => port.ask(ask)} space={view.space} page />
    </section>
  )
}
