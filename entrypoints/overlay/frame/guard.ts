import { askBackground } from '../platform.ts'
import { framed } from './framed.ts'
import { isLargeEnough, mayBeAnnotated } from './worth.ts'

/** On the global object of the extension's own world: what a second injection finds, and ends. */
const GUARD = Symbol.for('huddlemark.frame')

/**
 * Asks for the overlay once this frame is large enough and on the screen; until then it costs two listeners, and nothing at all where there can
 * never be an overlay. The background says no while the page around has none; injected again, this asks again.
 */
export function guardFrame(): void {
  if (!mayBeAnnotated({ framed, origin: self.origin, protocol: location.protocol })) return
  const world = globalThis as unknown as Record<symbol, AbortController | undefined>
  world[GUARD]?.abort()
  const ending = new AbortController()
  world[GUARD] = ending
  let onScreen = false
  const look = () => {
    if (!onScreen || !isLargeEnough(innerWidth, innerHeight) || ending.signal.aborted) return
    ending.abort()
    void askBackground({ ask: 'frame' })
  }
  // Without a root of its own it sees through all frames around this one, of other sites too.
  const seen = new IntersectionObserver((entries) => {
    onScreen = entries.at(-1)?.isIntersecting ?? false
    look()
  })
  ending.signal.addEventListener('abort', () => seen.disconnect())
  addEventListener('resize', look, { signal: ending.signal, passive: true })
  seen.observe(document.documentElement)
}
