/** HU45-HU47: who speaks, from audio levels (0 to 1, `audioLevel` of WebRTC) read some ten times a second. */

/** Smoothed level above which somebody counts as speaking, how long it must stay there, and how long that is held. Milliseconds. */
const LOUD = 0.05
const RISE_MS = 300
const HOLD_MS = 1_500
/** Half of a change of level is taken over in so long. A fall is slower: between syllables nobody stops. */
const ATTACK_MS = 60
const RELEASE_MS = 160
/** Somebody else becomes dominant only when louder by so much: two who talk at once do not change places all the time. */
const CLEARLY = 1.3

interface Voice {
  level: number
  at: number
  /** Milliseconds of sound since it was last silent. A cough that dies away is not counted while it does. */
  loudMs: number
  spokeAt: number
}

function hear(voice: Voice, level: number, now: number): void {
  const value = Number.isFinite(level) ? Math.min(1, Math.max(0, level)) : 0
  const passed = Math.max(0, now - voice.at)
  const half = value > voice.level ? ATTACK_MS : RELEASE_MS
  voice.level += (value - voice.level) * (1 - 0.5 ** (passed / half))
  voice.at = now
  if (voice.level <= LOUD) voice.loudMs = 0
  else if (value > LOUD) voice.loudMs += Math.min(passed, RISE_MS / 2)
  if (voice.level > LOUD && voice.loudMs >= RISE_MS) voice.spokeAt = now
}
const silent = (now: number): Voice => ({
  level: 0,
  at: now - 100,
  loudMs: 0,
  spokeAt: Number.NEGATIVE_INFINITY,
})
const speaks = (voice: Voice, now: number): boolean => now - voice.spokeAt < HOLD_MS

export class Speakers<Key extends string> {
  readonly #voices = new Map<Key, Voice>()
  #dominant: Key | undefined

  /** @param now milliseconds */
  hear(who: Key, level: number, now: number): void {
    const voice = this.#voices.get(who) ?? silent(now)
    this.#voices.set(who, voice)
    hear(voice, level, now)
  }

  forget(who: Key): void {
    this.#voices.delete(who)
    if (this.#dominant === who) this.#dominant = undefined
  }

  /** Smoothed, for meters. */
  level(who: Key): number {
    return this.#voices.get(who)?.level ?? 0
  }

  speaking(who: Key, now: number): boolean {
    const voice = this.#voices.get(who)
    return voice !== undefined && speaks(voice, now)
  }

  /** Who speaks most. Whoever spoke last stays it while everybody is silent. */
  dominant(now: number): Key | undefined {
    let best = this.#dominant
    const held = best !== undefined && this.speaking(best, now)
    let most = held && best !== undefined ? this.level(best) * CLEARLY : -1
    for (const [who, voice] of this.#voices) {
      if (who === this.#dominant || !speaks(voice, now) || voice.level <= most) continue
      best = who
      most = voice.level
    }
    this.#dominant = best
    return best
  }
}

/** HU47: somebody talks into a muted microphone. Said after a second of speech, and for four seconds after the last word. */
export class TalkingMuted {
  #voice: Voice | undefined
  #since: number | undefined
  #saidUntil = Number.NEGATIVE_INFINITY

  /** @param level of the microphone itself, which nobody else hears @returns whether it should be said */
  hear(level: number, muted: boolean, now: number): boolean {
    if (!muted) {
      this.#voice = this.#since = undefined
      this.#saidUntil = Number.NEGATIVE_INFINITY
      return false
    }
    this.#voice ??= silent(now)
    hear(this.#voice, level, now)
    if (!speaks(this.#voice, now)) this.#since = undefined
    else {
      this.#since ??= now
      if (now - this.#since >= 1_000) this.#saidUntil = now + 4_000
    }
    return now < this.#saidUntil
  }
}
