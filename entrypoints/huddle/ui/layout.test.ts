import { describe, expect, it } from 'vitest'
import { arrange, besideScreen, GAP, onPicture, pictureBox } from './layout.ts'

describe('tiles', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('%i people fit into every usual window, side by side', (count) => {
    for (const room of [
      { width: 380, height: 420 },
      { width: 720, height: 460 },
      { width: 1280, height: 700 },
    ])
      for (const pictures of [true, false]) {
        const { columns, width, height, look } = arrange(count, room, pictures)
        const rows = Math.ceil(count / columns)
        expect(look).toBe(pictures ? 'grid' : 'tiles')
        expect(columns * width + (columns - 1) * GAP).toBeLessThanOrEqual(room.width)
        expect(rows * height + (rows - 1) * GAP).toBeLessThanOrEqual(room.height)
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(80)
      }
  })

  it('stand in one strip where there is no height', () => {
    expect(arrange(5, { width: 280, height: 100 }, true)).toMatchObject({ look: 'strip', columns: 5 })
  })

  it('keep a size to be read at, and scroll, where there is room for fewer', () => {
    const { columns, width } = arrange(12, { width: 200, height: 130 }, false)
    expect(columns).toBe(2)
    expect(width).toBeGreaterThanOrEqual(90)
  })

  it('with pictures use a wide window’s width; two by two beats a row of four', () => {
    expect(arrange(2, { width: 900, height: 400 }, true).columns).toBe(2)
    expect(arrange(2, { width: 300, height: 600 }, true).columns).toBe(1)
    expect(arrange(4, { width: 900, height: 600 }, true).columns).toBe(2)
  })

  it('without pictures do not grow beyond a card', () => {
    expect(arrange(1, { width: 1600, height: 900 }, false).width).toBeLessThanOrEqual(260)
    expect(arrange(2, { width: 1180, height: 600 }, false).columns).toBe(2)
    expect(arrange(2, { width: 320, height: 600 }, false).columns).toBe(1)
    expect(arrange(4, { width: 1180, height: 600 }, false).columns).toBe(2)
  })

  it('survive a window of no size at all', () => {
    expect(arrange(3, { width: 0, height: 0 }, true).look).toBe('strip')
  })
})

describe('people beside a shared screen', () => {
  it('stand right of it in a wide window, under it in a tall one, and give way in a tiny one', () => {
    expect(besideScreen({ width: 1100, height: 600 }, 4).side).toBe('right')
    expect(besideScreen({ width: 400, height: 600 }, 4).side).toBe('below')
    expect(besideScreen({ width: 280, height: 90 }, 4).side).toBe('none')
  })

  it('share the width under it while they can be told apart', () => {
    expect(besideScreen({ width: 360, height: 600 }, 4).tile.width * 4 + 24).toBeLessThanOrEqual(360)
    expect(besideScreen({ width: 360, height: 600 }, 12).tile.width).toBe(72)
  })
})

describe('a picture shown whole', () => {
  it('leaves bars beside or above it, and places outside of it are none', () => {
    expect(pictureBox({ width: 400, height: 100 }, { width: 200, height: 100 })).toEqual({
      left: 100,
      top: 0,
      width: 200,
      height: 100,
    })
    const at = (x: number, y: number) => onPicture({ x, y }, { width: 400, height: 100 }, { width: 200, height: 100 })
    expect(at(200, 50)).toEqual({ x: 0.5, y: 0.5 })
    expect(at(50, 50)).toBeUndefined()
  })

  it('before its first frame fills its element', () => {
    expect(pictureBox({ width: 40, height: 30 }, { width: 0, height: 0 })).toMatchObject({ width: 40, height: 30 })
  })
})
