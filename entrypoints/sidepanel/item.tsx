import { useId } from 'preact/hooks'
import type { PanelItem } from '../../shared/contract/views.ts'
import { Button, trusted } from '../../shared/ui/button.tsx'
import { Fate } from '../../shared/ui/fate.tsx'
import { useTimeAgo } from '../../shared/ui/hooks.ts'
import { Icon } from '../../shared/ui/icon.tsx'
import { KindIcon } from '../../shared/ui/kind-icon.tsx'
import { hiddenWords, importedWords, kindInWords, kindWords } from '../../shared/ui/kind-words.ts'
import { Avatar } from '../../shared/ui/people.tsx'
import { counted, standing } from '../../shared/ui/spoken.ts'

export interface ItemActs {
  readonly onReveal: () => void
  readonly onRestore?: (() => void) | undefined
  readonly onOpen: () => void
  readonly onPlaceAgain?: (() => void) | undefined
  readonly onLink: () => void
  /** Given, we are an admin: shows to everyone what was hidden. */
  readonly onShow?: (() => void) | undefined
}

interface ItemProps extends ItemActs {
  readonly item: PanelItem
  /** Previous and next led here. */
  readonly current: boolean
}

/** One annotation of the list: a button that leads to it, what became of it, the last comment, whose it is. */
export function Item({ item, current, onReveal, onRestore, onOpen, onPlaceAgain, onLink, onShow }: ItemProps) {
  const id = useId()
  const classes = ['item', item.resolved && 'done', current && 'current', placed(item) && item.anchored]
  return (
    <li class={classes.filter(Boolean).join(' ')} data-mark={item.colour}>
      <button
        type="button"
        class="reveal"
        aria-describedby={id}
        aria-current={current ? 'true' : undefined}
        onClick={trusted(item.kind === 'page' ? onOpen : onReveal)}
      >
        <Subject item={item} />
      </button>
      {/* For those who hear the list: the quote alone does not say what it is of, nor what became of it. */}
      <span class="unseen" id={id}>
        {[
          `${kindWords(item.kind)} by ${item.author}`,
          ...(item.onlyMe ? ['only me'] : []),
          ...standing(item, item.anchored),
        ].join(', ')}
      </span>
      {fateOf(item).map((words) => (
        <p key={words} class="fate">
          {words}
        </p>
      ))}
      {toldOf(item).map((words) => (
        <p key={words} class="told">
          {words}
        </p>
      ))}
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
        {item.onlyMe && (
          <span class="only-me">
            <Icon name="lock" size={12} />
            Only me
          </span>
        )}
        {item.fate && <Fate fate={item.fate} short />}
        {item.resolved && <span class="resolved">Resolved</span>}
        <span class="actions">
          {onRestore && item.removed && item.mine && (
            <Button small onPress={onRestore}>
              Restore
            </Button>
          )}
          {onShow && item.hidden && !item.hidden.muted && (
            <Button small icon="show" onPress={onShow}>
              Show to everyone
            </Button>
          )}
          {onPlaceAgain && placed(item) && item.anchored === 'lost' && (
            <Button small icon="marker" onPress={onPlaceAgain}>
              Place it again
            </Button>
          )}
          {!item.removed && !item.hidden && <Button small icon="link" label="Copy link" onPress={onLink} />}
          <Button small icon="say" onPress={onOpen}>
            {item.comments === 0 ? (onRestore ? 'Comment' : 'Open') : counted(item.comments)}
          </Button>
        </span>
      </div>
    </li>
  )
}

/** It has, or should have, a place in the page. */
const placed = ({ kind, removed, hidden }: PanelItem): boolean => kind !== 'page' && !removed && !hidden

function Subject({ item: { kind, quote, element } }: { item: PanelItem }) {
  if (kind === 'highlight')
    return (
      <span class="quoted" dir="auto">
        {quote}
      </span>
    )
  return (
    <span class="whole">
      <KindIcon kind={kind} />
      <span>
        {kind === 'page' ? 'About the whole page' : kindWords(kind, element)}
        {element?.name && (
          <>
            {' '}
            <q class="element-name" dir="auto">
              {element.name}
            </q>
          </>
        )}
      </span>
    </span>
  )
}

function Ago({ at }: { at: number }) {
  return <span class="ago">{useTimeAgo(at)}</span>
}

/** Where it comes from, when its author did not simply put it there. */
const toldOf = ({ author, from, placedBy }: PanelItem): string[] => [
  ...(placedBy === undefined ? [] : [`Placed again by ${placedBy}`]),
  ...(from === undefined ? [] : [importedWords(author, from)]),
]

/** What became of it, when it is not simply as it was. */
function fateOf(item: PanelItem): string[] {
  const { kind, anchored, overwrittenBy } = item
  const words = kind === 'highlight'
  const fate: string[] = []
  if (item.hidden) fate.push(hiddenWords(item.hidden, item.author).replace(/\.$/, ''))
  if (item.removed) fate.push(`${words ? 'Highlight' : kindWords(kind)} removed; the conversation stays`)
  else if (anchored === 'changed' && placed(item))
    fate.push(words ? 'The page has changed here since' : `What this ${kindInWords(kind)} stands on has changed since`)
  else if (anchored === 'lost' && placed(item))
    fate.push(words ? 'These words are not on the page now' : 'What it stood on is not on the page now')
  if (item.fate?.refused)
    fate.push(
      item.fate.refused.forGood ? 'Refused by the relay: on this device only' : 'The relay does not take it yet',
    )
  if (overwrittenBy !== undefined) fate.push(`Changed by ${overwrittenBy}, who does not own it`)
  return fate
}
