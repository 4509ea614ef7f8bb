import { expect, it, vi } from 'vitest'

vi.mock('wxt/browser', () => ({ browser: {} }))
const { senderOf } = await import('./ports.ts')

const OWN = 'chrome-extension://abc'
type Port = Parameters<typeof senderOf>[0]
const port = (sender: object): Port => ({ sender }) as unknown as Port

it('X17 a frame without an origin stays so, whatever its address says; a page sandboxed by its own policy goes by its address', () => {
  const sandboxed = { origin: 'null', url: 'https://site.example/a', tab: { id: 4 } }
  expect(senderOf(port({ ...sandboxed, frameId: 0 }), OWN)).toMatchObject({ origin: 'https://site.example', tab: 4 })
  expect(senderOf(port({ ...sandboxed, frameId: 9 }), OWN)).toMatchObject({ origin: 'null', frame: 9 })
  const { origin: _none, ...silent } = sandboxed
  expect(senderOf(port({ ...silent, frameId: 9 }), OWN)).not.toHaveProperty('origin')
  expect(senderOf(port({ ...silent, url: `${OWN}/card.html`, frameId: 9 }), OWN).extension).toBe(false)
})
