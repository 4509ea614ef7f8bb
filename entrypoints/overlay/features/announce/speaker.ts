import { element } from '../../shell/element.ts'
import type { Shell } from '../../shell/shell.ts'

/** Long enough to be read out before it goes. */
const KEEP_MS = 8_000

/** A polite live region of generated content: screen readers speak added boxes, and the page's `window.find` does not see them. */
export function createSpeaker(shell: Shell): (words: string) => void {
  const region = element('div', 'spoken')
  region.setAttribute('role', 'status')
  region.setAttribute('aria-label', 'News on this page')
  // Only the line that is new, not all of them again.
  region.setAttribute('aria-atomic', 'false')
  shell.screen.append(region)
  return (words) => {
    const line = element('p', 'words')
    line.setAttribute('data-words', words)
    region.append(line)
    setTimeout(() => line.remove(), KEEP_MS)
  }
}
