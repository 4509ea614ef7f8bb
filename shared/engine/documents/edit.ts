import type { DeviceId, DocumentId } from '../../domain/ids.ts'
import { NO_PREVIOUS } from '../../envelope/header.ts'
import { peerIdOf } from '../../envelope/lease.ts'
import { type Bytes, toHex } from '../../kit/bytes.ts'
import { recordHash } from '../../protocol/chain.ts'
import type { Random } from '../ports.ts'
import type { Peer, Put } from './content.ts'
import { verifyHere } from './intake.ts'
import { endOf } from './leases.ts'
import type { DocumentState } from './state.ts'

/** This device holds no certificate that allows writing. The message is for people. */
export class ReadOnly extends Error {
  override name = 'ReadOnly'
}

/** Values under another member's keys are theirs to change. */
export class NotYours extends Error {
  override name = 'NotYours'
}

/** The document was closed; nobody should still hold it. */
export class Closed extends Error {
  override name = 'Closed'
}

/** The lease under which this engine writes since its start (K3). */
export interface OwnLease {
  /** Hex, 8 bytes. */
  readonly nonce: string
  readonly peer: Peer
}

/** A lease that nobody ever had before (K3). */
export async function drawLease(random: Random, device: DeviceId, document: DocumentId): Promise<OwnLease> {
  const nonce = toHex(random.bytes(8))
  return { nonce, peer: await peerIdOf(device, document, nonce) }
}

/**
 * Commits values, seals the update and enters it as everybody else's is entered: what we store has passed the checks that others
 * will make. Answers the records to send, in order; none when the values were there already.
 */
export async function sealEdit(
  state: DocumentState,
  lease: OwnLease,
  puts: readonly Put[],
  kind: string,
  seconds: number,
): Promise<readonly Bytes[]> {
  const { keys, content } = state
  const body = content.edit(lease.peer, puts, kind, seconds)
  if (!body) return []
  const certificate = await showOwnCertificate(state)
  const before = state.leases.get(keys.device, lease.nonce)
  const { incarnation, sequence, chain } = state.cursor
  const record = await keys.sealUpdate(
    {
      document: state.id,
      class: state.class,
      nonce: lease.nonce,
      counter: (before?.hashes.length ?? 0) + 1,
      previous: before?.hashes.at(-1) ?? NO_PREVIOUS,
      seen: sequence === 0 ? { incarnation: '', sequence: 0, chain: '' } : { incarnation, sequence, chain },
    },
    body,
  )
  const envelope = await verifyHere(state, record)
  if (!envelope.ok) throw new Error(`our own envelope is refused: ${envelope.error}`)
  const reach = content.judge(body, lease.peer, endOf(before))
  if (!reach.ok) throw new Error(`our own update is refused: ${reach.error}`)
  state.enter(envelope.value, reach.value, 0)
  return [...certificate, record]
}

/** C3: our certificate goes before our first envelope in this document. */
async function showOwnCertificate(state: DocumentState): Promise<readonly Bytes[]> {
  const { certificate } = state.keys
  const hash = toHex(await recordHash(certificate))
  if (state.certificates.get(hash)) return []
  const proven = await state.keys.prove(certificate)
  if (!proven.ok) throw new Error(`our own certificate is refused: ${proven.error}`)
  state.addCertificate(hash, certificate, proven.value, 0)
  return [certificate]
}
