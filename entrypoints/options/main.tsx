import { render } from 'preact'
import { browser } from 'wxt/browser'
import { EnginePort } from '../../shared/ui/port.ts'
import { Options } from './options.tsx'

const root = document.getElementById('options')
if (root) {
  const port = new EnginePort('home', browser.runtime, () => ({ do: 'watch', tab: -1, address: '', full: true }))
  render(<Options port={port} version={browser.runtime.getManifest().version} />, root)
  port.start()
}
