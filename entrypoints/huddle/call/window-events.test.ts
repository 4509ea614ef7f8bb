import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchWindow } from './window-events.ts'

let [page, network, navigation] = [new EventTarget(), new EventTarget(), new EventTarget()]
beforeEach(() => {
  ;[page, network, navigation] = [new EventTarget(), new EventTarget(), new EventTarget()]
  vi.stubGlobal('window', Object.assign(page, { navigation, navigator: { connection: network } }))
})
afterEach(() => void vi.unstubAllGlobals())

function watched() {
  const events = { wake: vi.fn(), doubt: vi.fn(), closing: vi.fn() }
  const life = new AbortController()
  watchWindow(events, life.signal)
  return { life, calls: () => [events.wake, events.doubt, events.closing].map((event) => event.mock.calls.length) }
}

it('another network wakes the call, another measure of the same one does not', () => {
  const { calls, life } = watched()
  network.dispatchEvent(new Event('change'))
  expect(calls()).toEqual([0, 1, 0])
  Object.assign(network, { type: 'wifi' }).dispatchEvent(new Event('change'))
  expect(calls()).toEqual([1, 1, 0])
  network.dispatchEvent(new Event('change'))
  page.dispatchEvent(new Event('online'))
  expect(calls()).toEqual([2, 2, 0])
  life.abort()
  for (const name of ['online', 'pagehide']) page.dispatchEvent(new Event(name))
  network.dispatchEvent(new Event('change'))
  expect(calls()).toEqual([2, 2, 0])
})

it('a reload is no goodbye, closing is', () => {
  const { calls } = watched()
  const navigate = (navigationType: string) =>
    navigation.dispatchEvent(Object.assign(new Event('navigate'), { navigationType }))
  navigate('reload')
  page.dispatchEvent(new Event('pagehide'))
  expect(calls()).toEqual([0, 0, 0])
  navigate('push')
  page.dispatchEvent(new Event('pagehide'))
  expect(calls()).toEqual([0, 0, 1])
})
