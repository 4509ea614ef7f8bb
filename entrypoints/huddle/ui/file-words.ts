/** Sizes, rates and remaining time of a file on its way, in words. Pure. */
import type { TransferView } from '../files/model.ts'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Decimal units, as files are shown by systems: 999 B, 1.2 MB, 34 MB. */
export function sizeWords(bytes: number): string {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000
    unit++
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}

/** "about 20 s left"; undefined while nothing moves. */
export function leftWords({ size, done, rate }: Pick<TransferView, 'size' | 'done' | 'rate'>): string | undefined {
  if (rate === undefined || rate <= 0) return undefined
  const seconds = (size - done) / rate
  if (seconds < 2) return 'nearly done'
  if (seconds < 90) return `about ${Math.round(seconds)} s left`
  if (seconds < 5_400) return `about ${Math.round(seconds / 60)} min left`
  return `about ${Math.round(seconds / 3_600)} h left`
}

/** All of them in one line. `asking`: how many wait for our yes. */
export function briefWords(count: number, asking: number): string {
  const files = count === 1 ? '1 file' : `${count} files`
  if (asking === 0) return files
  return asking === count ? `${files} for you` : `${files}, ${asking} for you`
}

/** One line under the file's name. `who`: the other end. */
export function transferWords(transfer: TransferView, who: string): string {
  const { state, size, done, direction, words } = transfer
  const of = `${sizeWords(done)} of ${sizeWords(size)}`
  switch (state) {
    case 'offered':
      return direction === 'in'
        ? `${who} wants to send you this · ${sizeWords(size)}`
        : `Waiting for ${who} to accept · ${sizeWords(size)}`
    case 'moving':
      return [of, direction === 'in' ? `from ${who}` : `to ${who}`, leftWords(transfer)].filter(Boolean).join(' · ')
    case 'paused':
      return `${of} · waiting for the connection`
    case 'unfinished':
      return `${of} · unfinished: ${direction === 'in' ? `${who} can offer it again, and it goes on` : 'send it again, and it goes on'}`
    case 'done':
      return `${sizeWords(size)} · ${direction === 'in' ? `from ${who}` : `sent to ${who}`}`
    case 'cancelled':
      return words ?? 'Cancelled'
    case 'failed':
      return words ?? 'It did not arrive'
  }
}
