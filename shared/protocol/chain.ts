import type { DocumentId } from '../domain/ids.ts'
import { type Bytes, fromHex, utf8 } from '../kit/bytes.ts'
import { sha256 } from '../kit/sha256.ts'

/** L4: the chain of a document's log before its first record. `incarnation` is 16 bytes. */
export const chainStart = (incarnation: Bytes, document: DocumentId): Promise<Bytes> =>
  sha256(utf8('huddlemark/v1/chain'), incarnation, fromHex(document))

/** L4: the chain after a record, of which `recordHash` is the SHA-256. */
export const chainNext = (chain: Bytes, recordHash: Bytes): Promise<Bytes> => sha256(chain, recordHash)

/** SHA-256 of a record's bytes: what makes an append idempotent (L2). */
export const recordHash = (record: Uint8Array): Promise<Bytes> => sha256(record)
