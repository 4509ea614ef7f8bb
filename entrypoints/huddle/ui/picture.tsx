import { createContext } from 'preact'
import { useContext, useEffect, useRef } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { Watcher } from './watching.ts'

/** Where shown pictures are reported; none in tests of single parts and for our own picture. */
export const Watching = createContext<Watcher | undefined>(undefined)

/** Moving pictures without their sound: what is heard is the call's own to play. */
export function Picture(props: {
  stream: MediaStream
  label: string
  /** Whose picture it is, where somebody has to send it. */
  of?: { readonly device: DeviceId; readonly kind: 'camera' | 'screen' }
  mirrored?: boolean
  whole?: boolean
  onElement?: (element: HTMLVideoElement | null) => void
}) {
  const element = useRef<HTMLVideoElement>(null)
  const watcher = useContext(Watching)
  const device = props.of?.device
  const kind = props.of?.kind
  useEffect(() => {
    const video = element.current
    if (video === null) return
    if (video.srcObject !== props.stream) video.srcObject = props.stream
    void video.play().catch(() => undefined)
    return () => {
      video.srcObject = null
    }
  }, [props.stream])
  useEffect(() => {
    if (element.current === null || device === undefined || kind === undefined) return
    return watcher?.add(element.current, device, kind)
  }, [watcher, device, kind])
  useEffect(() => {
    props.onElement?.(element.current)
    return () => props.onElement?.(null)
  }, [props.onElement])
  const classes = ['picture', props.mirrored && 'mirrored', props.whole && 'whole'].filter(Boolean).join(' ')
  return <video ref={element} class={classes} aria-label={props.label} autoplay muted playsInline tabIndex={-1} />
}
