/** The supervisor's times, milliseconds. Reasons in ../SPEC.md; measurements in the notes on calls (sections 1.2 and 4). */

/** Each side says something on the control channel so often. */
export const PING_MS = 1_000
/** Silence on the control channel after which the path counts as disturbed: three pings were lost. */
export const SILENCE_MS = 3_000
/** The network may be another one: for so long so much silence is enough for a restart. A ping was lost, and its answer. */
export const DOUBT = { forMs: 6_000, silenceMs: 1_500 }
/** A disturbed path is given so long to heal by itself: at least, and up to as much again by chance, so that not all restart at once. */
export const HEAL_MS = 2_000
/** From the first offer to `connected`. Chromium alone would tell `failed` after some 16 s. */
export const DIAL_MS = 8_000
/** A description without an answer is sent again, since signals may be lost with a socket. */
export const RESEND_MS = 2_000
/** A restart that did not help is begun anew, so often and in all so long. */
export const RESTART_AGAIN_MS = 4_000
export const RESTART_FOR_MS = 60_000
/** Whatever asks for it: no two restarts, hellos or repeats within so long. */
export const APART_MS = 1_000
/** Without any sign for so long a participant is not shown in the call. */
export const SIGN_MS = 10_000
/** Presence may lag so far behind a signal: its life is 9 s. */
export const PRESENCE_LAG_MS = 12_000
export const REDIAL = { firstMs: 500, mostMs: 8_000 }
/** A window that may offer only by being asked repeats its hello. */
export const HELLO_AGAIN = { firstMs: 1_000, mostMs: 4_000 }
/** Connections that one device can make us create: six at once, then one in two seconds. */
export const OPENS = { burst: 6, perSecond: 0.5 }
