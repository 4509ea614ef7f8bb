import type { Desk } from '../desk.ts'
import { element } from '../shell/element.ts'

/** One quiet line at the window's upper edge, while a tool is in the hand: what to do with it. It is spoken elsewhere. */
export function showHint({ shell }: Pick<Desk, 'shell'>, words: string, until: AbortSignal): void {
  const line = element('div', 'how-to words')
  line.setAttribute('data-words', words)
  line.setAttribute('aria-hidden', 'true')
  shell.screen.append(line)
  until.addEventListener('abort', () => line.remove())
}
