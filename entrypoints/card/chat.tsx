import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { CardView } from '../../shared/contract/views.ts'

/** So near to the end, in CSS pixels, one is reading what comes. */
const NEAR = 60

/**
 * A chat's messages, the newest at the bottom beside the field. It is kept in view, unless one has gone back to read and the new one is
 * somebody else's.
 */
export function Messages({ view, children }: { view: CardView & { see: 'thread' }; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const last = view.comments.at(-1)
  const measure = () => {
    const { current } = box
    if (current) atEnd.current = current.scrollHeight - current.clientHeight - current.scrollTop < NEAR
  }
  useLayoutEffect(() => {
    if (atEnd.current || last?.mine) toEnd(box.current)
  }, [last?.id])
  useLayoutEffect(() => {
    const { current } = box
    if (!current) return
    // The window, or the field below, changes the room.
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd(current)
    })
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  return (
    <div class="messages" role="log" aria-label="Chat messages" ref={box} onScroll={measure}>
      {children}
      {last === undefined && <p class="no-messages">Nothing written yet.</p>}
    </div>
  )
}

function toEnd(box: HTMLElement | null): void {
  box?.scrollTo({ top: box.scrollHeight })
}
