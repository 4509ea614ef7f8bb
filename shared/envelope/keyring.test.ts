import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { flipped, SPACE, vectorSpace, vectors } from '../../test/vectors/fixture.ts'
import { type Bytes, concat, fromHex } from '../kit/bytes.ts'
import {
  encodeKeyringBody,
  type Keyring,
  type KeyringFields,
  parseKeyring,
  spaceIdOf,
  verifyKeyrings,
} from './keyring.ts'
import { seedFits } from './keys.ts'
import { MAX_ADMINS } from './limits.ts'
import { createMember, type Member, sign } from './party.ts'

const [genesis, second] = vectors.outputs.keyrings.map(fromHex) as [Bytes, Bytes]
const space = await vectorSpace()
const ben = await createMember()

async function signed(fields: KeyringFields, by: Member = space.member): Promise<Bytes> {
  const body = encodeKeyringBody(fields)
  return concat(body, await sign(by.signing, 'keyring', body))
}
const outcome = async (records: readonly Bytes[], id = SPACE) => {
  const result = await verifyKeyrings(records, id)
  return result.ok ? result.value.length : result.error
}
const changed = async (from: Bytes, change: Partial<Keyring>, by?: Member) =>
  signed({ ...must(parseKeyring(from)), ...change }, by)
/** A changed genesis keyring under the space id that would be its own. */
async function otherGenesis(change: Partial<Keyring>, by?: Member) {
  const record = await changed(genesis, change, by)
  return outcome([record], await spaceIdOf(must(parseKeyring(record))))
}

describe('keyrings', () => {
  it('Y1 R1 a keyring cut at any length, or with a byte more, is malformed', () => {
    for (const record of [genesis, second]) {
      for (let length = 0; length < record.length; length++) {
        expect(parseKeyring(record.slice(0, length))).toEqual({ ok: false, error: 'malformed' })
      }
      expect(parseKeyring(concat(record, Uint8Array.of(0)))).toEqual({ ok: false, error: 'malformed' })
    }
  })

  it('Y1 Y3 a bit turned anywhere is refused', async () => {
    for (let at = 0; at < second.length; at += 2) {
      expect(await outcome([genesis, flipped(second, at, 4)]), `at ${at}`).not.toBe(2)
    }
    for (let at = 0; at < genesis.length; at += 2) {
      expect(await outcome([flipped(genesis, at, 4)]), `at ${at}`).not.toBe(1)
    }
  })

  it('Y1 too many admins, or an admin key of small order, is malformed', async () => {
    const admins = Array.from({ length: MAX_ADMINS + 1 }, () => ben.publicKey)
    expect(parseKeyring(await changed(genesis, { admins }))).toEqual({ ok: false, error: 'malformed' })
    const small = await changed(genesis, { admins: [new Uint8Array(32)] })
    expect(parseKeyring(small)).toEqual({ ok: false, error: 'malformed' })
  })

  it('Y2 the genesis keyring of another space is refused', async () =>
    expect(await outcome([genesis], 'ab'.repeat(16) as typeof SPACE)).toBe('wrong-space'))

  it('Y2 a genesis keyring with a history, revocations, wraps or an old key is refused', async () => {
    expect(await otherGenesis({})).toBe(1)
    expect(await otherGenesis({ epoch: 1 })).toBe('broken-chain')
    expect(await otherGenesis({ previous: new Uint8Array(32).fill(1) })).toBe('broken-chain')
    expect(await otherGenesis({ revoked: [space.certificate.device] })).toBe('broken-chain')
    expect(await otherGenesis({ wraps: [{ device: space.certificate.device, sealed: new Uint8Array(1) }] })).toBe(
      'broken-chain',
    )
    expect(await otherGenesis({ oldSealed: new Uint8Array(1) })).toBe('broken-chain')
  })

  it('Y2 a genesis keyring must be signed by one of its own admins', async () => {
    expect(await otherGenesis({ signer: ben.publicKey }, ben)).toBe('wrong-signer')
    expect(await otherGenesis({}, ben)).toBe('bad-signature')
  })

  it('Y3 a later keyring continues the one before, signed by an admin of that one', async () => {
    expect(await outcome([genesis, second])).toBe(2)
    expect(await outcome([second])).toBe('broken-chain')
    expect(await outcome([genesis, genesis])).toBe('broken-chain')
    expect(await outcome([genesis, second, second])).toBe('broken-chain')
    expect(await outcome([genesis, await changed(second, { epoch: 2 })])).toBe('broken-chain')
    expect(await outcome([genesis, await changed(second, { previous: new Uint8Array(32) })])).toBe('broken-chain')
    const usurped = await changed(second, { admins: [ben.publicKey], signer: ben.publicKey }, ben)
    expect(await outcome([genesis, usurped])).toBe('wrong-signer')
    const handedOver = await changed(second, { admins: [ben.publicKey] })
    expect(await outcome([genesis, handedOver])).toBe(2)
  })

  it('Y3 no keyring at all proves nothing', async () => expect(await outcome([])).toBe('malformed'))

  it('Y4 I3 a seed that does not derive the keyring’s keys and commitment is noticed', async () => {
    const seed = fromHex(vectors.inputs.writeSeeds[0])
    expect(await seedFits(seed, space.genesis)).toBe(true)
    expect(await seedFits(flipped(seed, 31), space.genesis)).toBe(false)
    for (const field of ['writePublic', 'readPublic', 'commitment'] as const) {
      expect(await seedFits(seed, { ...space.genesis, [field]: flipped(space.genesis[field], 0) })).toBe(false)
    }
  })
})
