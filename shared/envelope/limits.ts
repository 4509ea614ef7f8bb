import type { Kind, SealedKind } from './header.ts'

/** Bytes of a sealed envelope besides its padded plaintext: header 171, tag 16, signature 64. */
export const SEALED_OVERHEAD = 171 + 16 + 64
const sealed = (padded: number): number => SEALED_OVERHEAD + padded

/**
 * Longest record of each kind, in bytes: what a stranger can make us hold, hash and verify before anything is proven.
 * The relay counts them against a space's quota; larger content is split by its writer (updates) or refused there.
 */
export const RECORD_LIMIT: Readonly<Record<Kind, number>> = {
  /** One member flooding a document's log with single huge edits that everyone must fetch and import. */
  update: sealed(262_144),
  /** A whole document's history; bounds what a newcomer downloads in one piece. */
  checkpoint: sealed(8_388_608),
  /** Registered without a token: bounds what anyone can make the relay keep and every client parse. About 2,000 devices. */
  keyring: 262_144,
  /** Fixed length: nothing can be smuggled beside it. */
  certificate: 255,
  /** Fanned out to a whole room: bounds the amplification of one message. */
  presence: sealed(4_096),
  /** Unpadded, up to 30 a second to each: bounds amplification, and keeps frames from carrying anything but positions. */
  frame: 768,
  /** Session descriptions and candidates; sent to one device, unasked. */
  signal: sealed(16_384),
  /** Written into somebody's inbox by people they may not know. */
  notice: sealed(4_096),
  /** One piece of an attachment. */
  blob: sealed(1_179_648),
  /** Fixed length. Left by strangers, for admins to look at. */
  /* header 38, ephemeral key 32, keys 96, card 242, signatures 128, tag 16 */
  knock: 552,
}

/** Longest body after inflating, in bytes: 39 kB of DEFLATE can become 5 MB, and a body is imported whole (E5). */
export const BODY_LIMIT: Readonly<Record<SealedKind, number>> = {
  update: 1_048_576,
  checkpoint: 33_554_432,
  presence: 8_192,
  signal: 65_536,
  notice: 8_192,
  blob: 1_048_576,
}

/** Admins of a space: each is a key that every client imports, and checks signatures against. */
export const MAX_ADMINS = 32
/** One wrapped or old key in a keyring: ephemeral key, IV, seed and tag take under 100; the rest is room for later forms. */
export const MAX_WRAP = 256
/** Revoked devices and wraps of one keyring, each: keeps parsing it linear in what the record's limit allows anyway. */
export const MAX_KEYRING_DEVICES = 4_096

/** One text field of an invite, bytes of UTF-8 (I1). */
export const MAX_INVITE_FIELD = 2_048
/** Pasted text that is looked at at all, UTF-16 units: a link's address, four fields and keys in base64url, with room for white space. */
export const MAX_INVITE_TEXT = 32_768
