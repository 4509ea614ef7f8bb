import { Signal } from '../../../shared/kit/signal.ts'
import type { Desk } from '../desk.ts'
import { framed } from '../frame/framed.ts'
import { loadElements } from '../platform.ts'
import { ELEMENTS } from './registry.ts'
import type { ElementSide, FurnishElements, Joints } from './side.ts'
import type { Tool } from './tool.ts'

const NOT_LET_IN = 'This page does not let the tools in. Reload it, then show Huddlemark again.'

/** Longest wait for idle time, milliseconds. */
const PATIENCE_MS = 1_500

/**
 * Pins and drawings are a third of the overlay, and nobody needs them in its first moment: their script comes in idle time after the dock has
 * been drawn, and at once with the first of them or when a tool is taken up. In frames only then. Until it is there, this stands in for it.
 */
export function lateElements(desk: Desk, joints: Joints): ElementSide {
  const { view, until, toast } = desk
  let side: ElementSide | undefined
  let loading: Promise<ElementSide | undefined> | undefined
  let planned = false
  const changed = { pin: new Signal<void>(), draw: new Signal<void>() }
  const load = () => {
    loading ??= begin().then((begun) => {
      if (!begun) loading = undefined
      return begun
    })
    return loading
  }
  const begin = async () => {
    if (!(await loadElements()) || until.aborted) return undefined
    const furnish = (globalThis as unknown as Record<symbol, FurnishElements | undefined>)[ELEMENTS]
    side = furnish?.(desk, joints)
    if (side)
      for (const name of ['pin', 'draw'] as const) side.tools[name].changed.listen(() => changed[name].emit(), until)
    return side
  }
  /** Because somebody asked for it: a failure is said. */
  const asked = async () => {
    const loaded = await load()
    if (!loaded && !until.aborted) toast({ words: NOT_LET_IN })
    return loaded
  }
  const tool = (name: 'pin' | 'draw'): Tool => ({
    get on() {
      return side?.tools[name].on ?? false
    },
    changed: changed[name],
    toggle() {
      if (side) side.tools[name].toggle()
      else void asked().then((loaded) => loaded?.tools[name].toggle())
    },
  })
  view.annotationsChanged.listen(() => {
    if (side || loading) return
    if (!framed && !planned && view.awake) {
      planned = true
      requestIdleCallback(() => void load(), { timeout: PATIENCE_MS })
    }
    if ([...view.annotations.values()].some(({ kind }) => kind === 'pin' || kind === 'drawing')) void load()
  }, until)
  return {
    tools: { pin: tool('pin'), draw: tool('draw') },
    pick: async (signal) => (await asked())?.pick(signal),
    inkAt: (x, y) => side?.inkAt(x, y),
  }
}
