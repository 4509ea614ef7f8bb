/** Bounds of backups (BK1, BK3, BK5). Each names the attack, or the accident, that it stops. Sizes in bytes. */

/** Guessing a passphrase from a stolen file: what one guess costs. */
export const ITERATIONS = 600_000
/** A file that asks for less would be guessed easily; one that asks for more would keep the browser busy for hours. */
export const FEWEST_ITERATIONS = 100_000
export const MOST_ITERATIONS = 5_000_000

/** Sealed at once: little enough to hold, large enough that tags weigh nothing. */
export const CHUNK = 65_536
export const TAG = 16
/** The chunk number is part of the IV and must never come round: 4 GiB. */
export const MOST_CHUNKS = 65_536

/** Memory by one entry. The longest record of a log is 2 MiB; a space with a thousand epochs is larger. */
export const MOST_ENTRY = 16 * 1024 * 1024
/** Endless work by millions of empty entries. */
export const MOST_ENTRIES = 20_000_000

/** Longest passphrase that is looked at, in UTF-16 units: megabytes of it would be hashed. */
export const MOST_PASSPHRASE = 1_024
/** Longest relay address in a link code, bytes of UTF-8. */
export const MOST_RELAY = 2_048
