import { describe, expect, it } from 'vitest'
import { HURRIED_MS, JustEntered } from './just-entered.ts'

const click = (timeStamp: number, detail = 1) => ({ timeStamp, detail })

describe('a second click where "Join" has been', () => {
  it('is not taken for "Leave" for a moment, however slowly the window came', () => {
    for (const came of [300, 4_000]) {
      const just = new JustEntered()
      just.draw(false, 0)
      just.press(0)
      just.draw(true, came)
      just.draw(true, came + 100)
      expect([came, just.slipped(click(came + 200)), just.slipped(click(came + HURRIED_MS))]).toEqual([
        came,
        true,
        false,
      ])
    }
  })

  it('made by a key is heard at once', () => {
    const just = new JustEntered()
    just.press(0)
    just.draw(true, 300)
    expect(just.slipped(click(310, 0))).toBe(false)
  })

  it('is heard at once when nothing was pressed here: entered in another tab, or found as the page opened', () => {
    const just = new JustEntered()
    just.draw(true, 10)
    expect(just.slipped(click(20))).toBe(false)
    just.draw(false, 1_000)
    just.press(2_000)
    just.draw(true, 60_000)
    expect(just.slipped(click(60_010))).toBe(false)
  })

  it('counts anew at each entering', () => {
    const just = new JustEntered()
    just.press(0)
    just.draw(true, 300)
    just.draw(false, 5_000)
    just.press(6_000)
    just.draw(true, 6_300)
    expect(just.slipped(click(6_500))).toBe(true)
  })
})
