/**
 * Puts text on the clipboard; call it soon after a click. Pages without a secure context have no clipboard API, and some forbid it by policy:
 * then a copy event does it, which no listener of the page after ours sees.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByEvent(text)
  }
}

function copyByEvent(text: string): boolean {
  let done = false
  const fill = (event: ClipboardEvent) => {
    event.stopImmediatePropagation()
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
    done = true
  }
  addEventListener('copy', fill, { capture: true })
  try {
    document.execCommand('copy')
  } catch {
    // forbidden: `done` tells
  }
  removeEventListener('copy', fill, { capture: true })
  return done
}
