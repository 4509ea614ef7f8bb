import type { DeviceId } from '../../../shared/domain/ids.ts'

type Seen = ReadonlyMap<DeviceId, { readonly camera?: number; readonly screen?: number }>
interface Watched {
  readonly device: DeviceId
  readonly kind: 'camera' | 'screen'
  visible: boolean
}

/** Long enough that a resized window asks once, short enough that nobody waits for a picture. */
const REST_MS = 120

/**
 * Tells the call which pictures are on screen, and how wide they are drawn in CSS pixels: what is scrolled away, covered by another window's
 * end or in a hidden window is not asked for.
 */
export class Watcher {
  readonly #tell: (seen: Seen) => void
  readonly #elements = new Map<Element, Watched>()
  readonly #crossing: IntersectionObserver
  readonly #sizes: ResizeObserver
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = ''

  constructor(tell: (seen: Seen) => void) {
    this.#tell = tell
    this.#crossing = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const watched = this.#elements.get(target)
        if (watched) watched.visible = isIntersecting
      }
      this.#soon()
    })
    this.#sizes = new ResizeObserver(() => this.#soon())
    document.addEventListener('visibilitychange', this.#soon)
  }

  /** Until the returned function is called, this element shows that picture. */
  add(element: Element, device: DeviceId, kind: Watched['kind']): () => void {
    this.#elements.set(element, { device, kind, visible: true })
    this.#crossing.observe(element)
    this.#sizes.observe(element)
    this.#soon()
    return () => {
      this.#elements.delete(element)
      this.#crossing.unobserve(element)
      this.#sizes.unobserve(element)
      this.#soon()
    }
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#crossing.disconnect()
    this.#sizes.disconnect()
    this.#elements.clear()
    document.removeEventListener('visibilitychange', this.#soon)
  }

  readonly #soon = (): void => {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#now(), REST_MS)
  }

  #now(): void {
    const seen = new Map<DeviceId, { camera?: number; screen?: number }>()
    for (const [element, { device, kind, visible }] of this.#elements) {
      if (!visible || element.ownerDocument.hidden) continue
      const width = Math.round(element.getBoundingClientRect().width)
      const entry = seen.get(device) ?? {}
      if (width > 0) seen.set(device, { ...entry, [kind]: Math.max(width, entry[kind] ?? 0) })
    }
    const told = JSON.stringify([...seen])
    if (told === this.#last) return
    this.#last = told
    this.#tell(seen)
  }
}
