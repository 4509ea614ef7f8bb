import { expect, it, vi } from 'vitest'
import { Census } from './census.ts'
import { type MediaSource, OwnMedia } from './own-media.ts'

const shelf = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }

function world() {
  const getUserMedia = vi.fn(async () => {
    throw new DOMException('', 'NotFoundError')
  })
  const microphone = { kind: 'audioinput', deviceId: 'usb', label: 'USB' }
  const source = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: async () => [microphone] })
  const allowed = Promise.withResolvers<PermissionState>()
  const media = new OwnMedia({
    source: source as unknown as MediaSource,
    permission: () => allowed.promise,
    census: new Census(),
    room: { setSink: async () => undefined } as never,
    shelf,
    interrupted: undefined,
  })
  return { media, getUserMedia, allowed, plug: () => source.dispatchEvent(new Event('devicechange')) }
}

it.each([
  ['is taken without a word', false, 2],
  ['is not listened to by whoever left meanwhile', true, 1],
])('a microphone that is plugged in %s', async (_what, leaves, asked) => {
  const { media, getUserMedia, allowed, plug } = world()
  await media.start()
  expect(media.doing).toEqual({ muted: false, camera: false, listening: true })
  plug()
  if (leaves) media.close()
  allowed.resolve('granted')
  await vi.waitFor(() => expect(getUserMedia).toHaveBeenCalledTimes(asked))
  await new Promise((resolve) => setImmediate(resolve))
  expect(getUserMedia).toHaveBeenCalledTimes(asked)
  media.close()
})
