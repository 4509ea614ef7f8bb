import { readFileSync } from 'node:fs'
import type { DeviceId, DocumentId, SpaceId } from '../../shared/domain/ids.ts'
import { verifyCertificate } from '../../shared/envelope/certificate.ts'
import type { DocumentClass, Header, SealedKind } from '../../shared/envelope/header.ts'
import { KIND, NOTHING_SEEN } from '../../shared/envelope/header.ts'
import { verifyKeyrings } from '../../shared/envelope/keyring.ts'
import { openSpaceKeys } from '../../shared/envelope/keys.ts'
import { memberFromSeed, signerFromSeed } from '../../shared/envelope/party.ts'
import type { Draft } from '../../shared/envelope/seal.ts'
import type { Expected } from '../../shared/envelope/verify.ts'
import { type Bytes, fromHex } from '../../shared/kit/bytes.ts'
import { must } from '../kit/must.ts'
import type { EnvelopeInput, Inputs, reference } from './reference.ts'

/** The agreed examples. */
export const vectors: { readonly inputs: Inputs; readonly outputs: ReturnType<typeof reference> } = JSON.parse(
  readFileSync(new URL('../../shared/envelope/vectors.json', import.meta.url), 'utf8'),
)
const { inputs, outputs } = vectors

export const SPACE = outputs.spaceId as SpaceId
export const DEVICE = outputs.deviceId as DeviceId
export const documentAt = (index: number): DocumentId => outputs.documents[index] as DocumentId

const KIND_NAME = new Map<number, string>(Object.entries(KIND).map(([name, byte]) => [byte, name]))

/** A vector's envelope as `sealEnvelope` takes it. */
function draftOf(input: EnvelopeInput): Draft {
  return {
    kind: KIND_NAME.get(input.kind) as SealedKind,
    document: documentAt(input.document),
    class: inputs.documents[input.document]?.class as DocumentClass,
    epoch: 0,
    device: DEVICE,
    nonce: inputs.nonce,
    counter: input.counter,
    previous: input.previous,
    seen: input.seen.sequence === 0 ? NOTHING_SEEN : input.seen,
    body: fromHex(input.body),
  }
}

/** One envelope of the vectors, by name. */
export function example(name: string) {
  const input = inputs.envelopes[name]
  const output = outputs.envelopes[name]
  if (input === undefined || output === undefined) throw new Error(`no example ${name}`)
  return { input, draft: draftOf(input), record: fromHex(output.record), hash: output.hash, key: fromHex(output.key) }
}

/** The vectors' space as its member's engine holds it. */
export async function vectorSpace() {
  const keyrings = must(await verifyKeyrings([fromHex(outputs.keyrings[0])], SPACE))
  const genesis = keyrings[0]
  if (genesis === undefined) throw new Error('one keyring')
  const certificate = must(await verifyCertificate(fromHex(outputs.writerCertificate), genesis))
  const expect = (header: Pick<Header, 'document'>): Expected => ({
    space: SPACE,
    document: header.document,
    certificateOf: (device, epoch) => (device === DEVICE && epoch === 0 ? certificate : undefined),
  })
  return {
    genesis,
    certificate,
    readerCertificate: must(await verifyCertificate(fromHex(outputs.readerCertificate), genesis)),
    member: await memberFromSeed(fromHex(inputs.memberSeed)),
    device: await signerFromSeed(fromHex(inputs.deviceSeed)),
    keys: await openSpaceKeys(SPACE, fromHex(inputs.writeSeeds[0])),
    expect,
  }
}

/** A copy with one bit turned. */
export function flipped(bytes: Bytes, at: number, mask = 1): Bytes {
  const copy = bytes.slice()
  copy[at] = (copy[at] as number) ^ mask
  return copy
}
