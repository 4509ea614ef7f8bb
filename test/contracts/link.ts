/**
 * What every adapter of the `Link` port must do. Framework-neutral: each case throws when it fails, so that vitest runs the list over
 * links in memory, and real browser pages run it over PeerJS.
 */
import type { Link } from '../../shared/engine/ports.ts'
import type { Bytes } from '../../shared/kit/bytes.ts'
import type { ContractCase } from './store.ts'

export interface LinkPair {
  readonly a: Link
  readonly b: Link
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what)
}

/** One end, and everything that came to it. */
class End {
  readonly link: Link
  readonly messages: Bytes[] = []
  readonly lossy: Bytes[] = []
  closes = 0
  readonly #waiting = new Set<() => void>()

  constructor(link: Link) {
    this.link = link
    const came = () => {
      for (const look of [...this.#waiting]) look()
    }
    link.listen({
      message: (message) => {
        this.messages.push(message)
        came()
      },
      lossy: (message) => {
        this.lossy.push(message)
        came()
      },
      closed: () => {
        this.closes++
        came()
      },
    })
  }

  until(ready: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!ready()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }
}

const patterned = (length: number, seed: number): Bytes => new Uint8Array(length).map((_, i) => (i * 7 + seed) & 255)

function same(got: Uint8Array | undefined, sent: Uint8Array): boolean {
  return got !== undefined && got.length === sent.length && got.every((byte, i) => byte === sent[i])
}

const refused = (promise: Promise<void>): Promise<boolean> =>
  promise.then(
    () => false,
    () => true,
  )

type Use = (a: End, b: End) => Promise<void>

const whole: Use = async (a, b) => {
  const sizes = [1, 0, 100, 65_535, 65_536, 65_537, 200_000, 2 * 1024 * 1024]
  const messages = sizes.map((size, i) => patterned(size, i))
  await Promise.all(messages.map((message) => a.link.send(message)))
  await b.until(() => b.messages.length === sizes.length)
  check(
    messages.every((message, i) => same(b.messages[i], message)),
    'messages of all sizes come whole and in order',
  )
}

const bothWays: Use = async (a, b) => {
  await Promise.all([a.link.send(patterned(300_000, 1)), b.link.send(patterned(300_000, 2))])
  await Promise.all([a.until(() => a.messages.length === 1), b.until(() => b.messages.length === 1)])
  check(same(a.messages[0], patterned(300_000, 2)), 'from b to a')
  check(same(b.messages[0], patterned(300_000, 1)), 'from a to b')
}

const many: Use = async (a, b) => {
  const count = 2_000
  for (let i = 0; i < count; i++) void a.link.send(patterned(40, i))
  await b.until(() => b.messages.length === count)
  check(
    b.messages.every((message, i) => same(message, patterned(40, i))),
    'many small messages keep their order',
  )
}

const flow: Use = async (a, b) => {
  const part = patterned(1024 * 1024, 3)
  for (let i = 0; i < 12; i++) await a.link.send(part)
  await b.until(() => b.messages.length === 12)
  check(
    b.messages.every((message) => message.length === part.length),
    'a sender that waits for each send never overruns the link',
  )
}

const fingerprints: Use = async ({ link: a }, { link: b }) => {
  check(/^[0-9a-f]+$/.test(a.fingerprints.local) && /^[0-9a-f]+$/.test(b.fingerprints.local), 'fingerprints are hex')
  check(a.fingerprints.local === b.fingerprints.remote, 'b sees a’s fingerprint')
  check(b.fingerprints.local === a.fingerprints.remote, 'a sees b’s fingerprint')
}

const lossy: Use = async (a, b) => {
  // May be lost, so it is said again until it comes; each time in a turn of its own.
  const arrived = b.until(() => b.lossy.length > 0)
  let done = false
  void arrived.then(() => {
    done = true
  })
  while (!done) {
    a.link.sendLossy(patterned(900, 5))
    await a.link.send(patterned(1, 0))
    await b.until(() => b.messages.length > 0)
    b.messages.length = 0
  }
  check(same(b.lossy[0], patterned(900, 5)), 'a lossy message comes as it was sent')
  a.link.sendLossy(patterned(1025, 6))
  await a.link.send(patterned(2, 0))
  await b.until(() => b.messages.length > 0)
  check(
    b.lossy.every((message) => message.length <= 1024),
    'one that is too long is not sent',
  )
}

const closes: Use = async (a, b) => {
  await a.link.send(patterned(10, 1))
  await b.until(() => b.messages.length === 1)
  a.link.close()
  a.link.close()
  await Promise.all([a.until(() => a.closes > 0), b.until(() => b.closes > 0)])
  b.link.close()
  check(await refused(a.link.send(patterned(1, 1))), 'a closed link refuses to send')
  check(await refused(b.link.send(patterned(1, 1))), 'so does the other end')
  a.link.sendLossy(patterned(1, 1))
  check(a.closes === 1 && b.closes === 1, 'closing is told once on each end')
}

/** @param make gives an open pair each time, nobody listening yet */
export function linkContract(make: () => Promise<LinkPair>): readonly ContractCase[] {
  const cases: Record<string, Use> = {
    'messages come whole and in order': whole,
    'both ways at once': bothWays,
    'many small messages': many,
    'flow control': flow,
    'fingerprints are equal and swapped': fingerprints,
    'the lossy channel': lossy,
    'closing is told once on each end': closes,
  }
  return Object.entries(cases).map(([name, use]) => ({
    name,
    run: async () => {
      const { a, b } = await make()
      try {
        await use(new End(a), new End(b))
      } finally {
        a.close()
        b.close()
      }
    },
  }))
}
