import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import type { CertificateRole } from '../../shared/envelope/certificate.ts'
import { ByteReader, ByteWriter } from '../../shared/kit/binary.ts'
import { type Bytes, fromHex, toHex, utf8 } from '../../shared/kit/bytes.ts'
import { MAX_PROOFS, MAX_TOKEN, PEER_TOKEN_LIFE_MS, TOKEN_LIFE_MS } from '../../shared/protocol/limits.ts'
import type { Random } from '../ports.ts'
import type { Signer } from './signer.ts'

/** Who a browser is in one space. */
export interface Standing {
  readonly device: DeviceId
  readonly role: CertificateRole
}

/** What a token says (S2). */
export interface Session {
  readonly spaces: ReadonlyMap<SpaceId, Standing>
  /** Milliseconds since 1970 by the relay's clock. */
  readonly expires: number
}

const WRITER = 2
const READER = 1

function encodeSpaces(spaces: ReadonlyMap<SpaceId, Standing>): Bytes {
  const writer = new ByteWriter()
  for (const [space, { device, role }] of spaces)
    writer
      .bytes(fromHex(space))
      .bytes(fromHex(device))
      .u8(role === 'writer' ? WRITER : READER)
  return writer.done()
}

function decodeSpaces(bytes: Bytes): ReadonlyMap<SpaceId, Standing> {
  const reader = new ByteReader(bytes)
  const spaces = new Map<SpaceId, Standing>()
  while (reader.left > 0 && spaces.size < MAX_PROOFS) {
    const space = toHex(reader.bytes(16)) as SpaceId
    const device = toHex(reader.bytes(16)) as DeviceId
    spaces.set(space, { device, role: reader.u8() === WRITER ? 'writer' : 'reader' })
  }
  return spaces
}

/** Issues and reads session and peer tokens. Stateless: a relay that was restarted, or stands beside, reads them too. */
export class Tokens {
  readonly #signer: Signer
  readonly #random: Random

  constructor(signer: Signer, random: Random) {
    this.#signer = signer
    this.#random = random
  }

  issue(spaces: ReadonlyMap<SpaceId, Standing>): Promise<string> {
    return this.#signer.issueText('token', encodeSpaces(spaces), TOKEN_LIFE_MS)
  }

  async read(token: string): Promise<Session | undefined> {
    if (token.length > MAX_TOKEN) return undefined
    const ticket = await this.#signer.checkText('token', token)
    return ticket && { spaces: decodeSpaces(ticket.content), expires: ticket.expires }
  }

  /** A PeerJS id with the token that its upgrade needs (G1); the id of `before` is kept when that is ours. */
  async issuePeer(before: string | undefined): Promise<{ readonly id: string; readonly token: string }> {
    const kept = before === undefined ? undefined : await this.#signer.checkText('peer', before)
    const id = kept?.content ?? utf8(toHex(this.#random.bytes(16)))
    return { id: new TextDecoder().decode(id), token: await this.#signer.issueText('peer', id, PEER_TOKEN_LIFE_MS) }
  }

  async peerIsHolder(id: string, token: string): Promise<boolean> {
    if (token.length > MAX_TOKEN) return false
    const ticket = await this.#signer.checkText('peer', token)
    return ticket !== undefined && new TextDecoder().decode(ticket.content) === id
  }
}
