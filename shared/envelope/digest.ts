import type { DeviceId, MemberId } from '../domain/ids.ts'
import { type Bytes, toHex, utf8 } from '../kit/bytes.ts'
import { sha256 } from '../kit/sha256.ts'

/** T(x) of the specification: the domain-separating prefix of everything hashed, signed or derived. */
export const tag = (name: string): Bytes => utf8(`huddlemark/v1/${name}`)

/** First 16 bytes of H(T(name) ‖ parts), as lower-case hex: the form of every id that is a hash. */
export async function hashId(name: string, ...parts: readonly Uint8Array[]): Promise<string> {
  return toHex((await sha256(tag(name), ...parts)).subarray(0, 16))
}

/** K1: `publicKey` is the member's raw Ed25519 public key, 32 bytes. */
export const memberIdOf = async (publicKey: Bytes): Promise<MemberId> => (await hashId('member', publicKey)) as MemberId

/** K2: raw Ed25519 public keys, 32 bytes each. The member's is part of it, so that nobody else can claim the device. */
export const deviceIdOf = async (memberPublic: Bytes, devicePublic: Bytes): Promise<DeviceId> =>
  (await hashId('device', memberPublic, devicePublic)) as DeviceId
