/** The engine and a window may take so long from the press to being in. Milliseconds. */
const ENTERING_MS = 5_000
/** A second click of a hurried hand comes within this, where Mute and Leave now are. Milliseconds. */
export const HURRIED_MS = 800

/** What of a click says when it was, and whether a pointer made it: one made by a key counts no presses. */
type Click = Pick<MouseEvent, 'detail' | 'timeStamp'>

/**
 * As "Start" and "Join" give way to the line of our own huddle, a second click meant for them must not leave it, nor open the microphone.
 * Only pointers slip: keys, and what works like keys, are heard at once. Times are those of events.
 */
export class JustEntered {
  #pressed = Number.NEGATIVE_INFINITY
  #appeared = Number.NEGATIVE_INFINITY
  #inside = false

  /** Start or Join was pressed here. */
  press(now: number): void {
    this.#pressed = now
  }

  /** At each drawing. @param inside whether our own huddle's line is drawn */
  draw(inside: boolean, now: number): void {
    if (inside && !this.#inside && now - this.#pressed < ENTERING_MS) this.#appeared = now
    this.#inside = inside
  }

  /** Whether this click was meant for what stood here before. */
  slipped({ detail, timeStamp }: Click): boolean {
    return detail > 0 && timeStamp - this.#appeared < HURRIED_MS
  }
}
