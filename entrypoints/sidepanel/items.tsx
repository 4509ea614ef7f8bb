import { useEffect, useRef } from 'preact/hooks'
import type { PanelItem } from '../../shared/contract/views.ts'
import type { AnnotationId } from '../../shared/domain/ids.ts'
import { Button, trusted } from '../../shared/ui/button.tsx'
import { useTimeAgo } from '../../shared/ui/hooks.ts'
import { Avatar } from '../../shared/ui/people.tsx'
import { stepTo } from './step.ts'

interface ItemsProps {
  readonly items: readonly PanelItem[]
  /** The one whose thread was open just now: the keyboard goes on there. */
  readonly from: string | undefined
  readonly onReveal: (annotation: AnnotationId) => void
  readonly onRestore: (annotation: AnnotationId) => void
  readonly onOpen: (annotation: AnnotationId) => void
}

/** The annotations in reading order. Arrow keys go from one to the next, Home and End to the ends. */
export function Items({ items, from, onReveal, onRestore, onOpen }: ItemsProps) {
  const list = useRef<HTMLOListElement>(null)
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
  return (
    <ol class="items" aria-label="Annotations" ref={list} onKeyDown={keys}>
      {items.map((item) => (
        <Item
          key={item.id}
          item={item}
          onReveal={() => onReveal(item.id)}
          onRestore={() => onRestore(item.id)}
          onOpen={() => onOpen(item.id)}
        />
      ))}
    </ol>
  )
}

interface ItemProps {
  readonly item: PanelItem
  readonly onReveal: () => void
  readonly onRestore: () => void
  readonly onOpen: () => void
}

function Item({ item, onReveal, onRestore, onOpen }: ItemProps) {
  const fate = fateOf(item)
  return (
    <li class={item.resolved ? 'item done' : 'item'} data-mark={item.colour}>
      <button type="button" class="reveal" onClick={trusted(item.kind === 'page' ? onOpen : onReveal)}>
        {item.kind === 'page' ? (
          <span class="whole-page">About the whole page</span>
        ) : (
          <span class="quoted" dir="auto">
            {item.quote}
          </span>
        )}
      </button>
      {fate !== undefined && <p class="fate">{fate}</p>}
      {item.last && (
        <p class="last">
          <strong>{item.last.author}</strong> <Ago at={item.last.at} /> <span dir="auto">{item.last.body}</span>
        </p>
      )}
      <div class="foot">
        <Avatar name={item.author} colour={item.authorColour} size="small" />
        <span class="by">
          {item.author} <Ago at={item.created} />
        </span>
        {item.resolved && <span class="resolved">Resolved</span>}
        <span class="actions">
          {item.removed && item.mine && (
            <Button small onPress={onRestore}>
              Restore
            </Button>
          )}
          <Button small icon="say" onPress={onOpen}>
            {item.comments === 0 ? 'Comment' : counted(item.comments)}
          </Button>
        </span>
      </div>
    </li>
  )
}

function Ago({ at }: { at: number }) {
  return <span class="ago">{useTimeAgo(at)}</span>
}

const counted = (comments: number): string => `${comments} ${comments === 1 ? 'comment' : 'comments'}`

/** What became of the words, when it is not simply that they stand there. */
function fateOf(item: PanelItem): string | undefined {
  if (item.overwrittenBy !== undefined) return `Changed by ${item.overwrittenBy}, who does not own it`
  if (item.removed) return 'Highlight removed; the conversation stays'
  if (item.anchored === 'changed') return 'The page has changed here since'
  if (item.anchored === 'lost') return 'No longer on the page'
  return undefined
}
