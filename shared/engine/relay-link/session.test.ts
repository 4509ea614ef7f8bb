import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../../test/kit/clock.ts'
import { testSpace } from '../../../test/kit/members.ts'
import { relayCore } from '../../../test/kit/relay-core.ts'
import { type Bytes, utf8 } from '../../kit/bytes.ts'
import type { SpaceSelf } from '../parts.ts'
import { type RelayDoor, RelayFailure, type RelayRequest } from '../ports.ts'
import { enterSpace } from '../spaces/membership.ts'
import { openSelf, type Self } from '../spaces/self.ts'
import { failureWords } from './failures.ts'
import { askHello, openSession } from './session.ts'
import { RelayStatus } from './status.ts'

/** A device of a new space, with a certificate that holds at the relay's time. */
async function device(): Promise<Self> {
  const { space, keyring, writeSeed, admin } = await testSpace()
  const known = {
    space,
    keyrings: [keyring],
    held: { role: 'writer', seed: writeSeed } as const,
    name: 'Test',
    relay: 'https://relay.example',
  }
  return openSelf(await enterSpace(known, admin, new FakeClock().now()), admin)
}

/** One device's certificate with another's signatures. */
const signedBy = (signer: SpaceSelf, self: SpaceSelf): SpaceSelf =>
  new Proxy(self, {
    get: (target, name) =>
      name === 'sign' ? (message: Bytes) => signer.sign(message) : Reflect.get(target, name, target),
  })

const signal = new AbortController().signal

/** A door to a real relay core, noting what was asked. */
function door() {
  const { ask } = relayCore()
  const asked: string[] = []
  const request = async ({ method, path, body }: RelayRequest) => {
    asked.push(`${method} ${path.replace(/[0-9a-f]{32}/, ':space')}`)
    const response = await ask(path, { method, ...(body !== undefined && { body }) })
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) }
  }
  return { door: { request } as unknown as RelayDoor, asked }
}
const answering = (status: number, text: string) =>
  ({ request: async () => ({ status, body: utf8(text) }) }) as unknown as RelayDoor

describe('a session', () => {
  it('N2 registers a space that the relay does not know, then proves it again', async () => {
    const ada = await device()
    const { door: relay, asked } = door()
    const answer = await openSession(relay, [ada], signal)
    expect(answer.spaces).toEqual([ada.space])
    expect(asked).toEqual([
      'POST /v1/challenge',
      'POST /v1/session',
      'PUT /v1/spaces/:space/keyring',
      'POST /v1/challenge',
      'POST /v1/session',
    ])
    await openSession(relay, [ada], signal)
    expect(asked).toHaveLength(7)
  })

  it('N1 one session proves all spaces; N2 one refused keeps the others', async () => {
    const [ada, ben] = [await device(), await device()]
    const { door: relay } = door()
    expect((await openSession(relay, [ada, ben], signal)).spaces).toHaveLength(2)
    const answer = await openSession(relay, [ada, signedBy(ada, ben)], signal)
    expect(answer.spaces).toEqual([ada.space])
    expect(answer.refused).toMatchObject([{ error: 'bad-signature' }])
  })

  it('N2 keeps the peer id when it is renewed', async () => {
    const ada = await device()
    const { door: relay } = door()
    const first = await openSession(relay, [ada], signal)
    expect((await openSession(relay, [ada], signal, first.peer.token)).peer.id).toBe(first.peer.id)
    expect((await openSession(relay, [ada], signal)).peer.id).not.toBe(first.peer.id)
  })
})

describe('what answers', () => {
  it.each([
    [200, '<html>login</html>', 'not-a-relay'],
    [200, '{"huddlemark":2,"incarnation":"","ice":[]}', 'not-a-relay'],
    [404, 'nothing here', 'not-a-relay'],
    [301, '', 'not-a-relay'],
    [502, 'bad gateway', 'unreachable'],
    [503, '<h1>down</h1>', 'unreachable'],
    [503, '{"error":"unavailable","message":"x"}', 'refused'],
    [429, '{"error":"slow-down","message":"x"}', 'refused'],
  ])('N7 %i %s is %s', async (status, text, reason) => {
    await expect(askHello(answering(status, text), signal)).rejects.toMatchObject({ reason })
  })

  it('N7 each failure has its words, and says that nothing is lost', () => {
    const words = (['offline', 'unreachable', 'certificate', 'not-a-relay', 'refused'] as const).map((reason) =>
      failureWords('https://relay.example:8443', reason, 'old-epoch'),
    )
    expect(new Set(words).size).toBe(words.length)
    for (const text of words) expect(text).toContain('kept on this device')
    expect(words[4]).toContain('older keyring')
    expect(failureWords('https://x', 'refused', '403 {"error":"forbidden","message":"<b>"}')).toContain('no right')
    expect(failureWords('https://x', 'refused', 'constructor')).toContain('no reason that this version knows')
  })

  it('N7 a stream that just broke is not called offline before the next try has failed', () => {
    const status = new RelayStatus('https://relay.example', () => 5)
    expect(status.words(undefined)).toEqual({ state: 'connecting', words: 'Connecting to relay.example…' })
    status.online()
    expect(status.words(undefined)).toEqual({ state: 'online', words: 'Connected to relay.example.' })
    status.lost(new RelayFailure('unreachable', 'broke'))
    expect(status.state).toBe('connecting')
    status.lost(undefined)
    expect(status.state).toBe('connecting')
    status.lost(new RelayFailure('offline', ''))
    expect(status.words(undefined)).toMatchObject({ state: 'offline', words: expect.stringContaining('No network') })
    status.online()
    expect(status.words('revoked')).toMatchObject({ state: 'offline', words: expect.stringContaining('removed') })
  })
})
