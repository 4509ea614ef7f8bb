import { browser } from 'wxt/browser'
import type { HomeView } from '../../shared/contract/views.ts'
import { EnginePort } from '../../shared/ui/port.ts'

/** Scripts cannot be injected into pages of ours, so this one brings the overlay along: the same files, the same engine, nothing pretended. */
function bringOverlay(): void {
  const rules = document.createElement('link')
  rules.rel = 'stylesheet'
  rules.href = '/assets/highlights.css'
  const script = document.createElement('script')
  script.src = '/overlay.js'
  document.head.append(rules, script)
}

function wordsFor(view: HomeView): string {
  return view.profile === undefined
    ? 'First tell Huddlemark your name: click its icon. This page can be marked right after.'
    : 'Huddlemark is on here already. Select any words of the article.'
}

const practice = document.getElementById('practice')
if (practice) {
  practice.className = 'notice'
  practice.textContent = 'Starting Huddlemark…'
  const port = new EnginePort('home', browser.runtime, () => ({ do: 'watch', tab: -1, address: '' }))
  port.views.listen((view) => {
    practice.textContent = wordsFor(view)
  })
  port.states.listen((state) => {
    if (state === 'unreachable') practice.textContent = 'Huddlemark is not answering. Trying again by itself.'
  })
  port.start()
}
bringOverlay()
