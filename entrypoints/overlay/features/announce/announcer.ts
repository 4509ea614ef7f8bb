import type { Desk } from '../../desk.ts'
import { know, news } from './news.ts'

/**
 * Tells what others do on this page to those who cannot see it.
 * @param openThread the annotation whose card is open
 */
export function announce({ view, link, until, speak }: Desk, openThread: () => string | undefined): void {
  let known = know([], new Map())
  link.views.listen((seen) => {
    const now = know(view.people, view.annotations)
    if (seen.see === 'people' || seen.see === 'annotations')
      for (const words of news(known, now, view.annotations, openThread())) speak(words)
    known = now
  }, until)
}
