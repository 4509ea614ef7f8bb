import type { FateView } from '../contract/fate.ts'
import type { IconName } from './icon.tsx'

const names = (seenBy: readonly string[], more: number): string => {
  const [first = '', second] = seenBy
  const others = seenBy.length - 1 + more
  if (others === 0) return first
  return others === 1 && second !== undefined ? `${first} and ${second}` : `${first} and ${others} others`
}

/**
 * Where something has come to, in a few words. "Reached", not "seen": they had the page with it in front (SE1); whether they looked there, nobody
 * knows. Never more than is known: what the relay has not acknowledged is not said to be there.
 */
export function fateWords({ at, seenBy = [], seenByMore = 0, refused }: FateView): string {
  if (at === 'alone') return 'On this device'
  const seen = seenBy.length === 0 ? '' : `Reached ${names(seenBy, seenByMore)}`
  if (refused?.forGood) return 'On this device only'
  if (at === 'relay') return seen === '' ? 'With the relay' : seen
  return seen === '' ? 'Kept on this device' : `${seen} · not with the relay yet`
}

/** The whole of it, for a tooltip: everybody by name. */
export function fateTitle(fate: FateView): string {
  const { seenBy = [], seenByMore = 0 } = fate
  if (seenBy.length + seenByMore < 3) return fateWords(fate)
  const more = seenByMore === 0 ? '' : ` and ${seenByMore} more`
  return `Reached ${seenBy.join(', ')}${more}`
}

export function fateIcon({ at, seenBy, refused }: FateView): IconName {
  if (refused) return refused.forGood ? 'alert' : 'clock'
  if (at === 'alone') return 'lock'
  if (seenBy) return 'eye'
  return at === 'relay' ? 'check' : 'device'
}
