import type { CardView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { KindIcon } from '../../shared/ui/kind-icon.tsx'
import { hiddenWords, importedWords, kindWords } from '../../shared/ui/kind-words.ts'
import { chatHeading } from './chat-heading.ts'
import type { CardPlace } from './place.ts'
import { ThenAndNow } from './then-and-now.tsx'

type ThreadView = Extract<CardView, { see: 'thread' }>

interface AboutProps {
  readonly view: ThreadView
  readonly place: CardPlace
  readonly close: () => void
  /** `keep`: on what stands there now. */
  readonly placeAgain: (keep: boolean) => void
}

/** What the thread is about, as it was marked, and in words whether it still stands there. */
export function About({ view, place, close, placeAgain }: AboutProps) {
  return (
    <header class="quote">
      <Subject view={view} />
      {place !== 'panel' && <Button small icon="close" label="Close" onPress={close} />}
      <Fate view={view} placeAgain={placeAgain} />
    </header>
  )
}

function Subject({ view }: { view: ThreadView }) {
  const { kind, quote, now, colour, element } = view
  if (kind === 'page')
    return <p class="whole-page">{view.chat ? chatHeading(view.chat.began) : 'About the whole page'}</p>
  if (kind === 'highlight')
    return view.anchored === 'changed' && now !== undefined ? (
      <ThenAndNow then={quote} now={now} colour={colour} />
    ) : (
      <blockquote class={view.anchored === 'lost' ? 'lost-quote' : ''} data-mark={colour} dir="auto">
        {view.anchored === 'lost' ? quote : <span class="stroke">{quote}</span>}
      </blockquote>
    )
  return (
    <p class="on-element" data-mark={colour}>
      <KindIcon kind={kind} />
      <span>
        {kindWords(kind, element)}
        {element?.name && (
          <q class="element-name" dir="auto">
            {element.name}
          </q>
        )}
      </span>
    </p>
  )
}

/** Everything that is not simply as its author left it, each in a sentence. */
function Fate({ view, placeAgain }: Pick<AboutProps, 'view' | 'placeAgain'>) {
  const { annotation, anchored, kind, marked } = view
  const fate = fateOf(view)
  const told: string[] = []
  if (annotation?.placedBy !== undefined) told.push(`Placed again by ${annotation.placedBy}.`)
  if (annotation?.from !== undefined) told.push(importedWords(annotation.author, annotation.from))
  const placeable = view.readOnly === undefined && annotation && !annotation.removed && kind !== 'page'
  const keepable = anchored === 'changed' && kind === 'highlight'
  return (
    <>
      {fate.map((words) => (
        <p key={words} class="fate">
          {words}
        </p>
      ))}
      {told.map((words) => (
        <p key={words} class="told">
          {words}
        </p>
      ))}
      {marked !== undefined && (
        <p class="marked" dir="auto">
          {annotation?.author} marked <q>{marked}</q>
        </p>
      )}
      {placeable && (anchored === 'changed' || anchored === 'lost') && (
        <p class="place-ways">
          {keepable && (
            <Button small look="edged" describe="The words that stand there now" onPress={() => placeAgain(true)}>
              Keep it here
            </Button>
          )}
          <Button small look="edged" onPress={() => placeAgain(false)}>
            Place it again
          </Button>
        </p>
      )}
    </>
  )
}

function fateOf({ anchored, kind, annotation }: ThreadView): string[] {
  const words = kind === 'highlight'
  const fate: string[] = []
  if (annotation?.overwrittenBy !== undefined) fate.push(`Changed by ${annotation.overwrittenBy}, who does not own it.`)
  if (annotation?.hidden !== undefined) fate.push(hiddenWords(annotation.hidden, annotation.author))
  if (anchored === 'changed')
    fate.push(words ? 'The page has changed here since.' : 'What it stands on has changed since.')
  if (anchored === 'lost')
    fate.push(words ? 'These words are not on the page now.' : 'What it stood on is not on the page now.')
  return fate
}
