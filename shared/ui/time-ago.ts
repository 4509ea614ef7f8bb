const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * How long ago, in a few plain words. The writer's clock may run ahead of ours: times to come read "just now".
 * @param at milliseconds since 1970
 * @param now the same, by the reader's clock
 */
export function timeAgo(at: number, now: number): string {
  const ago = Math.max(0, now - at)
  if (ago < MINUTE) return 'just now'
  if (ago < HOUR) return `${Math.floor(ago / MINUTE)} min ago`
  if (ago < DAY) return `${Math.floor(ago / HOUR)} h ago`
  if (ago < 2 * DAY) return 'yesterday'
  if (ago < 7 * DAY) return `${Math.floor(ago / DAY)} days ago`
  return day(at, now)
}

function day(at: number, now: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return 'some time ago'
  const sameYear = date.getFullYear() === new Date(now).getFullYear()
  return date.toLocaleDateString('en', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) })
}

/** When the words of `timeAgo` next change, in milliseconds from now; at least a second, at most an hour. */
export function untilNext(at: number, now: number): number {
  const ago = Math.max(0, now - at)
  const step = ago < HOUR ? MINUTE : HOUR
  return Math.min(HOUR, Math.max(1_000, step - (ago % step)))
}
