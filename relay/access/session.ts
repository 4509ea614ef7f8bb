import type { DeviceId, SpaceId } from '../../shared/domain/ids.ts'
import type { CertificateRole } from '../../shared/envelope/certificate.ts'
import { ByteReader, ByteWriter } from '../../shared/kit/binary.ts'
import { type Bytes, concat, fromHex, toHex, utf8 } from '../../shared/kit/bytes.ts'
import { MAX_PROOFS, MAX_TOKEN, PEER_TOKEN_LIFE_MS, TOKEN_LIFE_MS } from '../../shared/protocol/limits.ts'
import type { Random } from '../ports.ts'
import type { Signer } from './signer.ts'

/** Who a browser is in one space. */
export interface Standing {
  readonly device: DeviceId
  readonly role: CertificateRole
  /** Of the certificate that it was shown by. */
  readonly epoch: number
}

/** What a token says (S2). */
export interface Session {
  readonly spaces: ReadonlyMap<SpaceId, Standing>
  /** Milliseconds since 1970 by the relay's clock. */
  readonly expires: number
}

const WRITER = 2
const READER = 1
/** 16 bytes in hex. */
const PEER_ID_LENGTH = 32

function encodeSpaces(spaces: ReadonlyMap<SpaceId, Standing>): Bytes {
  const writer = new ByteWriter()
  for (const [space, { device, role, epoch }] of spaces)
    writer
      .bytes(fromHex(space))
      .bytes(fromHex(device))
      .u8(role === 'writer' ? WRITER : READER)
      .u32(epoch)
  return writer.done()
}

function decodeSpaces(bytes: Bytes): ReadonlyMap<SpaceId, Standing> {
  const reader = new ByteReader(bytes)
  const spaces = new Map<SpaceId, Standing>()
  while (reader.left > 0 && spaces.size < MAX_PROOFS) {
    const space = toHex(reader.bytes(16)) as SpaceId
    const device = toHex(reader.bytes(16)) as DeviceId
    const role = reader.u8() === WRITER ? 'writer' : 'reader'
    spaces.set(space, { device, role, epoch: reader.u32() })
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
    return this.#signer.issueText('standing', encodeSpaces(spaces), TOKEN_LIFE_MS)
  }

  async read(token: string): Promise<Session | undefined> {
    if (token.length > MAX_TOKEN) return undefined
    const ticket = await this.#signer.checkText('standing', token)
    return ticket && { spaces: decodeSpaces(ticket.content), expires: ticket.expires }
  }

  /**
   * A PeerJS id with the token that its upgrade needs (G1), which names the session's devices; the id of `before` is kept when that
   * is ours.
   */
  async issuePeer(
    before: string | undefined,
    spaces: ReadonlyMap<SpaceId, Standing>,
  ): Promise<{ readonly id: string; readonly token: string }> {
    const kept = before === undefined ? undefined : await this.#readPeer(before)
    const id = kept?.id ?? toHex(this.#random.bytes(16))
    const content = concat(utf8(id), encodeSpaces(spaces))
    return { id, token: await this.#signer.issueText('signal', content, PEER_TOKEN_LIFE_MS) }
  }

  /** Whose devices may use this PeerJS id, by its token; undefined when the two do not belong together. */
  async peerSpaces(id: string, token: string): Promise<ReadonlyMap<SpaceId, Standing> | undefined> {
    const peer = await this.#readPeer(token)
    return peer?.id === id ? peer.spaces : undefined
  }

  async #readPeer(token: string) {
    if (token.length > MAX_TOKEN) return undefined
    const ticket = await this.#signer.checkText('signal', token)
    if (ticket === undefined) return undefined
    const id = new TextDecoder().decode(ticket.content.slice(0, PEER_ID_LENGTH))
    return { id, spaces: decodeSpaces(ticket.content.slice(PEER_ID_LENGTH)) }
  }
}
