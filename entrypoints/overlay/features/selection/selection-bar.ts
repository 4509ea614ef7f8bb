import type { Colour } from '../../../../shared/domain/annotation.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import type { Selector } from '../../../../shared/domain/selector.ts'
import type { Desk } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import { readSelection } from '../../text/selection.ts'
import { type BarContent, drawBar } from './bar.tsx'
import { around, placeBar, type Rect } from './bar-place.ts'
import { watchSelection } from './watch-selection.ts'

/** Alt+Shift+M moves the keyboard to the bar: Tab alone would first walk through the rest of the page. */
const isFocusKey = (event: KeyboardEvent): boolean => event.altKey && event.shiftKey && event.code === 'KeyM'

export interface SelectionBarActs {
  /** Opens a composer for the selected words. */
  compose(selectors: readonly Selector[], colour: Colour): void
  openThread(annotation: AnnotationId): void
}

/** What the bar is about: words just selected, or one's own highlight that was clicked. */
type Subject =
  | { readonly selectors: readonly Selector[] }
  | { readonly annotation: AnnotationId }
  | { readonly words: string }

export interface SelectionBar {
  /** For one's own highlight without comments: other colours, a comment, removal. */
  showFor(annotation: AnnotationId): void
  hide(): void
}

export function createSelectionBar(desk: Desk, acts: SelectionBarActs): SelectionBar {
  const { shell, view, link, marks, events, until } = desk
  const place = element('div', 'bar-place')
  shell.page.append(place)
  let subject: Subject | undefined
  let colour: Colour = 'yellow'
  let before: Element | null = null

  const hide = () => {
    if (!subject) return
    subject = undefined
    draw(undefined)
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    before = null
  }
  const draw = (content: BarContent | undefined) => drawBar(content, pressed, place)
  const show = (next: Subject, content: BarContent, marked: Rect, focus: Rect, backwards: boolean) => {
    subject = next
    draw(content)
    const size = place.getBoundingClientRect()
    const at = placeBar(marked, focus, backwards, size, windowSize())
    place.style.transform = `translate(${Math.round(at.left + scrollX)}px, ${Math.round(at.top + scrollY)}px)`
  }

  const tell = async (intent: Parameters<typeof link.ask>[0]): Promise<boolean> => {
    const reply = await link.ask(intent)
    if (!reply.ok) desk.toast({ words: reply.words })
    return reply.ok
  }
  const pressed = {
    colour: (chosen: Colour) => {
      colour = chosen
      const about = subject
      hide()
      if (!about || 'words' in about) return
      if ('annotation' in about) return void tell({ do: 'recolour', annotation: about.annotation, colour })
      void tell({ do: 'highlight', selectors: [...about.selectors], colour })
      document.getSelection()?.removeAllRanges()
    },
    comment: () => {
      const about = subject
      hide()
      if (!about || 'words' in about) return
      if ('annotation' in about) return acts.openThread(about.annotation)
      acts.compose(about.selectors, colour)
      document.getSelection()?.removeAllRanges()
    },
    remove: () => {
      const about = subject
      hide()
      if (about && 'annotation' in about) void removeWithUndo(desk, about.annotation, tell)
    },
    siteOff: () => {
      hide()
      void tell({ do: 'site-off' })
    },
  }

  const offer = () => {
    if (!view.awake) return
    desk.index.refresh()
    const selection = document.getSelection()
    const read = readSelection(selection, desk.index)
    if (read.ok) {
      const { selectors, rects, focus, backwards } = read.value
      return show({ selectors }, { kind: 'selection', colour }, around(rects) ?? focus, focus, backwards)
    }
    if (read.error.why === 'none') return hide()
    const box = selection?.rangeCount ? selection.getRangeAt(0).getBoundingClientRect() : undefined
    if (box && 'words' in read.error)
      show({ words: read.error.words }, { kind: 'words', words: read.error.words }, box, box, false)
  }
  const showFor = (annotation: AnnotationId) => {
    const box = marks.rect(annotation)
    const about = view.annotations.get(annotation)
    if (box && about) show({ annotation }, { kind: 'mark', colour: about.colour }, box, box, false)
  }

  watchSelection(desk, offer, () => {
    if (subject && !('annotation' in subject)) hide()
  })
  events.on('pointerdown', (event) => {
    if (!shell.ours(event)) hide()
  })
  events.on(
    'keydown',
    (event) => {
      if (event.key === 'Escape') return hide()
      const first = isFocusKey(event) && place.querySelector<HTMLButtonElement>('button[tabindex="0"]')
      if (!first) return
      event.preventDefault()
      before = document.activeElement
      first.focus()
    },
    false,
  )
  view.changed.listen(() => {
    if (!view.awake) hide()
  }, until)
  until.addEventListener('abort', hide)
  return { showFor, hide }
}

const windowSize = () => ({ width: document.documentElement.clientWidth, height: innerHeight })

async function removeWithUndo(
  { toast, link }: Desk,
  annotation: AnnotationId,
  tell: (intent: Parameters<typeof link.ask>[0]) => Promise<boolean>,
): Promise<void> {
  if (!(await tell({ do: 'remove', annotation }))) return
  toast({
    words: 'Highlight removed',
    act: { label: 'Undo', run: () => void tell({ do: 'restore', annotation }) },
  })
}
