/** Moving pictures drawn here, in place of cameras and screens: calm, lit faces of nobody, and a sheet of figures. */

const streams = new Map<string, MediaStream>()

function streamOf(
  key: string,
  width: number,
  height: number,
  draw: (pen: CanvasRenderingContext2D) => void,
): MediaStream {
  const known = streams.get(key)
  if (known) return known
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (pen === null) throw new Error('no canvas')
  const paint = () => draw(pen)
  paint()
  // A frame now and then: a stream of one frame shows nothing to who begins to look later.
  setInterval(paint, 200)
  const stream = canvas.captureStream(5)
  streams.set(key, stream)
  return stream
}

export const camera = (key: string, wall: string, skin: string, shirt: string): MediaStream =>
  streamOf(key, 640, 400, (pen) => {
    const light = pen.createLinearGradient(0, 0, 640, 400)
    light.addColorStop(0, wall)
    light.addColorStop(1, '#20222e')
    pen.fillStyle = light
    pen.fillRect(0, 0, 640, 400)
    pen.fillStyle = 'rgb(255 255 255 / 16%)'
    pen.fillRect(430, 40, 130, 150)
    pen.fillStyle = shirt
    pen.beginPath()
    pen.ellipse(320, 420, 170, 130, 0, 0, 7)
    pen.fill()
    pen.fillStyle = skin
    pen.fillRect(292, 250, 56, 70)
    pen.beginPath()
    pen.ellipse(320, 195, 72, 92, 0, 0, 7)
    pen.fill()
    pen.fillStyle = '#2b2018'
    pen.beginPath()
    pen.ellipse(320, 140, 78, 56, 0, Math.PI, 0)
    pen.fill()
  })

export const screen = (key: string, title: string): MediaStream =>
  streamOf(key, 1280, 800, (pen) => {
    pen.fillStyle = '#ffffff'
    pen.fillRect(0, 0, 1280, 800)
    pen.fillStyle = '#eef0f3'
    pen.fillRect(0, 0, 1280, 54)
    pen.fillStyle = '#20244a'
    pen.font = '600 44px Georgia, serif'
    pen.fillText(title, 120, 150)
    pen.fillStyle = '#c9ccd6'
    for (let line = 0; line < 8; line++) pen.fillRect(120, 200 + line * 34, 560 - (line % 3) * 60, 12)
    const bars = [180, 260, 220, 340, 300, 420]
    bars.forEach((height, index) => {
      pen.fillStyle = index === 5 ? '#f7c51e' : '#8fa4d8'
      pen.fillRect(780 + index * 68, 660 - height, 46, height)
    })
  })
