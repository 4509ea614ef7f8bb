import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { CardView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { usePortState, useRefusal, useView } from '../../shared/ui/hooks.ts'
import { Toast, Unreachable } from '../../shared/ui/messages.tsx'
import type { EnginePort } from '../../shared/ui/port.ts'
import { DraftKeeper } from './draft.ts'
import type { CardPlace } from './place.ts'
import { Thread } from './thread.tsx'

export type CardPort = EnginePort<'card'>
export interface Said {
  readonly words: string
  readonly undo?: () => void
}

/** The whole card: the thread when the engine has sent it, a word when it cannot, and what was just done. */
export function Card({ port, place }: { port: CardPort; place: CardPlace }) {
  const view = useView<CardView>(port)
  const state = usePortState(port)
  const refused = useRefusal(port)
  const [said, say] = useState<Said>()
  const [draft] = useState(() => new DraftKeeper((body) => void port.ask({ do: 'draft', body })))
  const close = useCallback(() => {
    draft.flush()
    void port.ask({ do: 'close' })
    if (place === 'window') window.close()
    if (place === 'panel') window.parent.postMessage({ see: 'card-close' }, location.origin)
  }, [port, place, draft])
  useEffect(() => {
    const keep = () => draft.flush()
    addEventListener('pagehide', keep)
    return () => removeEventListener('pagehide', keep)
  }, [draft])

  const surface = useRef<HTMLElement>(null)
  useReportedHeight(surface, port)
  useKeptFocus(surface, view, said)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isTrusted && event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) close()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [close])
  const restore = () => {
    say(undefined)
    void port.ask({ do: 'restore' })
  }
  const gone = view?.see === 'gone' ? view.words : view === undefined ? refused : undefined
  const chat = view?.see === 'thread' && view.chat !== undefined
  return (
    <section
      class="card"
      role="dialog"
      aria-label={chat ? 'Chat' : 'Thread'}
      {...(chat ? { 'data-chat': '' } : {})}
      ref={surface}
    >
      {state === 'unreachable' && <Unreachable onRetry={() => port.start()} />}
      {view?.see === 'thread' && gone === undefined && <Thread {...{ view, port, draft, say, close, place }} />}
      {gone !== undefined && (
        <Gone words={gone} onClose={close} {...(view?.see === 'gone' && view.restorable ? { onUndo: restore } : {})} />
      )}
      {view === undefined && refused === undefined && <Opening />}
      {said && gone === undefined && <Said said={said} onClose={() => say(undefined)} />}
    </section>
  )
}

function Said({ said, onClose }: { said: Said; onClose: () => void }) {
  const undo = () => {
    said.undo?.()
    onClose()
  }
  return said.undo ? (
    <Toast words={said.words} onUndo={undo} onClose={onClose} />
  ) : (
    <Toast words={said.words} onClose={onClose} />
  )
}

/**
 * Whatever had the keyboard may be gone with what it did: then the keyboard goes on at the way back, else in the field. Only while it is in this
 * card at all. What was done and its way back come in either order, so an empty field that it was led to gives it on.
 */
function useKeptFocus(surface: { readonly current: HTMLElement | null }, ...after: unknown[]): void {
  const ledTo = useRef<Element>(null)
  const keep = () => {
    const active = document.activeElement ?? document.body
    const waits = active === ledTo.current && active instanceof HTMLTextAreaElement && active.value === ''
    if (!document.hasFocus() || (active !== document.body && !waits)) return
    const wayBack = surface.current?.querySelector<HTMLElement>('.toast button, .gone button')
    ledTo.current = wayBack ?? document.querySelector('textarea')
    if (ledTo.current instanceof HTMLElement) ledTo.current.focus({ preventScroll: true })
  }
  useEffect(keep, [surface, ...after])
  useEffect(() => {
    // The frame is given the keyboard from outside, at times after the field was there.
    addEventListener('focus', keep)
    return () => removeEventListener('focus', keep)
  }, [surface])
}

function Gone({ words, onClose, onUndo }: { words: string; onClose: () => void; onUndo?: () => void }) {
  return (
    <div class="gone">
      <p role="status">{words}</p>
      <div class="ways">
        {onUndo && (
          <Button look="edged" small onPress={onUndo}>
            Undo
          </Button>
        )}
        <Button look="edged" small onPress={onClose}>
          Close
        </Button>
      </div>
    </div>
  )
}

/** The thread's outline in its place, for the moment before it arrives: nothing jumps when it does. */
function Opening() {
  return (
    <div class="opening" role="status">
      <span class="unseen">Opening the thread</span>
      <span class="bar" />
      <span class="bar short" />
    </div>
  )
}

/** The overlay gives the frame the height that the card asks for, the room for its shadow included. */
function useReportedHeight(surface: { readonly current: HTMLElement | null }, port: CardPort): void {
  useEffect(() => {
    const element = surface.current
    if (element === null) return
    let last = 0
    const report = () => {
      const style = getComputedStyle(document.body)
      const room = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom)
      const height = Math.min(4_000, Math.ceil(element.offsetHeight + room))
      if (height === last) return
      last = height
      void port.ask({ do: 'size', height })
    }
    const observer = new ResizeObserver(report)
    observer.observe(element)
    return () => observer.disconnect()
  }, [surface, port])
}
