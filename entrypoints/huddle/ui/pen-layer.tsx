import { useEffect, useRef } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { Pen } from '../../../shared/huddle/pen.ts'
import type { Call, CallState } from '../model.ts'
import { onPicture, pictureBox, type Room } from './layout.ts'

interface Person {
  readonly name: string
  readonly colour: string
}

interface PenLayerProps {
  readonly call: Call
  readonly state: CallState
  readonly screen: DeviceId
  readonly video: HTMLVideoElement | null
  /** Our own pointer is shown to the others, and drags draw. */
  readonly active: boolean
}

/** Pointers and the fading pen, over a shared picture: a canvas that is drawn only while something moves or fades. */
export function PenLayer({ call, state, screen, video, active }: PenLayerProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const people = useRef(new Map<DeviceId, Person>())
  people.current = new Map(
    [...state.others, ...(state.me ? [state.me] : [])].map(({ device, name, colour }) => [device, { name, colour }]),
  )
  const me = state.me?.device
  useEffect(() => {
    const drawn = canvas.current
    if (drawn === null || video === null || me === undefined) return
    const surface = new Surface(drawn, video, screen, () => people.current, me)
    const stop = call.pointed.listen(({ device, point }) => surface.point(device, point))
    const end = active ? surface.hear((point) => call.actions.point(point)) : undefined
    return () => {
      stop()
      end?.()
      if (active) call.actions.point(undefined)
      surface.end()
    }
  }, [call, screen, video, me, active])
  return <canvas ref={canvas} class="pen" data-active={active} />
}

type Say = (point: Parameters<Call['actions']['point']>[0]) => void

class Surface {
  readonly #pen = new Pen()
  readonly #canvas: HTMLCanvasElement
  readonly #video: HTMLVideoElement
  readonly #screen: DeviceId
  readonly #people: () => ReadonlyMap<DeviceId, Person>
  readonly #me: DeviceId
  readonly #sizes: ResizeObserver
  #frame = 0
  #strokes = 0

  constructor(
    canvas: HTMLCanvasElement,
    video: HTMLVideoElement,
    screen: DeviceId,
    people: () => ReadonlyMap<DeviceId, Person>,
    me: DeviceId,
  ) {
    this.#canvas = canvas
    this.#video = video
    this.#screen = screen
    this.#people = people
    this.#me = me
    this.#sizes = new ResizeObserver(() => this.#wake())
    this.#sizes.observe(canvas)
  }

  end(): void {
    cancelAnimationFrame(this.#frame)
    this.#sizes.disconnect()
    this.#canvas.getContext('2d')?.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
  }

  point(device: DeviceId, point: Parameters<Say>[0]): void {
    this.#pen.point(device, point, performance.now())
    this.#wake()
  }

  /** Listens to the pointer over the canvas until the returned function is called. */
  hear(say: Say): () => void {
    const until = new AbortController()
    let stroke: number | undefined
    const at = (event: PointerEvent) => {
      if (!event.isTrusted) return
      const place = onPicture({ x: event.offsetX, y: event.offsetY }, this.#room, this.#picture)
      const point = place && { screen: this.#screen, ...place, stroke }
      if (point === undefined) stroke = undefined
      say(point)
      this.point(this.#me, point)
    }
    const on = (
      type: 'pointermove' | 'pointerdown' | 'pointerup' | 'pointerleave',
      run: (event: PointerEvent) => void,
    ) => this.#canvas.addEventListener(type, run, { signal: until.signal })
    on('pointerdown', (event) => {
      if (event.button !== 0) return
      this.#canvas.setPointerCapture(event.pointerId)
      stroke = this.#strokes++
      at(event)
    })
    on('pointermove', at)
    on('pointerup', (event) => {
      stroke = undefined
      at(event)
    })
    on('pointerleave', () => {
      stroke = undefined
      say(undefined)
      this.point(this.#me, undefined)
    })
    return () => until.abort()
  }

  get #room(): Room {
    return { width: this.#canvas.clientWidth, height: this.#canvas.clientHeight }
  }

  get #picture(): Room {
    return { width: this.#video.videoWidth, height: this.#video.videoHeight }
  }

  #wake(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw())
  }

  #draw(): void {
    this.#frame = 0
    const pen = this.#canvas.getContext('2d')
    const now = performance.now()
    const { width, height } = this.#room
    if (pen === null) return
    const scale = devicePixelRatio
    this.#canvas.width = Math.round(width * scale)
    this.#canvas.height = Math.round(height * scale)
    pen.scale(scale, scale)
    const box = pictureBox({ width, height }, this.#picture)
    const place = ({ x, y }: { readonly x: number; readonly y: number }) => ({
      x: box.left + x * box.width,
      y: box.top + y * box.height,
    })
    const picture = this.#pen.picture(this.#screen, now)
    for (const { device, points, opacity } of picture.strokes)
      line(pen, points.map(place), this.#colour(device), opacity)
    // Our own pointer is under our own eyes already.
    for (const pointer of picture.pointers)
      if (pointer.device !== this.#me)
        arrow(pen, place(pointer), this.#colour(pointer.device), this.#people().get(pointer.device)?.name ?? '')
    if (!this.#pen.still(now)) this.#wake()
  }

  #colour(device: DeviceId): string {
    const colour = this.#people().get(device)?.colour ?? 'slate'
    return getComputedStyle(this.#canvas).getPropertyValue(`--hm-member-${colour}`).trim() || 'slategrey'
  }
}

type At = { readonly x: number; readonly y: number }

/** A stroke in a person's colour within a thin light one, so that it is seen on any picture. */
function line(pen: CanvasRenderingContext2D, points: readonly At[], colour: string, opacity: number): void {
  const [first, ...rest] = points
  if (first === undefined) return
  pen.globalAlpha = opacity
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  pen.beginPath()
  pen.moveTo(first.x, first.y)
  for (const { x, y } of rest.length === 0 ? [{ x: first.x + 0.1, y: first.y }] : rest) pen.lineTo(x, y)
  for (const [width, style] of [
    [7, 'rgb(255 255 255 / 85%)'],
    [4, colour],
  ] as const) {
    pen.lineWidth = width
    pen.strokeStyle = style
    pen.stroke()
  }
  pen.globalAlpha = 1
}

function arrow(pen: CanvasRenderingContext2D, at: At, colour: string, name: string): void {
  pen.save()
  pen.translate(at.x, at.y)
  pen.beginPath()
  pen.moveTo(0, 0)
  pen.lineTo(4.5, 15)
  pen.lineTo(8, 9)
  pen.lineTo(14.5, 7.5)
  pen.closePath()
  pen.lineWidth = 2.5
  pen.lineJoin = 'round'
  pen.strokeStyle = '#ffffff'
  pen.stroke()
  pen.fillStyle = colour
  pen.fill()
  pen.font = '600 12px system-ui, sans-serif'
  const width = pen.measureText(name).width
  pen.beginPath()
  pen.roundRect(10, 15, width + 14, 21, 8)
  pen.stroke()
  pen.fill()
  pen.fillStyle = '#ffffff'
  pen.fillText(name, 17, 29.5)
  pen.restore()
}
