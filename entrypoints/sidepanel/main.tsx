import { render } from 'preact'
import { browser } from 'wxt/browser'
import { EnginePort } from '../../shared/ui/port.ts'
import { besideTab } from './beside.ts'
import { Panel } from './panel.tsx'

async function open(root: HTMLElement): Promise<void> {
  let tab = await besideTab((now) => {
    tab = now
    void port.ask({ do: 'watch', tab })
  })
  const port = new EnginePort('panel', browser.runtime, () => ({ do: 'watch', tab }))
  render(<Panel port={port} />, root)
  port.start()
  addEventListener('pageshow', (event) => {
    if (event.persisted) port.start()
  })
}

const root = document.getElementById('panel')
if (root) void open(root)
