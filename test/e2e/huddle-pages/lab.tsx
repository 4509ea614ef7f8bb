/** The huddle window's own interface over a call that stands still: what huddle-pages.test.ts looks at. `?state=` names which. */
import { render } from 'preact'
import { HuddleApp } from '../../../entrypoints/huddle/ui/app.tsx'
import { fakeCall } from './fake-call.ts'
import { states } from './states.ts'

const name = new URLSearchParams(location.search).get('state') ?? ''
const root = document.getElementById('huddle')
const known = states()
const shown = known[name]
let closed = 0
if (root && shown) {
  const call = fakeCall(shown.state, shown.transfers ?? [])
  const close = () => {
    closed++
  }
  render(<HuddleApp call={call} close={close} />, root)
  Object.assign(globalThis, { lab: { call, closed: () => closed, states: Object.keys(known) } })
} else {
  Object.assign(globalThis, {
    lab: { states: Object.entries(known).map(([key, { shows, press }]) => ({ name: key, shows, press: press ?? [] })) },
  })
}
