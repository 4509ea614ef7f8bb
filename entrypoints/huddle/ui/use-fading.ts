import { useEffect, useRef } from 'preact/hooks'
import type { TransferView } from '../files/model.ts'
import type { Call } from '../model.ts'

/** Long enough to be read, milliseconds. */
const STAY_MS = 8_000

/** Nothing is left to do about it. What came in and was not saved, and what failed, stays until somebody removes it. */
export const fades = ({ state, direction, saved }: Pick<TransferView, 'state' | 'direction' | 'saved'>): boolean =>
  state === 'cancelled' || (state === 'done' && (direction === 'out' || saved === true))

/** Lines that are over go by themselves after some seconds, counted only while the window can be seen. */
export function useFading(call: Call, list: readonly TransferView[]): void {
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>())
  useEffect(() => {
    const over = new Set(list.filter(fades).map(({ id }) => id))
    for (const [id, timer] of timers.current)
      if (!over.has(id)) {
        clearTimeout(timer)
        timers.current.delete(id)
      }
    const begin = (id: string) => {
      const end = () => (document.hidden ? begin(id) : call.files.forget(id))
      timers.current.set(id, setTimeout(end, STAY_MS))
    }
    for (const id of over) if (!timers.current.has(id)) begin(id)
  }, [call, list])
  useEffect(
    () => () => {
      for (const timer of timers.current.values()) clearTimeout(timer)
    },
    [],
  )
}
