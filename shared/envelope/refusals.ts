/** Why a record was refused (rules R1, E6, C1-C5, Y1-Y4). Counted per code; `unknown-device` and `gap` mean: hold it back, it may become good. */
export const REFUSALS = [
  /** Longer than its kind's limit, or a body that is. */
  'too-large',
  /** Wrong length, trailing bytes, a field out of its range. */
  'malformed',
  'wrong-version',
  /** An unknown kind, or not the one that was expected here. */
  'wrong-kind',
  'wrong-space',
  'wrong-document',
  /** The certificate is of another epoch, or no keyring or key of that epoch is known. */
  'wrong-epoch',
  /** The certificate is of an epoch whose keyring has not come yet: ask for it, and look again. */
  'unknown-epoch',
  /** No certificate of this device is known here. */
  'unknown-device',
  /** The certificate shown is another device's. */
  'wrong-device',
  'not-a-writer',
  'revoked',
  'bad-signature',
  /** A signer that may not sign this. */
  'wrong-signer',
  /** Does not continue the chain it claims to continue. */
  'broken-chain',
  /** Two different envelopes of one lease with the same counter. */
  'equivocation',
  /** Envelopes before this one are missing. */
  'gap',
  'bad-seal',
  'bad-padding',
  'unknown-flags',
  'bad-compression',
  /** Inflating was stopped at the kind's limit. */
  'inflates-too-large',
  /** Seeds that do not derive the keyring's keys (Y4). */
  'wrong-keys',
] as const
export type Refusal = (typeof REFUSALS)[number]
