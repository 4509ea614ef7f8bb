import { describe, expect, it } from 'vitest'
import { ground, overlayAt, ownPage, Speaker, sees } from '../../test/kit/context-desk.ts'
import { StandInSpace, StandInSpaces } from '../../test/kit/stand-ins.ts'
import type { Sender } from './engine.ts'

const start = () =>
  ground(new StandInSpaces(undefined, new StandInSpace('Private', { space: '1', member: 'a' }, undefined)))
const HELLO = {
  card: { do: 'hello', ticket: 'x'.repeat(22) },
  panel: { do: 'watch', tab: 1 },
  home: { do: 'watch', tab: 1, address: 'https://a.example/' },
}

describe('who may speak', () => {
  it.each(['card', 'panel', 'home'] as const)(
    'X1 a web origin is refused on the %s port, and hears nothing else',
    async (port) => {
      const { engine } = await start()
      const web = new Speaker(engine, port, overlayAt('https://evil.example'))
      expect(await web.refused(HELLO[port])).toContain('may not')
      expect(web.heard.length).toBe(1)
      expect(engine.counts.refused).toBe(1)
    },
  )

  it.each<[string, Sender]>([
    ['an extension page', ownPage],
    ['a file', { origin: 'file://', tab: 1, extension: false }],
    ['an opaque origin', { origin: 'null', tab: 1, extension: false }],
    ['nobody’s tab', { origin: 'https://a.example', extension: false }],
    ['no origin', { tab: 1, extension: false }],
  ])('X1 %s is no overlay', async (_who, sender) => {
    const { engine } = await start()
    const overlay = new Speaker(engine, 'overlay', sender)
    await overlay.refused({ do: 'page-at', address: 'https://a.example/', title: '' })
    expect(overlay.heard.some(sees('asleep'))).toBe(false)
  })
})

describe('what is answered', () => {
  const cyclic: { n: number; intent: unknown } = { n: 4, intent: undefined }
  cyclic.intent = cyclic
  it.each<[string, unknown]>([
    ['nothing', { n: 4 }],
    ['an unknown intent', { n: 4, intent: { do: 'format-disk' } }],
    ['an intent of another port', { n: 4, intent: { do: 'highlight', selectors: [], colour: 'blue' } }],
    ['more than was asked', { n: 4, intent: { do: 'watch', tab: 1, address: '', extra: true } }],
    ['a big integer', { n: 4, intent: 1n }],
    ['a cycle', cyclic],
    ['an endless text', { n: 4, intent: { do: 'preview', invite: 'x'.repeat(300_000) } }],
  ])('X2 %s gets one refusal in words, and is counted', async (_what, message) => {
    const { engine } = await start()
    const home = new Speaker(engine, 'home', ownPage)
    home.raw(message)
    const reply = await home.until((heard) => 'reply' in heard)
    expect(reply).toMatchObject({ reply: 4, ok: false })
    expect(engine.counts).toEqual({ refused: 1, surprises: 0 })
  })

  it.each([undefined, null, 7, 'text', [], { n: -1 }, { n: 0.5, intent: {} }])(
    'X2 %j, which has no number, is counted and never thrown',
    async (message) => {
      const { engine } = await start()
      const home = new Speaker(engine, 'home', ownPage)
      expect(() => home.raw(message)).not.toThrow()
      expect(engine.counts.refused).toBe(1)
    },
  )

  it('X2 after a port has closed nothing is said to it', async () => {
    const { engine } = await start()
    const home = new Speaker(engine, 'home', ownPage)
    await home.done(HELLO.home)
    home.close()
    home.forget()
    home.raw({ n: 9, intent: HELLO.home })
    await new Speaker(engine, 'home', ownPage).done({ do: 'profile', name: 'Ada', colour: 'teal' })
    expect(home.heard).toEqual([])
  })
})
