import type { Desk } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import { know, news } from './news.ts'

/** Long enough to be read out before it goes. */
const KEEP_MS = 8_000

/**
 * A polite live region of generated content: screen readers speak added boxes, and the page's `window.find` does not see them.
 * @param openThread the annotation whose card is open
 */
export function announce({ shell, view, link, until }: Desk, openThread: () => string | undefined): void {
  const region = element('div', 'spoken')
  region.setAttribute('role', 'status')
  region.setAttribute('aria-label', 'News on this page')
  // Only the line that is new, not all of them again.
  region.setAttribute('aria-atomic', 'false')
  shell.screen.append(region)
  let known = know([], new Map())
  const say = (words: string) => {
    const line = element('p', 'words')
    line.setAttribute('data-words', words)
    region.append(line)
    setTimeout(() => line.remove(), KEEP_MS)
  }
  link.views.listen((seen) => {
    const now = know(view.people, view.annotations)
    if (seen.see === 'people' || seen.see === 'annotations')
      for (const words of news(known, now, view.annotations, openThread())) say(words)
    known = now
  }, until)
}
