import { render } from 'preact'
import { browser } from 'wxt/browser'
import { createCall } from './call/create-call.ts'
import { createTransfers } from './files/transfers.ts'
import { HuddleApp } from './ui/app.tsx'

function open(root: HTMLElement): void {
  const call = createCall({
    runtime: browser.runtime,
    transfers: createTransfers(),
    local: localStorage,
    session: sessionStorage,
    source: navigator.mediaDevices,
    close: () => window.close(),
  })
  render(<HuddleApp call={call} />, root)
}

const root = document.getElementById('huddle')
if (root) open(root)
