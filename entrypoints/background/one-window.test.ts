import { describe, expect, it } from 'vitest'
import { turn } from '../../test/kit/work.ts'
import { CLOSING_MS, COMING_MS, OneWindow } from './one-window.ts'

/** A browser that tells of a window only when its page has loaded. */
function browser() {
  const windows = new Map<number, { loaded: boolean }>()
  const shown: number[] = []
  let [made, time] = [0, 0]
  const one = new OneWindow({
    find: async () => [...windows].find(([, { loaded }]) => loaded)?.[0],
    make: async () => {
      windows.set(++made, { loaded: false })
      return made
    },
    show: async (window) => {
      if (!windows.has(window)) throw new Error('no such window')
      shown.push(window)
    },
    now: () => time,
  })
  const pass = (ms: number) => {
    time += ms
  }
  return { one, windows, shown, pass, made: () => made }
}

describe('the one huddle window', () => {
  it('is made once for two who ask at the same time, and for one who asks while its page loads', async () => {
    const { one, shown, pass, made } = browser()
    await Promise.all([one.open(), one.open()])
    pass(250)
    await one.open()
    expect([made(), shown]).toEqual([1, [1]])
  })

  it('is brought to the front when its page is there', async () => {
    const { one, windows, shown, made } = browser()
    windows.set(7, { loaded: true })
    await one.open()
    expect([made(), shown]).toEqual([0, [7]])
  })

  it('is made again as soon as it was closed, told or not', async () => {
    const { one, windows, made } = browser()
    await one.open()
    windows.clear()
    one.removed(1)
    await one.open()
    windows.clear()
    await one.open()
    expect(made()).toBe(3)
  })

  it('is not taken for coming for ever: a window that shows another page is not ours', async () => {
    const { one, pass, made } = browser()
    await one.open()
    pass(COMING_MS)
    await one.open()
    expect(made()).toBe(2)
  })

  it('is made by itself when the one that was found was closing already', async () => {
    const { one, windows, shown, pass, made } = browser()
    windows.set(7, { loaded: true })
    await one.open()
    pass(120)
    windows.clear()
    one.removed(7)
    await turn()
    expect([made(), shown]).toEqual([1, [7]])
  })

  it('is made when the one that was found has gone before it could be shown, and once only', async () => {
    const { one, windows, made } = browser()
    let closing = true
    const gone = new OneWindow({
      find: async () => (closing ? 7 : undefined),
      make: async () => {
        windows.set(8, { loaded: false })
        return 8
      },
      show: async (window) => {
        closing = false
        if (!windows.has(window)) throw new Error('no such window')
      },
      now: () => 0,
    })
    const opened = gone.open()
    gone.removed(7)
    await opened
    expect([[...windows.keys()], made()]).toEqual([[8], 0])
    await one.open()
  })

  it('stays closed when a person closes it', async () => {
    const { one, windows, pass, made } = browser()
    windows.set(7, { loaded: true })
    await one.open()
    pass(CLOSING_MS)
    windows.clear()
    one.removed(7)
    await turn()
    expect(made()).toBe(0)
  })

  it('can be opened after an opening that failed', async () => {
    let refuse = true
    const one = new OneWindow({
      find: async () => undefined,
      make: () => (refuse ? Promise.reject(new Error('refused')) : Promise.resolve(1)),
      show: async () => undefined,
      now: () => 0,
    })
    await expect(one.open()).rejects.toThrow('refused')
    refuse = false
    await expect(one.open()).resolves.toBeUndefined()
  })
})
