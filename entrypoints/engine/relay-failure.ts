import { RelayFailure } from '../../shared/engine/ports.ts'

const PROBE_MS = 3_000

/**
 * Why no answer came, as far as a page may know: browsers tell scripts neither "unknown host" from "refused" nor a bad certificate.
 * For https a plain probe of the same port helps: where something listens but the secure connection fails, it is the certificate.
 */
export async function failureOf(base: string, error: unknown): Promise<RelayFailure> {
  if (!navigator.onLine) return new RelayFailure('offline', 'This computer has no network connection.')
  if (base.startsWith('https:') && error instanceof TypeError && (await listens(base))) {
    return new RelayFailure('certificate', 'The secure connection failed: the certificate may be wrong or expired.')
  }
  return new RelayFailure('unreachable', 'Nothing answers at this address.')
}

async function listens(base: string): Promise<boolean> {
  const { hostname, port } = new URL(base)
  const probe = new AbortController()
  const timer = setTimeout(() => probe.abort(), PROBE_MS)
  try {
    await fetch(`http://${hostname}:${port === '' ? '443' : port}/`, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: probe.signal,
    })
    return true
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}
