/** HU45-HU47: who speaks, from audio levels (0 to 1, `audioLevel` of WebRTC) read some ten times a second. */
export class Speakers<Key extends string> {
  /** @param now milliseconds */
  hear(_who: Key, _level: number, _now: number): void {}
  forget(_who: Key): void {}
  /** Smoothed, for meters. */
  level(_who: Key): number {
    return 0
  }
  speaking(_who: Key, _now: number): boolean {
    return false
  }
  /** Who speaks most; kept until somebody else does. */
  dominant(_now: number): Key | undefined {
    return undefined
  }
}

/** HU47: somebody talks into a muted microphone. */
export class TalkingMuted {
  /** @param level of the microphone itself, heard by nobody else @returns true for as long as it should be said */
  hear(_level: number, _muted: boolean, _now: number): boolean {
    return false
  }
}
