/** Addresses live as long as the window unless taken back: a save dialog may stay open for long. Milliseconds. */
const ADDRESS_LIFE_MS = 10 * 60_000

/** Hands a file to the browser's downloads, which ask where to, warn about dangerous kinds, and show progress as for any other. */
export function saveFile(file: File): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = file.name
  link.hidden = true
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), ADDRESS_LIFE_MS)
}
