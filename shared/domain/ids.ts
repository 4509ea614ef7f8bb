/**
 * Identifiers. In memory each is lower-case hexadecimal text and branded, so that one cannot be passed for another;
 * on the wire each is its raw bytes.
 */
type Branded<Name extends string> = string & { readonly '~id': Name }

/** 16 bytes: hash of the space's genesis keyring. */
export type SpaceId = Branded<'space'>
/** 16 bytes: keyed hash of the document's class and name; says nothing without the space's index key. */
export type DocumentId = Branded<'document'>
/** 16 bytes: hash of the member's public key. */
export type MemberId = Branded<'member'>
/** 16 bytes: hash of the member's and the device's public keys; another one in every space. */
export type DeviceId = Branded<'device'>

const ID = /^[0-9a-f]{32}$/
/** Whether text has the form of any of these ids. */
export const isId = (text: string): boolean => ID.test(text)

/** `<owner's member id>.<16 hex digits>`: the owner can be read from the key, the writer from the operation. */
export type OwnedKey = Branded<'owned'>
export type AnnotationId = OwnedKey
export type CommentId = OwnedKey

const OWNED = /^[0-9a-f]{32}\.[0-9a-f]{16}$/
export const isOwnedKey = (text: string): text is OwnedKey => OWNED.test(text)
export const ownerOf = (key: OwnedKey): MemberId => key.slice(0, 32) as MemberId
export const ownedKey = (owner: MemberId, random8: string): OwnedKey => `${owner}.${random8}` as OwnedKey
