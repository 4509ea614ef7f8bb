/**
 * shared/envelope/SPEC.md a second time: written from that page on Node's own cryptography, sharing no code with what it
 * checks. Makes `outputs` of shared/envelope/vectors.json from its `inputs`. All bytes are hex.
 */
import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  sign,
} from 'node:crypto'

export interface EnvelopeInput {
  readonly kind: number
  readonly document: number
  readonly counter: number
  readonly previous: string
  readonly seen: { readonly incarnation: string; readonly sequence: number; readonly chain: string }
  readonly iv: string
  readonly body: string
  /** The body's DEFLATE, when that is what is sealed. */
  readonly deflated?: string
}

export interface Inputs {
  readonly memberSeed: string
  readonly deviceSeed: string
  readonly exchangeSeed: string
  readonly writeSeeds: readonly [string, string]
  readonly random: readonly [string, string]
  readonly revoked: string
  readonly wraps: ReadonlyArray<{ readonly device: string; readonly sealed: string }>
  readonly oldSealed: string
  readonly documents: ReadonlyArray<{ readonly class: number; readonly name: string }>
  readonly notAfter: number
  readonly nonce: string
  readonly envelopes: Readonly<Record<string, EnvelopeInput>>
  readonly frame: {
    readonly document: number
    readonly session: string
    readonly counter: number
    readonly body: string
  }
  readonly invite: {
    readonly relay: string
    readonly spaceName: string
    readonly inviter: string
    readonly page: string
  }
  readonly inviteRecord: {
    readonly secret: string
    readonly iv: string
    readonly role: number
    readonly expires: number
    readonly askFirst: { readonly iv: string }
  }
  readonly knock: {
    readonly name: string
    readonly colour: number
    readonly ephemeralSeed: string
    readonly answerSeed: string
  }
  /** A second epoch whose seeds and old keys are really sealed. */
  readonly rotation: {
    readonly random: string
    readonly revoked: string
    readonly staying: ReadonlyArray<{
      readonly device: string
      readonly role: 'writer' | 'reader'
      readonly exchangeSeed: string
      readonly ephemeralSeed: string
    }>
  }
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const join = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts)
const T = (name: string): Buffer => Buffer.from(`huddlemark/v1/${name}`, 'utf8')
const H = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256')
    .update(join(...parts))
    .digest()
const H16 = (...parts: readonly Uint8Array[]): Buffer => H(...parts).subarray(0, 16)
const HKDF = (secret: Uint8Array, salt: Uint8Array, info: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, 32))
const NONE = Buffer.alloc(0)

function number(bytes: 1 | 2 | 4 | 8, value: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64BE(BigInt(value))
  return buffer.subarray(8 - bytes)
}
const block = (bytes: Uint8Array): Buffer => join(number(4, bytes.length), bytes)

/** RFC 8410: object identifier 1.3.101.112 is Ed25519, 1.3.101.110 X25519. */
function pair(seed: Uint8Array, last: 110 | 112) {
  const frame = Buffer.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 43, 101, last, 4, 34, 4, 32])
  const key = createPrivateKey({ key: join(frame, seed), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return { publicKey, key, sign: (message: Uint8Array): Buffer => sign(null, message, key) }
}

/** K4-K7. */
function epochKeys(writeSeed: Uint8Array) {
  const readSeed = HKDF(writeSeed, NONE, T('read'))
  const contentKey = HKDF(readSeed, NONE, T('content'))
  return {
    writeSeed,
    readSeed,
    contentKey,
    indexKey: HKDF(readSeed, NONE, T('index')),
    commitment: H(T('commit'), contentKey),
    write: pair(HKDF(writeSeed, NONE, T('write-sign')), 112),
    read: pair(HKDF(readSeed, NONE, T('read-sign')), 112),
  }
}
type EpochKeys = ReturnType<typeof epochKeys>
type Pair = ReturnType<typeof pair>

function keyring(input: Inputs, epoch: 0 | 1, previous: Uint8Array, keys: EpochKeys, admin: Pair) {
  const revoked = epoch === 0 ? [] : [hex(input.revoked)]
  const wraps = epoch === 0 ? [] : input.wraps.map(({ device, sealed }) => join(hex(device), block(hex(sealed))))
  const body = join(
    ...[number(1, 1), number(1, 3), number(4, epoch), previous, hex(input.random[epoch])],
    ...[number(1, 1), admin.publicKey, keys.write.publicKey, keys.read.publicKey, keys.commitment],
    ...[number(2, revoked.length), ...revoked, number(2, wraps.length), ...wraps],
    ...[block(epoch === 0 ? NONE : hex(input.oldSealed)), admin.publicKey],
  )
  return { body, record: join(body, admin.sign(join(T('keyring'), body))) }
}

function certificate(input: Inputs, space: Uint8Array, role: 1 | 2, keys: EpochKeys, member: Pair, device: Pair) {
  const exchange = pair(hex(input.exchangeSeed), 110)
  const signed = join(
    ...[number(1, 1), number(1, 4), space, number(4, 0), number(1, role), number(8, input.notAfter)],
    ...[member.publicKey, device.publicKey, exchange.publicKey],
  )
  const message = join(T('certificate'), signed)
  return join(signed, member.sign(message), (role === 2 ? keys.write : keys.read).sign(message))
}

/** E4, found by trying: the smallest allowed length that is not below `n`. */
export function bucket(n: number): number {
  for (let size = 256; ; size *= 2) {
    if (size <= 65_536 && n <= size) return size
    if (size < 65_536) continue
    for (let eighth = 1; eighth <= 8; eighth++) if (n <= size + (eighth * size) / 8) return size + (eighth * size) / 8
  }
}

function gcm(key: Uint8Array, iv: Uint8Array, header: Uint8Array, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(header)
  return join(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
}

interface Place {
  readonly space: Buffer
  readonly document: Buffer
  readonly class: number
  readonly device: Buffer
  readonly nonce: Buffer
}

function envelope(input: EnvelopeInput, place: Place, contentKey: Uint8Array, device: Pair) {
  const seen = input.seen
  const header = join(
    ...[number(1, 1), number(1, input.kind), place.space, place.document, number(1, place.class), number(4, 0)],
    ...[place.device, place.nonce, number(8, input.counter), hex(input.previous)],
    ...[hex(seen.incarnation), number(8, seen.sequence), hex(seen.chain), hex(input.iv)],
  )
  const content = hex(input.deflated ?? input.body)
  const plaintext = Buffer.alloc(bucket(5 + content.length))
  join(number(1, input.deflated === undefined ? 0 : 1), number(4, content.length), content).copy(plaintext)
  const key = HKDF(contentKey, place.space, join(T('seal'), place.document, number(4, 0), place.device))
  const unsigned = join(header, gcm(key, hex(input.iv), header, plaintext))
  const record = join(unsigned, device.sign(join(T('envelope'), H(unsigned))))
  return { key: key.toString('hex'), record: record.toString('hex'), hash: H(record).toString('hex') }
}

function frame(input: Inputs['frame'], space: Buffer, document: Buffer, device: Buffer, contentKey: Buffer): Buffer {
  const session = hex(input.session)
  const header = join(number(1, 1), number(1, 6), document, device, session, number(4, input.counter))
  const key = HKDF(contentKey, space, join(T('frame'), document, device, session))
  return join(header, gcm(key, join(Buffer.alloc(8), number(4, input.counter)), header, hex(input.body)))
}

function invite(input: Inputs['invite'], space: Buffer, writeSeed: Buffer): string {
  const texts = [input.relay, input.spaceName, input.inviter, input.page].map((text) =>
    block(Buffer.from(text, 'utf8')),
  )
  const fields = join(number(1, 1), number(1, 1), space, writeSeed, ...texts)
  return join(fields, H(T('invite'), fields).subarray(0, 4)).toString('base64url')
}

/** RFC 7748, between a private seed and a public key of another one. */
function agree(seed: Uint8Array, other: Uint8Array): Buffer {
  const spki = join(Buffer.from([0x30, 0x2a, 0x30, 5, 6, 3, 43, 101, 110, 3, 33, 0]), other)
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  return diffieHellman({ privateKey: pair(seed, 110).key, publicKey })
}

/** Sealed to an X25519 key as Y5 says; `info` without the ephemeral key. */
function sealedTo(
  ephemeralSeed: Buffer,
  to: Uint8Array,
  salt: Buffer,
  info: Buffer,
  body: Buffer,
  header: Uint8Array = NONE,
): Buffer {
  const ephemeral = pair(ephemeralSeed, 110).publicKey
  const key = HKDF(agree(ephemeralSeed, to), salt, join(info, ephemeral))
  return join(ephemeral, gcm(key, Buffer.alloc(12), header, body))
}

/** Y5. */
function wrap(
  name: 'wrap' | 'answer',
  space: Buffer,
  device: Buffer,
  role: 'writer' | 'reader',
  keys: EpochKeys,
  to: Buffer,
  ephemeral: Buffer,
): Buffer {
  const seed = role === 'writer' ? join(number(1, 1), keys.writeSeed) : join(number(1, 2), keys.readSeed)
  return sealedTo(ephemeral, to, space, join(T(name), number(4, 1), device), seed)
}

/** Y5, Y6. */
function rotation(input: Inputs, space: Buffer, genesis: Uint8Array, old: EpochKeys, admin: Pair) {
  const { random, revoked, staying } = input.rotation
  const keys = epochKeys(hex(input.writeSeeds[1]))
  const wraps = staying.map(({ device, role, exchangeSeed, ephemeralSeed }) => {
    const to = pair(hex(exchangeSeed), 110).publicKey
    return { device: hex(device), sealed: wrap('wrap', space, hex(device), role, keys, to, hex(ephemeralSeed)) }
  })
  const oldKey = HKDF(keys.contentKey, space, join(T('old'), number(4, 1)))
  const oldSealed = gcm(oldKey, Buffer.alloc(12), NONE, join(old.contentKey, old.indexKey))
  const body = join(
    ...[number(1, 1), number(1, 3), number(4, 1), H(genesis), hex(random), number(1, 1), admin.publicKey],
    ...[keys.write.publicKey, keys.read.publicKey, keys.commitment, number(2, 1), hex(revoked)],
    ...[number(2, wraps.length), ...wraps.flatMap(({ device, sealed }) => [device, block(sealed)])],
    ...[block(oldSealed), admin.publicKey],
  )
  return join(body, admin.sign(join(T('keyring'), body)))
}

/** I5, I6, I8. */
function sealedInvite(input: Inputs, space: Buffer, member: Buffer, keys: EpochKeys) {
  const { secret, iv, role, expires, askFirst } = input.inviteRecord
  const derived = (name: string) => HKDF(hex(secret), space, T(name))
  const id = derived('invite-id').subarray(0, 16)
  const texts = [input.invite.relay, input.invite.spaceName, input.invite.inviter, input.invite.page]
  const fields = join(
    ...[number(1, 1), number(1, 2), space, hex(secret)],
    ...texts.map((text) => block(Buffer.from(text, 'utf8'))),
  )
  const record = (flags: number, key: Uint8Array, nonce: Buffer) => {
    const body = join(
      ...[number(1, 1), number(1, role), number(1, flags), number(4, 0), number(8, expires)],
      member,
      key,
    )
    return join(nonce, gcm(derived('invite-key'), nonce, join(T('invite-record'), space, id), body)).toString('hex')
  }
  const knockPair = pair(HKDF(keys.contentKey, space, T('knock')), 110)
  return {
    code: join(fields, H(T('invite'), fields).subarray(0, 4)).toString('base64url'),
    id: id.toString('hex'),
    record: record(0, keys.writeSeed, hex(iv)),
    askFirst: record(1, knockPair.publicKey, hex(askFirst.iv)),
    proof: createHmac('sha256', derived('invite-proof')).update(member).digest('hex'),
  }
}

/** KN4-KN7: the example's member knocks with the example's device, and is let in as a writer. */
function knock(
  input: Inputs,
  space: Buffer,
  invite: Buffer,
  keys: EpochKeys,
  member: Pair,
  device: Pair,
  deviceId: Buffer,
) {
  const start = join(number(1, 1), number(1, 10), space, invite, number(4, 0))
  const exchange = pair(hex(input.exchangeSeed), 110).publicKey
  const name = Buffer.alloc(240)
  const length = name.write(input.knock.name, 'utf8')
  const fields = join(
    ...[member.publicKey, device.publicKey, exchange],
    number(1, input.knock.colour),
    number(1, length),
    name,
  )
  const signed = join(T('knock'), start, fields)
  const body = join(fields, member.sign(signed), device.sign(signed))
  const to = pair(HKDF(keys.contentKey, space, T('knock')), 110).publicKey
  const record = join(
    start,
    sealedTo(hex(input.knock.ephemeralSeed), to, space, join(T('knock-seal'), invite), body, start),
  )
  const info = join(T('answer'), number(4, 0), deviceId)
  const seed = join(number(1, 1), keys.writeSeed)
  const answer = join(number(4, 0), sealedTo(hex(input.knock.answerSeed), exchange, space, info, seed))
  return { record: record.toString('hex'), id: H16(T('knock'), record).toString('hex'), answer: answer.toString('hex') }
}

/** Everything that follows from the inputs. */
export function reference(input: Inputs) {
  const member = pair(hex(input.memberSeed), 112)
  const device = pair(hex(input.deviceSeed), 112)
  const deviceId = H16(T('device'), member.publicKey, device.publicKey)
  const keys = epochKeys(hex(input.writeSeeds[0]))
  const genesis = keyring(input, 0, Buffer.alloc(32), keys, member)
  const second = keyring(input, 1, H(genesis.body), epochKeys(hex(input.writeSeeds[1])), member)
  const space = H16(T('space'), genesis.body)
  const documents = input.documents.map(({ class: byte, name }) =>
    createHmac('sha256', keys.indexKey)
      .update(join(number(1, byte), hex(name)))
      .digest()
      .subarray(0, 16),
  )
  const documentAt = (index: number): Buffer => documents[index] ?? NONE
  const nonce = hex(input.nonce)
  const lease = H(T('peer'), deviceId, documentAt(0), nonce).readBigUInt64BE() & (2n ** 63n - 1n)
  const code = invite(input.invite, space, hex(input.writeSeeds[0]))
  const inviteOut = sealedInvite(input, space, H16(T('member'), member.publicKey), keys)
  const sealed = Object.entries(input.envelopes).map(([name, one]) => {
    const place = { space, device: deviceId, nonce, document: documentAt(one.document) }
    const documentClass = input.documents[one.document]?.class ?? 0
    return [name, envelope(one, { ...place, class: documentClass }, keys.contentKey, device)] as const
  })
  return {
    memberPublic: member.publicKey.toString('hex'),
    memberId: H16(T('member'), member.publicKey).toString('hex'),
    devicePublic: device.publicKey.toString('hex'),
    deviceId: deviceId.toString('hex'),
    exchangePublic: pair(hex(input.exchangeSeed), 110).publicKey.toString('hex'),
    peerId: lease.toString(),
    readSeed: keys.readSeed.toString('hex'),
    writePublic: keys.write.publicKey.toString('hex'),
    readPublic: keys.read.publicKey.toString('hex'),
    contentKey: keys.contentKey.toString('hex'),
    indexKey: keys.indexKey.toString('hex'),
    commitment: keys.commitment.toString('hex'),
    spaceId: space.toString('hex'),
    keyrings: [genesis.record.toString('hex'), second.record.toString('hex')] as const,
    documents: documents.map((id) => id.toString('hex')),
    writerCertificate: certificate(input, space, 2, keys, member, device).toString('hex'),
    readerCertificate: certificate(input, space, 1, keys, member, device).toString('hex'),
    envelopes: Object.fromEntries(sealed),
    frame: frame(input.frame, space, documentAt(input.frame.document), deviceId, keys.contentKey).toString('hex'),
    invite: code,
    inviteLink: `${input.invite.relay}/join#${code}`,
    inviteRecord: inviteOut,
    knock: knock(input, space, hex(inviteOut.id), keys, member, device, deviceId),
    rotation: rotation(input, space, genesis.body, keys, member).toString('hex'),
  }
}
