import { Fragment } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PanelItem } from '../../shared/contract/views.ts'
import type { AnnotationId } from '../../shared/domain/ids.ts'
import { Button, trusted } from '../../shared/ui/button.tsx'
import { placedWords, spoken } from '../../shared/ui/spoken.ts'
import { step } from '../../shared/ui/walk.ts'
import { byFrame } from './by-frame.ts'
import { Item } from './item.tsx'
import { stepTo } from './step.ts'

interface ItemsProps {
  readonly items: readonly PanelItem[]
  /** The one whose thread was open just now: the keyboard goes on there. */
  readonly from: string | undefined
  readonly onReveal: (annotation: AnnotationId) => void
  /** Absent where nothing can be written. */
  readonly onRestore?: ((annotation: AnnotationId) => void) | undefined
  readonly onOpen: (annotation: AnnotationId) => void
  /** Absent where nothing can be written. */
  readonly onPlaceAgain?: ((annotation: AnnotationId) => void) | undefined
  readonly onLink: (annotation: AnnotationId) => void
  readonly onShow?: ((annotation: AnnotationId) => void) | undefined
}

/** The annotations in reading order, those in frames after the page's own. Arrow keys go from one to the next, Home and End to the ends. */
export function Items({ items, from, onReveal, onRestore, onOpen, onPlaceAgain, onLink, onShow }: ItemsProps) {
  const list = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState<AnnotationId>()
  const [said, say] = useState('')
  useEffect(() => {
    const at = items.findIndex(({ id }) => id === from)
    list.current?.querySelectorAll<HTMLButtonElement>('.reveal')[at]?.focus()
  }, [])
  const keys = trusted<KeyboardEvent>((event) => {
    const stops = [...(list.current?.querySelectorAll<HTMLButtonElement>('.reveal') ?? [])]
    const item = (event.target as Element).closest('li')
    const to = stepTo(
      event.key,
      stops.findIndex((stop) => stop.closest('li') === item),
      stops.length,
    )
    if (to === undefined) return
    event.preventDefault()
    stops[to]?.focus()
  })
  const reveal = (id: AnnotationId) => {
    setCurrent(id)
    onReveal(id)
  }
  const show = (id: AnnotationId) => {
    reveal(id)
    const at = items.findIndex((item) => item.id === id)
    list.current?.querySelectorAll('.item')[at]?.scrollIntoView({ block: 'nearest' })
  }
  const placeAgain = ({ id, kind }: PanelItem) => {
    onPlaceAgain?.(id)
    say(kind === 'highlight' ? 'Now select in the page the words where it belongs' : 'Now choose its place in the page')
  }
  return (
    <>
      <Steps items={items} current={current} onStep={show} say={say} />
      <p class="unseen" role="status">
        {said}
      </p>
      <div ref={list}>
        {byFrame(items).map(({ page, name, items }) => (
          <Fragment key={page}>
            {page !== undefined && (
              <h2 class="in-frame">
                In a frame: <span dir="auto">{name}</span>
              </h2>
            )}
            <ol
              class="items"
              aria-label={page === undefined ? 'Annotations' : `Annotations in the frame ${name}`}
              onKeyDown={keys}
            >
              {items.map((item) => (
                <Item
                  key={item.id}
                  item={item}
                  current={item.id === current}
                  onReveal={() => reveal(item.id)}
                  onRestore={onRestore && (() => onRestore(item.id))}
                  onOpen={() => onOpen(item.id)}
                  onPlaceAgain={onPlaceAgain && (() => placeAgain(item))}
                  onLink={() => onLink(item.id)}
                  onShow={onShow && (() => onShow(item.id))}
                />
              ))}
            </ol>
          </Fragment>
        ))}
      </div>
    </>
  )
}

interface StepsProps {
  readonly items: readonly PanelItem[]
  readonly current: AnnotationId | undefined
  readonly onStep: (to: AnnotationId) => void
  readonly say: (words: string) => void
}

/** Through what stands in the page, as its own shortcuts lead. Each step is said, since the page beside may not be heard. */
function Steps({ items, current, onStep, say }: StepsProps) {
  const stops = items.filter(({ kind, removed, hidden }) => kind !== 'page' && !removed && !hidden)
  if (stops.length === 0) return null
  const go = (by: 1 | -1) => {
    const all = stops.map(({ id, anchored }) => ({
      id,
      state: anchored === 'unknown' ? ('exact' as const) : anchored,
      // What is still being looked for has no place to lead to yet.
      top: () => (anchored === 'unknown' ? undefined : 0),
    }))
    const next = step(all, current, by)
    const about = stops.find(({ id }) => id === next?.to)
    if (!next || !about) return say('None of these has been found yet')
    onStep(about.id)
    say(`${next.number} of ${stops.length}: ${spoken(about, about.anchored)}`)
  }
  const at = stops.findIndex(({ id }) => id === current)
  const lost = stops.filter(({ anchored }) => anchored === 'lost').length
  const here = stops[at]?.anchored === 'lost' ? ', not on the page now' : ' in the page'
  return (
    <div class="steps">
      <p class="caption">
        {at < 0 ? placedWords(stops.length - lost, lost) : `${at + 1} of ${stops.length}${here}`}
        <span class="keys" aria-hidden="true">
          {' '}
          Alt+Shift+N, P
        </span>
      </p>
      <Button small icon="up" label="Previous annotation" describe="In the page: Alt Shift P" onPress={() => go(-1)} />
      <Button small icon="down" label="Next annotation" describe="In the page: Alt Shift N" onPress={() => go(1)} />
    </div>
  )
}
