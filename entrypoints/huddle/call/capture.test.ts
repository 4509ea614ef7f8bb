import { describe, expect, it, vi } from 'vitest'
import { Capture, type CaptureOptions, type GetUserMedia } from './capture.ts'
import { Census } from './census.ts'

/** What is used of a MediaStreamTrack. */
class Track extends EventTarget {
  readonly label: string
  stopped = false
  muted = false
  readonly #id: string
  constructor(id: string) {
    super()
    this.#id = id
    this.label = `Device ${id}`
  }
  stop(): void {
    this.stopped = true
  }
  getSettings() {
    return { deviceId: this.#id }
  }
}

const streamOf = (track: Track) => ({ getTracks: () => [track] }) as unknown as MediaStream
const wanted = (constraints: MediaStreamConstraints): string => {
  const { deviceId } = constraints.audio as { deviceId?: { exact: string } }
  return deviceId?.exact ?? 'default'
}

/** Devices that are plugged in, by id. */
function world(plugged: string[]) {
  const asked: string[] = []
  const tracks: Track[] = []
  const getUserMedia: GetUserMedia = async (constraints) => {
    const id = wanted(constraints)
    asked.push(id)
    if (!plugged.includes(id)) throw new DOMException('', 'NotFoundError')
    const track = new Track(id)
    tracks.push(track)
    return streamOf(track)
  }
  const census = new Census()
  const options: Omit<CaptureOptions, 'getUserMedia'> = {
    device: 'microphone',
    census,
    constraints: () => ({}),
    permission: async () => 'granted',
  }
  return { plugged, asked, tracks, census, getUserMedia, capture: new Capture({ ...options, getUserMedia }), options }
}

describe('a device', () => {
  it('is the chosen one', async () => {
    const { capture, asked, census } = world(['usb', 'default'])
    expect(await capture.open('usb')).toBe(true)
    expect([asked, census.of('track'), capture.opening]).toEqual([['usb'], 1, false])
  })

  it('is the default when the chosen one is away', async () => {
    const { capture, asked } = world(['default'])
    const fell = vi.fn()
    capture.fellBack.listen(fell)
    expect(await capture.open('usb')).toBe(true)
    expect([asked, fell.mock.calls]).toEqual([['usb', 'default'], [['Device default']]])
  })

  it('none at all is a trouble, and nothing is held', async () => {
    const { capture, census } = world([])
    expect(await capture.open('')).toBe(false)
    expect([capture.trouble, capture.track, census.of('track')]).toEqual(['none', undefined, 0])
  })

  it('unplugged: the default steps in, and the person is told', async () => {
    const { capture, tracks, plugged } = world(['usb', 'default'])
    await capture.open('usb')
    plugged.shift()
    const fell = new Promise((resolve) => capture.fellBack.listen(resolve))
    tracks[0]?.dispatchEvent(new Event('ended'))
    expect(await fell).toBe('Device default')
    expect(capture.track).toBe(tracks[1])
  })

  it('the only one unplugged is a trouble of its own', async () => {
    const { capture, tracks, plugged, census } = world(['default'])
    await capture.open('')
    plugged.length = 0
    tracks[0]?.dispatchEvent(new Event('ended'))
    await vi.waitFor(() => expect(capture.trouble).toBe('unplugged'))
    expect(census.of('track')).toBe(0)
  })

  it('muted by the system says so, until it is not', async () => {
    const { capture, tracks } = world(['default'])
    await capture.open('')
    tracks[0]?.dispatchEvent(new Event('mute'))
    expect(capture.trouble).toBe('silenced')
    tracks[0]?.dispatchEvent(new Event('unmute'))
    expect(capture.trouble).toBeUndefined()
  })

  it('an opening that was overtaken by a goodbye is closed when it comes', async () => {
    const { options, census } = world([])
    const late = new Track('default')
    const asked = Promise.withResolvers<MediaStream>()
    const capture = new Capture({ ...options, getUserMedia: () => asked.promise })
    const opened = capture.open('')
    capture.close()
    asked.resolve(streamOf(late))
    expect(await opened).toBe(false)
    expect([late.stopped, capture.track, capture.opening, census.of('track')]).toEqual([true, undefined, false, 0])
  })

  it('a new choice closes the old one', async () => {
    const { capture, tracks, census } = world(['usb', 'default'])
    await capture.open('usb')
    await capture.open('')
    expect([tracks[0]?.stopped, tracks[1]?.stopped, census.of('track')]).toEqual([true, false, 1])
  })
})
