import * as v from 'valibot'
import type { SpaceId } from '../domain/ids.ts'
import { type Bytes, concat, fromHex, toBase64Url } from '../kit/bytes.ts'
import type { Result } from '../kit/result.ts'
import { carried, parseJson } from './json.ts'

/** What proves that an admin wants a space erased (Z1). The relay keeps it, so that members can tell an admin's word from the relay's. */
export interface Deletion {
  /** The admin's member key, raw. */
  readonly admin: Bytes
  /** The relay's own, as for a session. */
  readonly challenge: Bytes
  /** Over `T("delete-space") ‖ spaceId ‖ challenge`. */
  readonly signature: Bytes
}

const exactly = (bytes: number) =>
  v.pipe(
    carried(bytes),
    v.check((value) => value.length === bytes, 'of another length'),
  )

export const deletionSchema = v.strictObject({ admin: exactly(32), challenge: carried(256), signature: exactly(64) })

/** The name under which it is signed. */
export const DELETE_SPACE = 'delete-space'
/** What is signed, after the name. */
export const deletionMessage = (space: SpaceId, challenge: Bytes): Bytes => concat(fromHex(space), challenge)

export const spacePath = (space: SpaceId): string => `/v1/spaces/${space}`

/** As it stands in JSON. */
export const deletionJson = ({ admin, challenge, signature }: Deletion) => ({
  admin: toBase64Url(admin),
  challenge: toBase64Url(challenge),
  signature: toBase64Url(signature),
})
export const encodeDeletion = (deletion: Deletion): string => JSON.stringify(deletionJson(deletion))
export const parseDeletion = (text: string): Result<Deletion, string> => parseJson(deletionSchema, text)
