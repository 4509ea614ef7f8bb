/** On, off, on: enough to draw the eye. */
const STEPS_MS = [260, 160, 700]
/** For who prefers reduced motion: on, once. */
const STILL_MS = [1_200]

export const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Lights something up for a moment; it ends dark. */
export function blink(light: (lit: boolean) => void, until: AbortSignal): void {
  const steps = prefersStillness() ? STILL_MS : STEPS_MS
  const step = (at: number) => {
    const over = at >= steps.length || until.aborted
    light(!over && at % 2 === 0)
    if (!over) setTimeout(() => step(at + 1), steps[at])
  }
  step(0)
}
