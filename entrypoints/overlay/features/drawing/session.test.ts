import { describe, expect, it } from 'vitest'
import type { OverlayIntent } from '../../../../shared/contract/intents.ts'
import type { Reply } from '../../../../shared/contract/views.ts'
import { MAX_DRAWING_NUMBERS, MAX_SHAPES, type Shape } from '../../../../shared/domain/annotation.ts'
import { DrawingSession } from './session.ts'

const ID = `${'a'.repeat(32)}.${'b'.repeat(16)}`
const shape = (x: number): Shape => ({ tool: 'arrow', colour: 'pink', points: [x, 0, 10, 10] })

function begun() {
  const asked: OverlayIntent[] = []
  const refused: string[] = []
  const waiting: ((reply: Reply) => void)[] = []
  const session = new DrawingSession<string>({
    ask: (intent) => {
      asked.push(intent)
      return new Promise((answer) => waiting.push(answer))
    },
    version: () => Promise.resolve(undefined),
    refused: (words) => refused.push(words),
    changed: () => undefined,
  })
  /** Answers the oldest question, and lets what follows from it happen. */
  const answer = async (reply: Reply = { reply: 1, ok: true, value: { annotation: ID } }) => {
    waiting.shift()?.(reply)
    await settled()
  }
  return { session, asked, refused, answer }
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
const shapesOf = (intent: OverlayIntent | undefined) => (intent && 'shapes' in intent ? intent.shapes : undefined)

describe('drawing', () => {
  it('the first shape makes a drawing, the next ones are stored with it', async () => {
    const { session, asked, answer } = begun()
    session.begin('lamp', [], shape(1))
    await settled()
    expect(asked).toEqual([{ do: 'draw', selectors: [], shapes: [shape(1)] }])
    await answer()
    session.add(session.sheets[0] ?? expect.fail(), shape(2))
    await settled()
    expect(asked[1]).toEqual({ do: 'redraw', annotation: ID, shapes: [shape(1), shape(2)] })
  })

  it('what is drawn while a shape is on its way goes in one message after it', async () => {
    const { session, asked, answer } = begun()
    session.begin('lamp', [], shape(1))
    await settled()
    for (const x of [2, 3, 4]) session.add(session.sheets[0] ?? expect.fail(), shape(x))
    await answer()
    expect(asked.length).toBe(2)
    expect(shapesOf(asked[1])?.length).toBe(4)
  })

  it('undo takes shapes back one by one, the last one the drawing with it; redo brings them again', async () => {
    const { session, asked, answer } = begun()
    session.begin('lamp', [], shape(1))
    await settled()
    await answer()
    session.undo()
    await settled()
    expect(shapesOf(asked[1])).toEqual([])
    expect(session.canUndo).toBe(false)
    await answer()
    session.redo()
    await settled()
    expect(shapesOf(asked[2])).toEqual([shape(1)])
    expect(session.canRedo).toBe(false)
  })

  it('a new shape forgets what was undone', async () => {
    const { session } = begun()
    session.begin('lamp', [], shape(1))
    session.undo()
    session.begin('map', [], shape(2))
    expect(session.canRedo).toBe(false)
  })

  it('a shape undone before it was stored is stored by nobody', async () => {
    const { session, asked } = begun()
    session.begin('lamp', [], shape(1))
    session.begin('map', [], shape(2))
    session.undo()
    await settled()
    expect(asked.map(shapesOf)).toEqual([[shape(1)]])
  })

  it('what the engine refuses is said and taken away', async () => {
    const { session, refused, answer } = begun()
    session.begin('lamp', [], shape(1))
    await settled()
    await answer({ reply: 1, ok: false, words: 'The space is full.' })
    expect(refused).toEqual(['The space is full.'])
    expect(session.sheets[0]?.shapes).toEqual([])
    expect(session.canUndo).toBe(false)
  })

  it('a full sheet has no room: for one shape more, or for so many numbers', () => {
    const { session } = begun()
    session.begin('lamp', [], { tool: 'pen', colour: 'pink', points: Array(MAX_DRAWING_NUMBERS - 3).fill(0) })
    expect(session.room(3)).toBeDefined()
    expect(session.room(6)).toBeUndefined()
    const other = begun().session
    other.begin('lamp', [], shape(0))
    for (let i = 1; i < MAX_SHAPES; i++) other.add(other.sheets[0] ?? expect.fail(), shape(i))
    expect(other.room(4)).toBeUndefined()
  })
})
