/**
 * Every reason for which the relay refuses something, and the words that go with it. Clients act on the code, never on the words.
 * A code says what is wrong with what was sent; it never repeats what was sent.
 */

/** Refusals of a whole request, with their HTTP status. */
export const REQUEST_STATUS = {
  'bad-request': 400,
  'bad-keyring': 400,
  'bad-challenge': 400,
  'bad-token': 401,
  forbidden: 403,
  'not-found': 404,
  'unknown-space': 404,
  'unknown-invite': 404,
  'unknown-knock': 404,
  'unknown-stream': 404,
  'wrong-method': 405,
  'keyring-conflict': 409,
  deleted: 410,
  revoked: 410,
  taken: 409,
  'not-due': 409,
  'lease-taken': 409,
  'no-lease': 409,
  'stale-checkpoint': 409,
  'bad-checkpoint': 400,
  'too-large': 413,
  'slow-down': 429,
  internal: 500,
  unavailable: 503,
  'relay-full': 503,
  'over-quota': 507,
} as const
export type RequestCode = keyof typeof REQUEST_STATUS

/** Refusals of one proof in a session request. */
export const PROOF_CODES = [
  'unknown-space',
  'bad-certificate',
  'bad-signature',
  'old-epoch',
  'expired',
  'revoked',
  'deleted',
] as const
export type ProofCode = (typeof PROOF_CODES)[number]

/** Refusals of one record in an append. */
export const RECORD_CODES = [
  'malformed',
  'too-large',
  'kind-not-allowed',
  'wrong-space',
  'wrong-document',
  'unknown-certificate',
  'bad-certificate',
  'not-a-writer',
  'revoked',
  'bad-signature',
  'after-refused',
  'over-quota',
  'deleted',
] as const
export type RecordCode = (typeof RECORD_CODES)[number]

/** Refusals of one message on the live socket. */
export const LIVE_CODES = [
  'bad-token',
  'bad-request',
  'forbidden',
  'not-in-room',
  'kind-not-allowed',
  'wrong-space',
  'wrong-document',
  'wrong-device',
  'too-large',
  'slow-down',
  'too-many-rooms',
] as const
export type LiveCode = (typeof LIVE_CODES)[number]

export type Code = RequestCode | ProofCode | RecordCode | LiveCode

/**
 * True when offering the same record again can never succeed: the engine keeps the content as a draft and takes a new lease.
 * What a deleted space is offered stays with its members. The others pass: `unknown-certificate` once the certificate came, `over-quota` when room was made, `after-refused` with the one before it.
 */
export const isFinal = (code: RecordCode): boolean =>
  code !== 'unknown-certificate' && code !== 'over-quota' && code !== 'after-refused' && code !== 'deleted'

export const WORDS: { readonly [C in Code]: string } = {
  'bad-request': 'The request is not in the form that this relay expects.',
  'bad-keyring': 'The keyring is malformed or its signature does not hold.',
  'bad-challenge': 'The challenge is not from this relay or is too old. Ask for a new one.',
  'bad-token': 'The session token is missing, damaged or expired. Begin a new session.',
  forbidden: 'This session has no right to do that in this space.',
  'not-found': 'There is nothing at this address.',
  'unknown-space': 'This relay does not know the space. Register its keyring first.',
  'unknown-invite': 'The relay has no such invite: it was revoked, has expired, or was not brought here yet.',
  'unknown-knock': 'Nobody waits there: the time is over, or the invite was revoked.',
  'unknown-stream': 'The stream is closed. Open a new one.',
  'wrong-method': 'This address does not take that method.',
  'keyring-conflict': 'Another keyring already stands at this place.',
  deleted: 'An admin of the space deleted it.',
  taken: 'Somebody else was here before.',
  'not-due': 'The log has not grown enough for another checkpoint.',
  'lease-taken': 'Another device is summing this document up. Try again in a minute.',
  'no-lease': 'Ask for the turn to sum this document up first.',
  'stale-checkpoint': 'The log has a checkpoint that reaches as far.',
  'bad-checkpoint': 'The checkpoint does not hold, or does not fit the log.',
  'relay-full':
    'The relay has no room left on its disk. What you do is kept on your device; it is sent when there is room again.',
  'too-large': 'More was sent than this relay takes at once.',
  'slow-down': 'Too many requests. Wait a little and try again.',
  internal: 'The relay failed. It is not your fault; try again.',
  unavailable: 'The relay is shutting down. Try again in a moment.',
  'over-quota': 'The space has used up what this relay keeps for it.',
  'bad-certificate': 'The certificate is malformed or its signatures do not hold.',
  'bad-signature': 'The signature does not hold.',
  'old-epoch': 'The certificate belongs to an older keyring.',
  expired: 'The certificate has expired.',
  revoked: 'The device was removed from the space.',
  malformed: 'The record is not in the form that its kind has.',
  'kind-not-allowed': 'Records of this kind are not taken here.',
  'wrong-space': 'The record names another space.',
  'wrong-document': 'The record names another document.',
  'unknown-certificate': 'The certificate of the record’s device is not known here. Send it first.',
  'not-a-writer': 'The record’s device may not write.',
  'after-refused': 'An earlier record of the same lease was refused.',
  'not-in-room': 'Join the document’s room first.',
  'wrong-device': 'The record is by another device than this session’s.',
  'too-many-rooms': 'Leave another room first.',
}
