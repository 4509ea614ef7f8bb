/** A relay's client for tests: real keys and envelopes, requests by a function, so that it serves the core and a server on a port alike. */
import type { DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import type { CertificateRole } from '../../shared/envelope/certificate.ts'
import { envelopeHash, NO_PREVIOUS, NOTHING_SEEN, type Seen } from '../../shared/envelope/header.ts'
import { createSpace, issueCertificate, type NewSpace } from '../../shared/envelope/issue.ts'
import { type VerifiedKeyring, verifyKeyrings } from '../../shared/envelope/keyring.ts'
import {
  contentKeyOf,
  importSpaceKeys,
  indexKeyOf,
  openSpaceKeys,
  readSeedOf,
  type SpaceKeys,
} from '../../shared/envelope/keys.ts'
import { createDevice, createMember, type Device, type Member, randomBytes, sign } from '../../shared/envelope/party.ts'
import { rotate } from '../../shared/envelope/rotate.ts'
import { sealEnvelope } from '../../shared/envelope/seal.ts'
import { type Bytes, toHex } from '../../shared/kit/bytes.ts'
import { type AppendAnswer, appendPath, keyringPath, parseAppendAnswer } from '../../shared/protocol/append.ts'
import { encodeBatch } from '../../shared/protocol/batch.ts'
import {
  encodeSessionRequest,
  parseChallenge,
  parseSessionAnswer,
  type SessionAnswer,
} from '../../shared/protocol/session.ts'
import { encodeStreamOpen, type Follow, parseStreamMessage, type StreamMessage } from '../../shared/protocol/stream.ts'
import { must } from './must.ts'

export type Ask = (path: string, init?: RequestInit) => Promise<Response>

/** Beyond the fake clock's time and the machine's. */
const LONG = 10 * 365 * 24 * 3600_000

/** One device of one member in one space, with a lease for each document that it writes. */
export class Writer {
  readonly space: NewSpace
  readonly device: Device
  readonly certificate: Bytes
  readonly keys: SpaceKeys
  readonly epoch: number
  readonly #leases = new Map<DocumentId, { nonce: string; counter: number; previous: string }>()

  constructor(space: NewSpace, device: Device, certificate: Bytes, keys: SpaceKeys, epoch = 0) {
    this.space = space
    this.device = device
    this.certificate = certificate
    this.keys = keys
    this.epoch = epoch
  }

  document(name: string): Promise<DocumentId> {
    return this.keys.documentId(1, new TextEncoder().encode(name))
  }

  /** The next update of this device's lease of the document. */
  async update(document: DocumentId, body: Bytes = randomBytes(40)): Promise<Bytes> {
    const lease = this.#leases.get(document) ?? { nonce: toHex(randomBytes(8)), counter: 0, previous: NO_PREVIOUS }
    lease.counter++
    const { nonce, counter, previous } = lease
    const draft = {
      kind: 'update',
      document,
      class: 1,
      epoch: this.epoch,
      device: this.device.id,
      nonce,
      counter,
      previous,
    } as const
    const bytes = must(await sealEnvelope({ ...draft, seen: NOTHING_SEEN, body }, this.keys, this.device.signing))
    this.#leases.set(document, { ...lease, previous: toHex(await envelopeHash(bytes)) })
    return bytes
  }

  /** Several updates in order. */
  async updates(document: DocumentId, count: number): Promise<readonly Bytes[]> {
    const all: Bytes[] = []
    while (all.length < count) all.push(await this.update(document))
    return all
  }

  /** A checkpoint that covers the log up to `seen`. */
  async checkpoint(document: DocumentId, seen: Seen, body: Bytes = randomBytes(100)): Promise<Bytes> {
    const draft = { kind: 'checkpoint', document, class: 1, epoch: 0, device: this.device.id, counter: 1 } as const
    const whole = { ...draft, nonce: toHex(randomBytes(8)), previous: NO_PREVIOUS, seen, body }
    return must(await sealEnvelope(whole, this.keys, this.device.signing))
  }

  async presence(kind: 'presence' | 'signal' = 'presence', body: Bytes = randomBytes(20)): Promise<Bytes> {
    const document = await this.keys.documentId(2, new Uint8Array())
    const nonce = toHex(randomBytes(8))
    const draft = { kind, document, class: 2, epoch: this.epoch, device: this.device.id, nonce, counter: 1 } as const
    const whole = { ...draft, previous: NO_PREVIOUS, seen: NOTHING_SEEN, body }
    return must(await sealEnvelope(whole, this.keys, this.device.signing))
  }
}

export interface WriterOptions {
  readonly role?: CertificateRole
  /** Milliseconds since 1970. */
  readonly notAfter?: number
}

/** A new space with a first device in it. */
export async function newSpace(options: WriterOptions = {}): Promise<Writer> {
  return join(await createSpace(await createMember()), options)
}

/** Another member's device in a space. */
export async function join(space: NewSpace, { role = 'writer', notAfter = Date.now() + LONG }: WriterOptions = {}) {
  const [member, keys] = await Promise.all([createMember(), openSpaceKeys(space.space, space.writeSeed)])
  const device = await createDevice(member)
  const roleSeed = role === 'writer' ? space.writeSeed : await readSeedOf(space.writeSeed)
  const certificate = await issueCertificate({ space: space.space, epoch: 0, role, notAfter, member, device, roleSeed })
  return new Writer(space, device, certificate, keys)
}

/** A space's second and later epochs, made by its founder. */
export class Founder {
  readonly space: NewSpace
  readonly member: Member
  readonly records: Bytes[]
  readonly #seeds: Bytes[]
  readonly #index: Bytes

  constructor(space: NewSpace, member: Member, index: Bytes) {
    this.space = space
    this.member = member
    this.records = [space.keyring]
    this.#seeds = [space.writeSeed]
    this.#index = index
  }

  static async begin(): Promise<Founder> {
    const member = await createMember()
    const space = await createSpace(member)
    return new Founder(space, member, await indexKeyOf(await readSeedOf(space.writeSeed)))
  }

  get epoch(): number {
    return this.#seeds.length - 1
  }

  /** A device of a member in the epoch now; the founder's own when none is named. */
  async device(member: Member = this.member, role: CertificateRole = 'writer', device?: Device): Promise<Writer> {
    const { space } = this.space
    const own = device ?? (await createDevice(member))
    const writeSeed = this.#seeds.at(-1) as Bytes
    const roleSeed = role === 'writer' ? writeSeed : await readSeedOf(writeSeed)
    const notAfter = Date.now() + LONG
    const request = { space, epoch: this.epoch, role, notAfter, member, device: own, roleSeed }
    const contents = await Promise.all(this.#seeds.map(async (seed) => contentKeyOf(await readSeedOf(seed))))
    const keys = await importSpaceKeys(space, this.#index, new Map(contents.entries()))
    return new Writer(this.space, own, await issueCertificate(request), keys, this.epoch)
  }

  /** The record of the next epoch. `keep` false: only made, as by another admin at the same moment. */
  async rotate(revoked: readonly Writer[] = [], keep = true): Promise<Bytes> {
    const chain = must(await verifyKeyrings(this.records, this.space.space))
    const before = chain.at(-1) as VerifiedKeyring
    const writeSeed = randomBytes(32)
    const contentKey = await contentKeyOf(await readSeedOf(this.#seeds.at(-1) as Bytes))
    const record = await rotate(
      {
        before,
        old: { contentKey, indexKey: this.#index },
        admins: [this.member.publicKey],
        staying: [],
        revoked: revoked.map(({ device }) => device.id),
        signer: this.member,
      },
      { writeSeed, random: randomBytes(16), ephemeral: () => randomBytes(32) },
    )
    if (!keep) return record
    this.records.push(record)
    this.#seeds.push(writeSeed)
    return record
  }
}

export async function register(ask: Ask, { space }: Writer): Promise<Response> {
  return ask(keyringPath(space.space), { method: 'PUT', body: space.keyring })
}

export async function session(ask: Ask, writers: readonly Writer[], peerToken?: string): Promise<SessionAnswer> {
  const { challenge } = must(parseChallenge(await (await ask('/v1/challenge', { method: 'POST' })).text()))
  const proofs = await Promise.all(
    writers.map(async ({ certificate, device }) => ({
      certificate,
      signature: await sign(device.signing, 'session', challenge),
    })),
  )
  const body = encodeSessionRequest({ challenge, proofs, ...(peerToken === undefined ? {} : { peerToken }) })
  return must(parseSessionAnswer(await (await ask('/v1/session', { method: 'POST', body })).text()))
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export async function append(
  ask: Ask,
  token: string,
  name: { readonly space: SpaceId; readonly document: DocumentId },
  records: readonly Bytes[],
): Promise<AppendAnswer> {
  const path = appendPath(name.space, name.document)
  const response = await ask(path, { method: 'POST', headers: bearer(token), body: encodeBatch(records) })
  if (response.status !== 200) throw new Error(`append: ${response.status} ${await response.text()}`)
  return must(parseAppendAnswer(await response.text()))
}

export type Received = StreamMessage & { readonly id?: string }

/** Reads a stream's events one by one. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #text = ''
  lastEventId: string | undefined
  heartbeats = 0

  constructor(body: ReadableStream<Uint8Array> | null) {
    if (body === null) throw new Error('a stream was expected')
    this.#reader = body.getReader()
  }

  /** The next event, or undefined at the end. */
  async next(): Promise<Received | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split('\n')
        this.#text = this.#text.slice(end + 2)
        if (lines[0]?.startsWith(':')) this.heartbeats++
        else return this.#event(lines)
        continue
      }
      const { done, value: chunk } = await this.#reader.read()
      if (done) return undefined
      this.#text += this.#decoder.decode(chunk, { stream: true })
    }
  }

  /** Events up to and with the first that `last` holds for. */
  async until(last: (event: Received) => boolean): Promise<readonly Received[]> {
    const events: Received[] = []
    for (;;) {
      const event = await this.next()
      if (event === undefined) throw new Error(`the stream ended after ${events.length} events`)
      events.push(event)
      if (last(event)) return events
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel()
  }

  #event(lines: readonly string[]): Received {
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
    const message = must(parseStreamMessage(field('event') ?? '', field('data') ?? ''))
    const id = field('id')
    if (id === undefined) return message
    this.lastEventId = id
    return { ...message, id }
  }
}

export async function stream(
  ask: Ask,
  token: string,
  follow: readonly Follow[],
  lastEventId?: string,
): Promise<EventReader> {
  const headers = { ...bearer(token), ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) }
  const response = await ask('/v1/stream', { method: 'POST', headers, body: encodeStreamOpen(follow) })
  if (response.status !== 200) throw new Error(`stream: ${response.status} ${await response.text()}`)
  return new EventReader(response.body)
}

/** Follows a document from its beginning. */
export const fromStart = (space: SpaceId, document: DocumentId): Follow => ({
  space,
  document,
  after: 0,
  incarnation: '',
  live: false,
})
