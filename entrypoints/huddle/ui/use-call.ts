import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { TransferView } from '../files/model.ts'
import type { Call, CallState } from '../model.ts'
import type { Room } from './layout.ts'

/** The call as it stands, kept true while it is shown. */
export function useCall(call: Call): CallState {
  const [state, setState] = useState(call.state)
  useEffect(() => {
    setState(call.state)
    return call.changed.listen(() => setState(call.state))
  }, [call])
  return state
}

export function useTransfers(call: Call): readonly TransferView[] {
  const [list, setList] = useState(call.files.list)
  useEffect(() => {
    setList([...call.files.list])
    return call.files.changed.listen(() => setList([...call.files.list]))
  }, [call])
  return list
}

/** A voice is looked at so often, milliseconds, and drawn in so many steps: each one restyles what moves with it. */
const LEVEL_MS = 66
const LEVEL_STEPS = 24

/** Keeps `--level` of the element at somebody's voice while `on`; drawn without rendering anything anew. */
export function useLevel(
  call: Call,
  who: DeviceId | 'me',
  on: boolean,
): { readonly current: HTMLElement | null } & { current: HTMLElement | null } {
  const element = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (!on) {
      element.current?.style.setProperty('--level', '0')
      return
    }
    let drawn = ''
    const draw = () => {
      const level = (Math.round(call.level(who) * LEVEL_STEPS) / LEVEL_STEPS).toFixed(3)
      if (level === drawn || document.visibilityState !== 'visible') return
      drawn = level
      element.current?.style.setProperty('--level', level)
    }
    const timer = setInterval(draw, LEVEL_MS)
    return () => clearInterval(timer)
  }, [call, who, on])
  return element
}

/** How large an element is, kept true. Zero until it is there. */
export function useRoom<Box extends HTMLElement>(): [{ current: Box | null }, Room] {
  const element = useRef<Box>(null)
  const [room, setRoom] = useState<Room>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const watched = element.current
    if (watched === null) return
    const measure = () => {
      const style = getComputedStyle(watched)
      const width = watched.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
      const height = watched.clientHeight - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom)
      setRoom((now) => (now.width === width && now.height === height ? now : { width, height }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(watched)
    return () => observer.disconnect()
  }, [])
  return [element, room]
}
