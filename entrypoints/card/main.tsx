import { render } from 'preact'
import { browser } from 'wxt/browser'
import { EnginePort } from '../../shared/ui/port.ts'
import { Card } from './card.tsx'
import { placeOf, thisFrame } from './place.ts'

const found = placeOf(thisFrame())
const root = document.getElementById('card')
if (found && root) {
  const { ticket, place } = found
  document.documentElement.setAttribute('data-place', place)
  const port = new EnginePort('card', browser.runtime, () => ({ do: 'hello', ticket }))
  render(<Card port={port} place={place} />, root)
  port.start()
  addEventListener('pageshow', (event) => {
    // A page that returns from the back-forward cache holds a port that leads nowhere and does not say so.
    if (event.persisted) port.start()
  })
}
