import type { DeviceId, MemberId } from '../../domain/ids.ts'
import { type Bytes, fromUtf8, utf8 } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import type { SpaceSelf } from '../parts.ts'
import type { Clock, Link } from '../ports.ts'
import type { Inbox } from './inbox.ts'
import { encodeLinkMessage, type LinkMessage, parseLinkMessage } from './wire.ts'

/** Signatures that a stranger can make us check before they said who they are: keyrings in front of a hello. */
const MAX_KEYRINGS_BEFORE = 64
/** The other's hello must come within so long. Milliseconds. */
export const HELLO_MS = 10_000

/** Why a link was not confirmed. `removed`: the device is not in the space any more (N27). `fingerprints`: somebody stands between us, or the hello was played again. */
export type GreetFailure = 'silent' | 'malformed' | 'certificate' | 'removed' | 'signature' | 'device' | 'fingerprints'

export interface Confirmed {
  readonly device: DeviceId
  readonly member: MemberId
  /** Of the certificate. */
  readonly epoch: number
  readonly certificate: Bytes
}

/** Seals one signal envelope of ours with the next counter of our session. */
export type SealSignal = (body: Bytes) => Promise<Bytes>

type Hello = Extract<LinkMessage, { type: 'hello' }>
interface Claim {
  readonly local: string
  readonly remote: string
  readonly to: string
}

/** Our hello (N17): our certificate, and a signed statement of both fingerprints and whom we think we talk to. */
export async function sendHello(self: SpaceSelf, link: Link, to: DeviceId, seal: SealSignal): Promise<void> {
  const { local, remote } = link.fingerprints
  const signal = await seal(utf8(JSON.stringify({ link: 1, local, remote, to })))
  await link.send(encodeLinkMessage({ type: 'hello', certificate: self.certificate, signal }))
}

/**
 * The first message of a link, if it is a hello and comes in time.
 * @param learn takes keyrings that come before it (N26): without them the hello could not be proven
 */
export async function takeHello(
  inbox: Inbox,
  clock: Clock,
  learn?: (keyring: Bytes) => Promise<void>,
): Promise<Result<Hello, GreetFailure>> {
  let cancel = () => {}
  const late = new Promise<'late'>((resolve) => {
    cancel = clock.after(HELLO_MS, () => resolve('late'))
  })
  try {
    for (let before = 0; before <= MAX_KEYRINGS_BEFORE; before++) {
      const next = await Promise.race([inbox.take(), late])
      if (next === 'late' || next === undefined) return fail('silent')
      const message = parseLinkMessage(next)
      if (message?.type === 'hello') return ok(message)
      if (message?.type !== 'keys' || learn === undefined) return fail('malformed')
      await learn(message.record)
    }
    return fail('malformed')
  } finally {
    cancel()
  }
}

/**
 * Confirms the other end of a link from its hello: certificate by the keyring, signature by that device, addressed to us, and
 * our fingerprints, swapped. Whoever relays signalling can then neither stand in the middle nor play an old hello again.
 * @param expected the device we dialled; undefined when we were dialled
 */
export async function confirm(
  self: SpaceSelf,
  link: Link,
  hello: Hello,
  expected: DeviceId | undefined,
): Promise<Result<Confirmed, GreetFailure>> {
  const known = await self.verifyCertificate(hello.certificate)
  if (known === undefined || known.device === self.device) return fail('certificate')
  if (!self.admits(known.device, known.epoch)) return fail('removed')
  if (expected !== undefined && known.device !== expected) return fail('device')
  const opened = await self.openSession(hello.signal, (device) =>
    device === known.device ? hello.certificate : undefined,
  )
  if (opened?.kind !== 'signal' || opened.device !== known.device) return fail('signature')
  const claim = parseClaim(opened.body)
  if (claim === undefined) return fail('malformed')
  if (claim.to !== self.device) return fail('device')
  const { local, remote } = link.fingerprints
  if (local === '' || remote === '' || claim.local !== remote || claim.remote !== local) return fail('fingerprints')
  return ok({ ...known, certificate: hello.certificate })
}

function parseClaim(body: Bytes): Claim | undefined {
  try {
    const value: unknown = JSON.parse(fromUtf8(body))
    if (typeof value !== 'object' || value === null) return undefined
    const { link, local, remote, to } = value as { readonly [Name in keyof Claim | 'link']?: unknown }
    if (link !== 1 || typeof local !== 'string' || typeof remote !== 'string' || typeof to !== 'string')
      return undefined
    return { local, remote, to }
  } catch {
    return undefined
  }
}
