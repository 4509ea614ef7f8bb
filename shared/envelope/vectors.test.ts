import { describe, expect, it } from 'vitest'
import { must } from '../../test/kit/must.ts'
import { documentAt, example, flipped, SPACE, vectorSpace, vectors } from '../../test/vectors/fixture.ts'
import { reference } from '../../test/vectors/reference.ts'
import { concat, fromHex, toHex } from '../kit/bytes.ts'
import { deviceIdOf, memberIdOf } from './digest.ts'
import { openFrame, sealFrame } from './frame.ts'
import { type DocumentClass, envelopeHash } from './header.ts'
import { decodeInvite, encodeInvite, inviteLink } from './invite.ts'
import { createSpace, issueCertificate } from './issue.ts'
import { encodeKeyringBody, parseKeyring, verifyKeyrings } from './keyring.ts'
import { commitmentOf, contentKeyOf, indexKeyOf, readSeedOf, readSigner, writeSigner } from './keys.ts'
import { peerIdOf } from './lease.ts'
import { openEnvelope } from './open.ts'
import { sign } from './party.ts'
import { sealWithIv } from './seal.ts'

const { inputs, outputs } = vectors
const writeSeed = fromHex(inputs.writeSeeds[0])
const space = await vectorSpace()

describe('the examples', () => {
  it('follow from the specification alone', () => expect(reference(inputs)).toEqual(outputs))

  it('K1 K2 name member and device', async () => {
    expect(toHex(space.member.publicKey)).toBe(outputs.memberPublic)
    expect(await memberIdOf(space.member.publicKey)).toBe(outputs.memberId)
    expect(toHex(space.device.publicKey)).toBe(outputs.devicePublic)
    expect(await deviceIdOf(space.member.publicKey, space.device.publicKey)).toBe(outputs.deviceId)
  })

  it('K3 derive the PeerID of a lease', async () => {
    const { device, document } = example('update').draft
    expect(await peerIdOf(device, document, inputs.nonce)).toBe(outputs.peerId)
  })

  it('K4 K5 K6 K7 derive the keys of a space', async () => {
    const readSeed = await readSeedOf(writeSeed)
    const contentKey = await contentKeyOf(readSeed)
    expect({
      readSeed: toHex(readSeed),
      writePublic: toHex((await writeSigner(writeSeed)).publicKey),
      readPublic: toHex((await readSigner(readSeed)).publicKey),
      contentKey: toHex(contentKey),
      indexKey: toHex(await indexKeyOf(readSeed)),
      commitment: toHex(await commitmentOf(contentKey)),
    }).toMatchObject({
      readSeed: outputs.readSeed,
      writePublic: outputs.writePublic,
      readPublic: outputs.readPublic,
      contentKey: outputs.contentKey,
      indexKey: outputs.indexKey,
      commitment: outputs.commitment,
    })
  })

  it('K9 name documents', async () => {
    for (const [index, { class: byte, name }] of inputs.documents.entries()) {
      expect(await space.keys.documentId(byte as DocumentClass, fromHex(name))).toBe(outputs.documents[index])
    }
  })

  it('Y1 Y2 make the genesis keyring and the space id', async () => {
    const made = await createSpace(space.member, writeSeed, fromHex(inputs.random[0]))
    expect(toHex(made.keyring)).toBe(outputs.keyrings[0])
    expect(made.space).toBe(outputs.spaceId)
  })

  it('Y3 make and accept a second epoch', async () => {
    const genesisRecord = fromHex(outputs.keyrings[0])
    const secondRecord = fromHex(outputs.keyrings[1])
    const [, second] = must(await verifyKeyrings([genesisRecord, secondRecord], SPACE))
    expect(second).toMatchObject({ epoch: 1, revoked: [inputs.revoked] })
    const body = encodeKeyringBody(must(parseKeyring(secondRecord)))
    expect(toHex(concat(body, await sign(space.member.signing, 'keyring', body)))).toBe(outputs.keyrings[1])
  })

  it('C1 make both kinds of certificate', async () => {
    const device = { publicKey: space.device.publicKey, exchangePublic: fromHex(outputs.exchangePublic) }
    const common = { space: SPACE, epoch: 0, notAfter: inputs.notAfter, member: space.member, device }
    const readSeed = await readSeedOf(writeSeed)
    const writer = await issueCertificate({ ...common, role: 'writer', roleSeed: writeSeed })
    const reader = await issueCertificate({ ...common, role: 'reader', roleSeed: readSeed })
    expect(toHex(writer)).toBe(outputs.writerCertificate)
    expect(toHex(reader)).toBe(outputs.readerCertificate)
  })

  it.each(Object.keys(inputs.envelopes))('E1 E2 E3 K8 seal and open: %s', async (name) => {
    const { input, draft, record, hash } = example(name)
    const opened = must(await openEnvelope(record, space.expect(draft), space.keys))
    const { body, ...header } = draft
    expect(opened.header).toEqual({ ...header, space: SPACE, iv: fromHex(input.iv) })
    expect(opened.body).toEqual(body)
    expect(opened.hash).toBe(hash)
    expect(toHex(await envelopeHash(record))).toBe(hash)
    if (input.deflated !== undefined) return
    const sealed = await sealWithIv(draft, space.keys, space.device.signing, fromHex(input.iv))
    expect(sealed).toEqual({ ok: true, value: record })
  })

  it('F1 seal and open a frame', async () => {
    const { session, counter, body } = inputs.frame
    const frame = { document: documentAt(inputs.frame.document), device: space.certificate.device, session, counter }
    const sealed = must(await sealFrame({ ...frame, body: fromHex(body) }, 0, space.keys))
    expect(toHex(sealed)).toBe(outputs.frame)
    expect(must(await openFrame(sealed, 0, space.keys))).toEqual({ ...frame, body: fromHex(body) })
  })

  it('I1 I2 write and read an invite', async () => {
    const invite = { space: SPACE, writeSeed, ...inputs.invite }
    const code = await encodeInvite(invite)
    expect(code).toBe(outputs.invite)
    expect(inviteLink(`${invite.relay}/`, code)).toBe(outputs.inviteLink)
    expect(must(await decodeInvite(outputs.inviteLink))).toEqual(invite)
  })

  it('E6 and nothing else: every example with one bit turned is refused', async () => {
    for (const name of Object.keys(inputs.envelopes)) {
      const { draft, record: bytes } = example(name)
      for (let at = 0; at < bytes.length; at += name === 'update' ? 1 : 37) {
        const result = await openEnvelope(flipped(bytes, at, 1 << (at % 8)), space.expect(draft), space.keys)
        expect(result.ok, `${name} at ${at}`).toBe(false)
      }
    }
  })
})
