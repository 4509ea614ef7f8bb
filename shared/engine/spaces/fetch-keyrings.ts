import * as v from 'valibot'
import type { SpaceId } from '../../domain/ids.ts'
import { type Bytes, fromUtf8 } from '../../kit/bytes.ts'
import { fail, ok, type Result } from '../../kit/result.ts'
import { keyringsPath } from '../../protocol/append.ts'
import { decodeBatch } from '../../protocol/batch.ts'
import { MAX_KEYRING, MAX_KEYRINGS } from '../../protocol/limits.ts'
import { type EnginePorts, RelayFailure, type RelayRequest, type RelayResponse } from '../ports.ts'
import { withDeadline } from '../relay-link/deadline.ts'
import type { WaitReason } from './pending-words.ts'

export type RelayPorts = Pick<EnginePorts, 'clock' | 'relay'>

/** Asks a relay without a session. The failure says why there is no answer. */
export async function askRelay(
  ports: RelayPorts,
  relay: string,
  request: RelayRequest,
  signal: AbortSignal,
): Promise<Result<RelayResponse, WaitReason>> {
  try {
    return ok(await withDeadline(ports.relay(relay), ports.clock).request(request, signal))
  } catch (error) {
    return fail(error instanceof RelayFailure ? error.reason : 'unreachable')
  }
}

/** The keyrings that a relay gives out for a space, from genesis on. Nothing is proven. */
export async function fetchKeyrings(
  ports: RelayPorts,
  { relay, space }: { readonly relay: string; readonly space: SpaceId },
  signal: AbortSignal,
): Promise<Result<readonly Bytes[], WaitReason>> {
  const response = await askRelay(ports, relay, { method: 'GET', path: keyringsPath(space) }, signal)
  if (!response.ok) return response
  if (response.value.status !== 200) return fail(reasonOf(response.value))
  const records = decodeBatch(response.value.body, { records: MAX_KEYRINGS, record: MAX_KEYRING })
  return records.ok ? records : fail('not-a-relay')
}

const errorBody = v.object({ error: v.string() })

/** The relay's own code in an error answer; undefined when it is not in the protocol's form: any web server has a 404. */
export function codeOf({ body }: RelayResponse): string | undefined {
  try {
    return v.parse(errorBody, JSON.parse(fromUtf8(body))).error
  } catch {
    return undefined
  }
}

/** What an error answer means for whoever waits. */
export function reasonOf(response: RelayResponse): WaitReason {
  const code = codeOf(response)
  if (code === undefined) return 'not-a-relay'
  if (code === 'unknown-space' || (response.status === 404 && code === 'not-found')) return 'unknown-space'
  if (code === 'deleted') return code
  if (code === 'unknown-invite' || code === 'unknown-knock') return code
  return response.status === 429 ? 'busy' : 'refused'
}
