/** Bytes as people read them: "3.4 MB". Thousands, as disks count. */
export function bytesWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  let [amount, unit] = [bytes / 1_000, 0]
  while (amount >= 999.5 && unit < units.length - 1) [amount, unit] = [amount / 1_000, unit + 1]
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`
}

/** How long something lasts: "2 h 5 min". @param ms milliseconds */
export function lastingWords(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} days`
}
