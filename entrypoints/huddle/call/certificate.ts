import { normalFingerprint } from '../../../shared/huddle/sdp.ts'
import { toHex } from '../../../shared/kit/bytes.ts'

/**
 * The SHA-256 of the certificate that the other end really showed, hexadecimal. Undefined: this browser does not tell (Firefox); it has
 * compared the certificate with the sealed description itself before a single packet passed (RFC 8122), as every browser does.
 */
export async function seenFingerprint(pc: RTCPeerConnection): Promise<string | undefined> {
  const [certificate] = pc.sctp?.transport.getRemoteCertificates?.() ?? []
  if (certificate) return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', certificate)))
  return fromStatistics(await pc.getStats())
}

interface Report {
  readonly type: string
  readonly remoteCertificateId?: string
  readonly fingerprint?: string
  readonly fingerprintAlgorithm?: string
}

function fromStatistics(stats: RTCStatsReport): string | undefined {
  for (const report of stats.values() as Iterable<Report>) {
    if (report.type !== 'transport' || report.remoteCertificateId === undefined) continue
    const certificate = stats.get(report.remoteCertificateId) as Report | undefined
    if (certificate?.fingerprintAlgorithm?.toLowerCase() !== 'sha-256') continue
    return normalFingerprint(certificate.fingerprint ?? '')
  }
  return undefined
}
