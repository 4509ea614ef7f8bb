import { parseHeader, recordKind } from '../shared/envelope/header.ts'
import type { Refusal } from '../shared/envelope/refusals.ts'
import { verifyEnvelope } from '../shared/envelope/verify.ts'
import type { Bytes } from '../shared/kit/bytes.ts'
import { fail, ok, type Result } from '../shared/kit/result.ts'
import type { RecordCode } from '../shared/protocol/codes.ts'
import { MAX_RECORD } from '../shared/protocol/limits.ts'
import type { Certificates } from './access/certificates.ts'
import type { LogName } from './log/log.ts'

/** What was found about one record: `lease` names its device and nonce, as far as it could be read. */
export interface Verdict {
  readonly lease?: string
  readonly refused?: RecordCode
}

type Judgement = () => Promise<Verdict>

const CODE: { readonly [R in Refusal]?: RecordCode } = {
  'too-large': 'too-large',
  'wrong-space': 'wrong-space',
  'wrong-document': 'wrong-document',
  'unknown-device': 'unknown-certificate',
  'not-a-writer': 'not-a-writer',
  revoked: 'revoked',
  'bad-signature': 'bad-signature',
}
const codeOf = (refusal: Refusal): RecordCode => CODE[refusal] ?? 'malformed'

/**
 * Judges the records of one append, each alone (L1), and those after a refused one of the same lease (L5).
 * The messenger's own certificate plays no part: what counts is the certificate of the envelope's device.
 */
export async function judge(
  name: LogName,
  records: readonly Bytes[],
  certificates: Certificates,
): Promise<readonly Verdict[]> {
  // In order, because a certificate counts for what comes after it; the costly signatures then all at once.
  const judgements: Judgement[] = []
  for (const record of records) judgements.push(await begin(name, record, certificates))
  const verdicts = await Promise.all(judgements.map((judgement) => judgement()))
  const broken = new Set<string>()
  return verdicts.map((verdict) => {
    const { lease } = verdict
    if (lease === undefined) return verdict
    if (verdict.refused === undefined) return broken.has(lease) ? { lease, refused: 'after-refused' } : verdict
    broken.add(lease)
    return verdict
  })
}

const verdict =
  (found: Verdict): Judgement =>
  async () =>
    found

async function begin(name: LogName, record: Bytes, certificates: Certificates): Promise<Judgement> {
  const kind = recordKind(record)
  if (!kind.ok) return verdict({ refused: codeOf(kind.error) })
  if (record.length > MAX_RECORD) return verdict({ refused: 'too-large' })
  if (kind.value === 'certificate') {
    const kept = await keepCertificate(name, record, certificates)
    return verdict(kept.ok ? {} : { refused: kept.error })
  }
  if (kind.value !== 'update' && kind.value !== 'notice') return verdict({ refused: 'kind-not-allowed' })
  return beginEnvelope(name, record, certificates)
}

async function beginEnvelope(name: LogName, record: Bytes, certificates: Certificates): Promise<Judgement> {
  const header = parseHeader(record)
  if (!header.ok) return verdict({ refused: codeOf(header.error) })
  const { device, nonce, epoch } = header.value
  const lease = `${device}/${nonce}`
  const known = await certificates.find(name.space, device, epoch)
  if (known === 'revoked') return verdict({ lease, refused: 'revoked' })
  return async () => {
    const verified = await verifyEnvelope(record, { ...name, certificateOf: () => known?.certificate })
    return verified.ok ? { lease } : { lease, refused: codeOf(verified.error) }
  }
}

async function keepCertificate(
  name: LogName,
  record: Bytes,
  certificates: Certificates,
): Promise<Result<void, RecordCode>> {
  const proven = await certificates.prove(record)
  if (!proven.ok) return fail(proven.error === 'revoked' ? 'revoked' : 'bad-certificate')
  if (proven.value.space !== name.space) return fail('wrong-space')
  await certificates.keep(proven.value, record)
  return ok(undefined)
}
