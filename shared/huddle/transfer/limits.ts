/** Numbers of the file transfer. Bytes and milliseconds. */

/** Unit of integrity, of writing and of resuming: hashed, checked and kept as one. */
export const BLOCK_BYTES = 1024 * 1024
/**
 * Largest piece in one message. Data channels of a connection take turns message by message: a larger one would hold up the call's own
 * `control` and `lossy` channels on a slow line.
 */
export const CHUNK_BYTES = 16 * 1024
/** Smallest piece, used on lines so slow that even one full chunk is felt in the call. */
export const LEAST_CHUNK_BYTES = 4 * 1024
/** Largest piece taken from others. */
export const MAX_CHUNK_BYTES = 64 * 1024
/** Anything longer is not ours: a chunk with its header, or an offer. */
export const MAX_MESSAGE_BYTES = MAX_CHUNK_BYTES + 64

export const MAX_FILE_BYTES = 16 * 1024 ** 3
/** UTF-8. Most file systems hold 255. */
export const MAX_NAME_BYTES = 240
/** What is taken from the wire before cleaning. */
export const MAX_RAW_NAME_BYTES = 1_024
export const MAX_TYPE_BYTES = 128

/** Offers of one peer that wait for the person's answer: more would bury the others. */
export const MAX_OPEN_OFFERS = 16
/** Lines of one peer that are over and still shown: offering and withdrawing in a loop fills nothing. */
export const MAX_LINES_OVER = 50

/** The channel's own buffer: nothing is added above the first, more is asked for below the second. */
export const BUFFERED_HIGH_BYTES = 1024 * 1024
export const BUFFERED_LOW_BYTES = 256 * 1024

/** A sender stays within so much beyond what the receiver has written: a slow disk is not outrun. */
export const MOST_AHEAD_BYTES = 4 * BLOCK_BYTES
/** A receiver holds no more than this in memory; whoever sends further ahead breaks the rules. */
export const MOST_HELD_BYTES = 2 * MOST_AHEAD_BYTES
/** Pieces of an earlier run, or of a transfer that is over, still under way when it ended. More is a flood. */
export const MOST_STALE_BYTES = 64 * BLOCK_BYTES

/** One block is asked for again so often, and all of one connection together so often, before the file counts as damaged. */
export const MAX_REPEATS_OF_BLOCK = 3
export const MAX_REPEATS = 16
/** A sender starts anew so often within one connection: each may cost it a reading of the whole file. */
export const MAX_WANTS = 64

/** What an earlier window left unfinished, or finished and unsaved, is deleted after so long. */
export const KEPT_FOR_MS = 7 * 24 * 60 * 60 * 1000

/** How many blocks a file of `size` bytes has; an empty one has none. */
export const blockCount = (size: number): number => Math.ceil(size / BLOCK_BYTES)
/** Where a block ends within the file. */
export const blockEnd = (index: number, size: number): number => Math.min((index + 1) * BLOCK_BYTES, size)
