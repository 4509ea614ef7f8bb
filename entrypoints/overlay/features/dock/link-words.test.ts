import { describe, expect, it } from 'vitest'
import { linkWords } from './link-words.ts'

const link = { state: 'online', words: '', waiting: 0, refused: 0, direct: 0 } as const

describe('the dock on the connection', () => {
  it('is silent when all is well, and in a private space', () => {
    expect(linkWords('open', link)).toBeUndefined()
    expect(linkWords('open', { ...link, state: 'none' })).toBeUndefined()
  })

  it('X31 says that the space has ended for us, and why', () =>
    expect(linkWords('open', { ...link, state: 'none', words: 'You were removed from this space.' })).toEqual({
      tone: 'bad',
      words: 'You were removed from this space.',
    }))

  it('says without alarm that we left it ourselves', () => {
    const words = 'You left this space. Your copy stays on this device until you forget it.'
    expect(linkWords('open', { ...link, state: 'none', words }, false, true)).toEqual({ tone: 'calm', words })
  })

  it('says plainly that it is offline, what happens to the work, and how much waits', () => {
    const offline = { ...link, state: 'offline', words: 'No network' } as const
    expect(linkWords('open', offline)).toEqual({
      tone: 'wait',
      words: 'Offline: kept on this computer, will be sent later',
    })
    expect(linkWords('open', { ...offline, waiting: 3 })?.words).toMatch(/ ·\u00a03\u00a0waiting$/)
  })

  it('Z3 says on a shared computer that what is not sent would be lost', () => {
    const offline = { ...link, state: 'offline', waiting: 2 } as const
    expect(linkWords('open', offline, true)?.words).toBe(
      'Offline: not sent, and lost when the browser closes ·\u00a02\u00a0waiting',
    )
    expect(linkWords('open', { ...offline, waiting: 0 }, true)?.words).toMatch(/will be sent later/)
  })

  it('says first that the engine itself is away, whatever was known before', () =>
    expect(linkWords('connecting', { ...link, state: 'offline' })?.words).toBe('Starting again…'))

  it('says that the relay cannot be believed, before what it refused', () =>
    expect(linkWords('open', { ...link, refused: 2, distrusted: true })).toEqual({
      tone: 'bad',
      words: 'The relay does not show everything as it was. Yours is kept on this computer',
    }))

  it('says what the relay refused for good', () =>
    expect(linkWords('open', { ...link, refused: 2 })).toEqual({
      tone: 'bad',
      words: 'Refused by the relay, kept on this computer only: 2',
    }))
})
