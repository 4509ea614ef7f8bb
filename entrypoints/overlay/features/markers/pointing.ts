import type { AnnotationView } from '../../../../shared/contract/views.ts'
import type { AnnotationId } from '../../../../shared/domain/ids.ts'
import { type Desk, DRAFT } from '../../desk.ts'
import { element } from '../../shell/element.ts'
import { hintWords } from '../announce/about-words.ts'

const HINT_AFTER_MS = 350
/** Of a hint from the pointer, where there is no line of text to stand above. */
const INK_GAP = 6
/** What has an action of its own: a click there is the page's. */
const PRESSABLE =
  'a[href], button, input, textarea, select, label, summary, video, audio, [role="button"], [role="link"], [contenteditable]:not([contenteditable="false"])'

/**
 * Clicks and hovering on painted highlights and ink, which are no elements: found by the point's place in the text, or on a line.
 * @param inkAt the drawing whose ink is at a point of the window
 */
export function pointAtMarks(
  desk: Desk,
  clicked: (annotation: AnnotationView) => void,
  inkAt: (x: number, y: number) => AnnotationId | undefined,
): void {
  const { events, shell, view, marks, until } = desk
  const at = (x: number, y: number): AnnotationView | undefined => {
    const id = inkAt(x, y) ?? marks.hit(x, y).find((hit): hit is AnnotationId => hit !== DRAFT)
    return id === undefined ? undefined : view.annotations.get(id)
  }
  const hover = createHover(desk)

  events.on('click', (event) => {
    hover.leave()
    if (!(event instanceof MouseEvent) || event.button !== 0 || shell.ours(event) || !view.awake) return
    if (document.getSelection()?.isCollapsed === false) return
    if (event.target instanceof Element && event.target.closest(PRESSABLE)) return
    const about = at(event.clientX, event.clientY)
    if (!about) return
    hover.leave(about.id)
    clicked(about)
  })
  let frame = 0
  events.on('pointermove', (event) => {
    if (frame || event.pointerType === 'touch' || view.annotations.size === 0) return
    const { clientX, clientY } = event
    const ours = shell.ours(event)
    frame = requestAnimationFrame(() => {
      frame = 0
      const about = ours || !view.awake ? undefined : at(clientX, clientY)
      if (about) hover.over(about, clientX, clientY)
      else hover.leave()
    })
  })
  events.on('scroll', () => hover.leave())
  until.addEventListener('abort', () => {
    cancelAnimationFrame(frame)
    hover.leave()
  })
}

interface Hover {
  over(about: AnnotationView, x: number, y: number): void
  /** @param about clicked just now: no hint for it until the pointer has been elsewhere */
  leave(about?: AnnotationId): void
}

/** Whose mark it is and how much was said, after a moment. */
function createHover({ shell, marks, places }: Desk): Hover {
  const hint = element('div', 'hint words')
  hint.inert = true
  shell.screen.append(hint)
  let over: AnnotationId | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const leave = (about?: AnnotationId) => {
    clearTimeout(timer)
    hint.classList.remove('here')
    if (over !== undefined) places.emphasise('hover', undefined)
    over = about
  }
  const show = (about: AnnotationView, x: number, y: number) => {
    const line = marks.rects(about.id).find((rect) => rect.left <= x && x <= rect.right)
    // Of ink only the point is known.
    const top = line?.top ?? y - INK_GAP
    const found = places.outcomes().find(({ annotation }) => annotation === about.id)
    hint.setAttribute('data-words', hintWords(about, found?.state))
    hint.style.transform = `translate(${Math.round(x)}px, ${Math.round(top)}px)`
    hint.classList.add('here')
  }
  return {
    leave,
    over(about, x, y) {
      if (over === about.id) return
      leave()
      over = about.id
      places.emphasise('hover', about.id)
      timer = setTimeout(() => show(about, x, y), HINT_AFTER_MS)
    },
  }
}
