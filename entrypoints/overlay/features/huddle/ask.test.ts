import { describe, expect, it } from 'vitest'
import type { OverlayIntent } from '../../../../shared/contract/intents.ts'
import type { Reply } from '../../../../shared/contract/views.ts'
import type { HuddleId } from '../../../../shared/domain/huddle.ts'
import type { SpaceId } from '../../../../shared/domain/ids.ts'
import { JustEntered } from '../../../../shared/ui/just-entered.ts'
import type { Desk } from '../../desk.ts'
import { createHuddleAsk } from './ask.ts'

function desk() {
  const asked: { intent: OverlayIntent; answer: (reply: Reply) => void }[] = []
  const said: string[] = []
  const just = new JustEntered()
  const link = { ask: (intent: OverlayIntent) => new Promise<Reply>((answer) => asked.push({ intent, answer })) }
  const ask = createHuddleAsk({ link: link as Desk['link'], toast: ({ words }) => said.push(words) }, just)
  return { ask, asked, said, just }
}

describe('what the dock asks about huddles', () => {
  it('is asked once for two quick presses, and again after the answer', async () => {
    const { ask, asked } = desk()
    const first = ask({ do: 'huddle-start', ring: 'space' })
    const second = ask({ do: 'huddle-start', ring: 'space' })
    expect(asked).toHaveLength(1)
    asked[0]?.answer({ reply: 0, ok: true })
    expect([await first, await second]).toEqual([true, true])
    void ask({ do: 'huddle-start', ring: 'space' })
    expect(asked).toHaveLength(2)
  })

  it('lets other presses through meanwhile', () => {
    const { ask, asked } = desk()
    void ask({ do: 'huddle-mute', on: true })
    void ask({ do: 'huddle-mute', on: false })
    void ask({ do: 'huddle-leave' })
    expect(asked.map(({ intent }) => intent)).toEqual([
      { do: 'huddle-mute', on: true },
      { do: 'huddle-mute', on: false },
      { do: 'huddle-leave' },
    ])
  })

  it.each([
    [{ do: 'huddle-start', ring: 'space' } as const, true],
    [{ do: 'huddle-join', space: 's' as SpaceId, huddle: '1' as HuddleId } as const, true],
    [{ do: 'huddle-show' } as const, false],
  ])('a click where %j has been may be its second one: %s', (press, slipped) => {
    const { ask, just } = desk()
    void ask(press)
    just.draw(true, performance.now())
    expect(just.slipped({ detail: 1, timeStamp: performance.now() })).toBe(slipped)
  })

  it('says why the engine refused', async () => {
    const { ask, asked, said } = desk()
    const done = ask({ do: 'huddle-show' })
    asked[0]?.answer({ reply: 0, ok: false, words: 'There is no huddle.' })
    expect(await done).toBe(false)
    expect(said).toEqual(['There is no huddle.'])
  })
})
