import { render } from 'preact'
import { browser } from 'wxt/browser'
import { EnginePort } from '../../shared/ui/port.ts'
import { frontTab } from './browser-side.ts'
import { Popup } from './popup.tsx'

async function open(root: HTMLElement): Promise<void> {
  const tab = await frontTab()
  const port = new EnginePort('home', browser.runtime, () => ({ do: 'watch', tab: tab.id, address: tab.address }))
  render(<Popup port={port} tab={tab} />, root)
  port.start()
}

const root = document.getElementById('popup')
if (root) void open(root)
