/**
 * Bounds of everything that passes between extension and relay. Each names the attack, or the accident, that it stops.
 * The relay enforces them; the engine stays below them. Sizes in bytes, times in milliseconds.
 */

const KB = 1024
const MB = 1024 * KB

/** Memory exhaustion by one request: largest body of an append or keyring. The engine splits what is larger. */
export const MAX_BODY = 4 * MB
/** Memory exhaustion through routes that need only a little text (session, follow). */
export const MAX_JSON_BODY = 512 * KB
/** After a keyring that removes somebody, devices of older epochs have so long to show that they are still in. */
export const EPOCH_GRACE_MS = 30_000
/** One answer that lists a space's devices: most certificates in it. A keyring could not hold more wraps. */
export const MAX_LISTED_CERTIFICATES = 4_096

/** Using the relay as a store, and memory by what needs no token to be read: longest sealed invite record. */
export const MAX_INVITE_RECORD = 1 * KB
/** Filling the disk with invites: of one space, and how long one may last. */
export const MAX_INVITES = 1_000
export const MAX_INVITE_LIFE_MS = 90 * 24 * 60 * 60_000
/** Filling the disk, and an admin's list, with knocks: of one space, and how long one is kept. Whoever knocks holds an invite. */
export const MAX_KNOCKS = 100
export const KNOCK_LIFE_MS = 7 * 24 * 60 * 60_000
/** Longest answer to a knock. */
export const MAX_KNOCK_ANSWER = 256
/** Flooding the admins of a space with knocks: per address, refilled per hour, with a burst. A school is one address. */
export const KNOCKS_PER_HOUR = 120
export const KNOCKS_BURST = 60
/** A runaway client: writes of invites and answers by one device, refilled per minute, with a burst. */
export const ENTRIES_PER_MINUTE = 60
export const ENTRIES_BURST = 240

/** Slow queries by many tiny records: most records in one append. */
export const MAX_BATCH_RECORDS = 512
/** One record that fills everybody's memory: longest record in a log. */
export const MAX_RECORD = 2 * MB
/** A newcomer's memory, and a stream's buffer: longest checkpoint. A document whose history is longer has none, and keeps its whole log. */
export const MAX_CHECKPOINT = 4 * MB - KB
/** Needless work: a checkpoint is due after more entries than this, or after bytes of at least this and of the checkpoint before. */
export const CHECKPOINT_ENTRIES = 400
export const CHECKPOINT_BYTES = 64 * KB
/** Everybody summing up at once: so long one device has the turn. */
export const CHECKPOINT_LEASE_MS = 60_000
/** Turns without need, by whoever says that the newest checkpoint is wanting: at most one in so long. */
export const CHECKPOINT_REMEDY_MS = 10 * 60_000
/** A checkpoint that turns out wanting: what it covers stays for so long, so that somebody can notice and mend it. */
export const CHECKPOINT_GRACE_MS = 7 * 24 * 60 * 60_000
/** A long pause by a large clearing: records let go in one go of each log, and how often it is looked. */
export const DROP_AT_ONCE = 2_000
export const DROP_EVERY_MS = 60 * 60_000
/** Memory by one page of a log's entries. */
export const ENTRIES_PAGE_RECORDS = 512
export const ENTRIES_PAGE_BYTES = 512 * KB
/** Longest keyring: bounds what an admin can make everybody download. */
export const MAX_KEYRING = 512 * KB
/** Filling the disk with keyrings: most epochs of one space. */
export const MAX_KEYRINGS = 1_000
/** Endless signature checks by one session request: most proofs, hence spaces of one browser at one relay. */
export const MAX_PROOFS = 64
/** Longest token accepted: checking a signature over megabytes of header. */
export const MAX_TOKEN = 4 * KB

/** Replay of a signed challenge. */
export const CHALLENGE_LIFE_MS = 60_000
/** Use of a stolen token, and of a revoked device's. */
export const TOKEN_LIFE_MS = 60 * 60_000
/** Use of a stolen signalling token. Longer than a session's, since a PeerJS client keeps its token for life and returns with it. */
export const PEER_TOKEN_LIFE_MS = 24 * 60 * 60_000

/** Memory and fan-out cost by one stream: most documents that it follows. */
export const MAX_FOLLOWED = 2_000
/** Descriptor exhaustion: most streams of one device. Older ones are closed. */
export const MAX_STREAMS_PER_DEVICE = 4
/** A reader that does not read: bytes waiting for a subscriber before it is cut off. */
export const MAX_STREAM_BUFFER = 8 * MB
/** Backlog is read in pages: at most so many records and bytes are in memory for one subscriber. */
export const BACKLOG_PAGE_RECORDS = 256
export const BACKLOG_PAGE_BYTES = 1 * MB
/** Proxies drop silent connections; clients notice a dead one. */
export const STREAM_HEARTBEAT_MS = 15_000

/** Sockets that never say who they are. */
export const LIVE_AUTH_MS = 5_000
/** Descriptor exhaustion: most live sockets of one device. Older ones are closed. */
export const MAX_LIVE_PER_DEVICE = 4
/** Largest live message: presence and signals are small, frames smaller. Stops fan-out amplification. */
export const MAX_LIVE_MESSAGE = 64 * KB
/** Ghost rooms: most rooms one socket may be in. */
export const MAX_ROOMS = 256
/** A socket that does not read: bytes waiting before it is closed; frames to it are dropped earlier. */
export const MAX_LIVE_BUFFER = 1 * MB
export const MAX_LIVE_BUFFER_FRAMES = 64 * KB
/** Flooding a room: a device's messages and bytes, refilled per second, with a burst. Cursors need 30 a second. */
export const LIVE_MESSAGES_PER_SECOND = 80
export const LIVE_MESSAGES_BURST = 400
export const LIVE_BYTES_PER_SECOND = 256 * KB
export const LIVE_BYTES_BURST = 1 * MB
/** Far over the limits: dropped messages in a row before the socket is closed with 1008. */
export const LIVE_DROPPED_CLOSES = 2_000
/** The client pings so often; the relay closes a socket silent for three times that. */
export const LIVE_PING_MS = 10_000
export const LIVE_SILENCE_MS = 30_000

/** Largest PeerJS frame: an offer with many candidates is some 10 kB (the library would take 100 MiB). */
export const MAX_SIGNAL_FRAME = 64 * KB
/** Offers to absent ids are queued in memory by the library: a device's signalling frames, refilled per second, with a burst. */
export const SIGNAL_FRAMES_PER_SECOND = 20
export const SIGNAL_FRAMES_BURST = 400
export const SIGNAL_BYTES_PER_SECOND = 128 * KB
export const SIGNAL_BYTES_BURST = 2 * MB

/** A runaway client: appends of one device, refilled per minute, with a burst. */
export const APPENDS_PER_MINUTE = 600
export const APPENDS_BURST = 1_200
/** Hoarding TURN credentials: requests of one browser, refilled per minute, with a burst. One is good for hours. */
export const TURN_PER_MINUTE = 6
export const TURN_BURST = 30
/** What one browser hands to another of the same person: its keys and its private space, once. */
export const MAX_HANDOVER = 4 * MB
/** Public key of the other browser, sealed. */
export const MAX_HANDOVER_ANSWER = 256
/** A code that somebody saw is worth nothing after so long. */
export const HANDOVER_LIFE_MS = 10 * 60_000
/** Memory by handovers that nobody takes: of one device, in number, and in bytes of all. */
export const MAX_HANDOVERS_PER_DEVICE = 2
export const MAX_HANDOVERS = 10_000
export const MAX_HANDOVER_BYTES = 64 * MB
/** A device that fills the slots of all others: puts, refilled per minute, with a burst. */
export const HANDOVERS_PER_MINUTE = 6
export const HANDOVERS_BURST = 20
/** Filling the disk: what one space may keep in all its logs. */
export const MAX_SPACE_BYTES = 1024 * MB
export const MAX_SPACE_DOCUMENTS = 20_000
/**
 * Requests that need no token (hello, keyrings, challenge, session) and cost signature checks, per address: refilled per minute,
 * with a burst. Generous: a school of thirty, each making six requests in its first minute, is one address and must not notice.
 */
export const OPEN_REQUESTS_PER_MINUTE = 3_000
export const OPEN_REQUESTS_BURST = 3_000
/** Filling the disk with spaces that nobody uses: new spaces per address, refilled per hour, with a burst. */
export const NEW_SPACES_PER_HOUR = 600
export const NEW_SPACES_BURST = 300
/** Refused tokens per address and minute: guessing. */
export const BAD_TOKENS_PER_MINUTE = 1_000
export const BAD_TOKENS_BURST = 1_000
