import type { ValueFate } from '../document-parts.ts'
import type { Place } from './content.ts'
import type { DocumentState } from './state.ts'

/** D15: where a value has come to, told by the envelope that holds its last write. */
export function fateOf(state: DocumentState, place: Place): ValueFate {
  const kept = state.kept.at(place)
  if (kept) return { at: 'here', refused: kept.code }
  const last = state.lastWrite(place)
  if (!last) return { at: 'here' }
  const { lease, counter } = last
  const { device, nonce } = lease
  const arrival = lease.arrivals[counter - 1] ?? 0
  const waiting = state.waiting.get(arrival)
  const envelope = { device, nonce, counter }
  if (!waiting) return { at: state.keys.carried ? 'relay' : 'here', envelope }
  return { at: 'here', envelope, ...(waiting.code === undefined ? {} : { putOff: waiting.code }) }
}
