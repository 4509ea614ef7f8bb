import { describe, expect, it } from 'vitest'
import { Content } from './content.ts'
import { endsOf, inOrder } from './operations.ts'

const PEER = '7'
/** Two of these keys change places with every hop through Loro. */
const VALUE = { v: 1, annotation: 'a', body: 'words', created: 2 }

function written(value: unknown = VALUE) {
  const content = new Content()
  const body = content.edit(PEER, [{ root: 'comments', key: 'k', value }], 'comment', 1)
  if (!body) throw new Error('an edit')
  return { content, body }
}

/** As whoever takes a checkpoint has it. */
function summedUp(of: Content): Content {
  const history = of.history()
  const content = new Content()
  expect(content.merge(history, endsOf(history) ?? new Map())).toBe(true)
  return content
}

describe('operations of two contents', () => {
  it('CK4 are the same in whatever order Loro hands a value’s keys on', () => {
    const { content, body } = written()
    const handedOn = [content, new Content(content.snapshot())]
    for (let hop = 0; hop < 4; hop++) handedOn.push(...handedOn.slice(-2).map(summedUp))
    for (const one of handedOn) {
      for (const other of handedOn) expect(one.agrees(other, PEER, 0, 1)).toBe(true)
      expect(one.holds(body, { peer: PEER, end: 1 }, 0)).toBe(true)
    }
  })

  it('CK4 CK5 are not the same when one word differs', () => {
    const [mine, theirs] = [written(), written({ ...VALUE, body: 'other words' })]
    expect(mine.content.agrees(summedUp(theirs.content), PEER, 0, 1)).toBe(false)
    expect(summedUp(mine.content).holds(theirs.body, { peer: PEER, end: 1 }, 0)).toBe(false)
  })

  it('CK4 keys are put in order, lists stay as they are', () => {
    expect(JSON.stringify(inOrder({ b: [{ d: 1, c: [2, 1] }], a: null }))).toBe('{"a":null,"b":[{"c":[2,1],"d":1}]}')
  })
})
