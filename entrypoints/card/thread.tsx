import type { ComponentProps } from 'preact'
import { useState } from 'preact/hooks'
import type { CardView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { MarkColours } from '../../shared/ui/choices.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import { LinkStatus } from '../../shared/ui/people.tsx'
import type { CardPort, Said } from './card.tsx'
import { Messages } from './chat.tsx'
import { chatHeading } from './chat-heading.ts'
import { CommentEntry } from './comment.tsx'
import { Composer } from './composer.tsx'
import type { DraftKeeper } from './draft.ts'
import type { CardPlace } from './place.ts'

type ThreadView = Extract<CardView, { see: 'thread' }>
interface ThreadProps {
  readonly view: ThreadView
  readonly port: CardPort
  readonly draft: DraftKeeper
  readonly say: (said: Said) => void
  readonly close: () => void
  readonly place: CardPlace
}

export function Thread({ view, port, draft, say, close, place }: ThreadProps) {
  const [wrong, setWrong] = useState<string>()
  const ask = async (intent: Parameters<CardPort['ask']>[0]): Promise<boolean> => {
    const answer = await port.ask(intent)
    setWrong(answer.ok ? undefined : answer.error)
    return answer.ok
  }
  const remove = async (id: ThreadView['comments'][number]['id']) => {
    if (!(await ask({ do: 'delete', comment: id }))) return
    say({
      words: 'Hidden for everyone. Members’ history still holds it.',
      undo: () => void ask({ do: 'undelete', comment: id }),
    })
  }
  const removeAll = async () => {
    if (!(await ask({ do: 'remove' }))) return
    say({ words: 'Removed. What others said stays.', undo: () => void ask({ do: 'restore' }) })
  }
  const chat = view.chat !== undefined
  const comments = view.comments.length > 0 && (
    <ol class="comments" aria-label={chat ? 'Messages' : 'Comments'}>
      {view.comments.map((comment) => (
        <CommentEntry
          key={comment.id}
          comment={comment}
          editLabel={chat ? 'Edit message' : 'Edit comment'}
          onDelete={() => void remove(comment.id)}
          onEdit={(body) => port.ask({ do: 'edit', comment: comment.id, body })}
        />
      ))}
    </ol>
  )
  return (
    <>
      <Quote view={view} close={close} place={place} />
      {!chat && <Tools view={view} ask={ask} onRemove={() => void removeAll()} />}
      {chat ? <Messages {...{ view }}>{comments}</Messages> : comments}
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
      <Composer
        label={labelOf(view)}
        chat={chat}
        initial={view.draft}
        audience={view.audience}
        draft={draft}
        post={(body) => port.ask({ do: 'post', body })}
      />
      {(view.link.state === 'offline' || view.link.state === 'connecting') && <LinkStatus link={view.link} />}
    </>
  )
}

function labelOf(view: ThreadView): ComponentProps<typeof Composer>['label'] {
  if (view.chat) return 'Write a message'
  return view.annotation === undefined || view.comments.length === 0 ? 'Write a comment' : 'Reply'
}

/** What the thread is about, as it was marked, and in words whether it still stands there. */
function Quote({ view, close, place }: { view: ThreadView; close: () => void; place: CardPlace }) {
  return (
    <header class="quote">
      {view.kind === 'page' ? (
        <p class="whole-page">{view.chat ? chatHeading(view.chat.began) : 'About the whole page'}</p>
      ) : (
        <blockquote data-mark={view.colour} dir="auto">
          <span class="stroke">{view.quote}</span>
        </blockquote>
      )}
      {place !== 'panel' && <Button small icon="close" label="Close" onPress={close} />}
      {view.anchored === 'changed' && <p class="fate">The page has changed here since.</p>}
      {view.anchored === 'lost' && <p class="fate">These words are no longer on the page.</p>}
      {view.annotation?.overwrittenBy !== undefined && (
        <p class="fate">Changed by {view.annotation.overwrittenBy}, who does not own it.</p>
      )}
    </header>
  )
}

interface ToolsProps {
  readonly view: ThreadView
  readonly ask: (intent: Parameters<CardPort['ask']>[0]) => Promise<boolean>
  readonly onRemove: () => void
}

function Tools({ view, ask, onRemove }: ToolsProps) {
  const { annotation, kind } = view
  const mine = annotation === undefined || annotation.mine
  const colours = mine && kind === 'highlight' && annotation?.removed !== true
  if (!colours && annotation === undefined) return null
  return (
    <div class="tools">
      {colours && <MarkColours value={view.colour} onChoose={(colour) => void ask({ do: 'recolour', colour })} />}
      {annotation?.resolved && <span class="resolved">Resolved</span>}
      <span class="gap" />
      {annotation?.mine && annotation.removed !== true && (
        <Button small icon="bin" label={kind === 'page' ? 'Remove comment' : 'Remove highlight'} onPress={onRemove} />
      )}
      {annotation && (
        <Button
          small
          icon={annotation.resolved ? 'back' : 'check'}
          onPress={() => void ask({ do: 'resolve', on: !annotation.resolved })}
        >
          {annotation.resolved ? 'Reopen' : 'Resolve'}
        </Button>
      )}
    </div>
  )
}
