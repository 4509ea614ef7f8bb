import type { ComponentProps } from 'preact'
import { useState } from 'preact/hooks'
import type { CardView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { MarkColours } from '../../shared/ui/choices.tsx'
import { CopiedLink, useCopiedLink } from '../../shared/ui/copied-link.tsx'
import { Fate } from '../../shared/ui/fate.tsx'
import { Icon } from '../../shared/ui/icon.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import { LinkStatus } from '../../shared/ui/people.tsx'
import { About } from './about.tsx'
import type { CardPort, Said } from './card.tsx'
import { Messages } from './chat.tsx'
import { CommentEntry } from './comment.tsx'
import { Composer } from './composer.tsx'
import type { DraftKeeper } from './draft.ts'
import type { CardPlace } from './place.ts'
import { Refused } from './refused.tsx'

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
  const link = useCopiedLink()
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
  const placeAgain = async (keep: boolean) => {
    const asked = await ask({ do: 'place-again', ...(keep ? { keep: true } : {}) })
    // From beside the page nobody sees the prompt appear there.
    if (asked && !keep && place !== 'page') say({ words: 'Now choose its place in the page.' })
  }
  const chat = view.chat !== undefined
  const comments = view.comments.length > 0 && (
    <ol class="comments" aria-label={chat ? 'Messages' : 'Comments'}>
      {view.comments.map((comment) => (
        <CommentEntry
          key={comment.id}
          comment={comment}
          editLabel={chat ? 'Edit message' : 'Edit comment'}
          still={view.readOnly !== undefined}
          onHide={view.mayHide && ((on: boolean) => void ask({ do: 'hide', on, comment: comment.id }))}
          onDelete={() => void remove(comment.id)}
          onAgain={() => port.ask({ do: 'try-again', comment: comment.id })}
          onEdit={(body) => port.ask({ do: 'edit', comment: comment.id, body })}
        />
      ))}
    </ol>
  )
  return (
    <>
      <About {...{ view, close, place }} placeAgain={(keep) => void placeAgain(keep)} />
      {!chat && (
        <Tools
          view={view}
          ask={ask}
          onRemove={() => void removeAll()}
          onLink={() => void link.copy(port.ask({ do: 'link' }))}
        />
      )}
      {view.shareWith !== undefined && <OnlyMine space={view.shareWith} onShare={() => void ask({ do: 'share' })} />}
      {!saysItself(view) && (
        <Refused fate={view.fate} text={view.quote} onAgain={() => port.ask({ do: 'try-again' })} />
      )}
      {link.result !== undefined && <CopiedLink result={link.result} onClose={link.close} />}
      {chat ? <Messages {...{ view }}>{comments}</Messages> : comments}
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
      {view.readOnly !== undefined && <Notice>{view.readOnly}</Notice>}
      {view.readOnly === undefined && (
        <Composer
          label={labelOf(view)}
          chat={chat}
          initial={view.draft}
          audience={view.audience}
          {...(view.everyone === undefined ? {} : { choice: choiceOf(view.everyone, view, ask) })}
          draft={draft}
          post={(body) => port.ask({ do: 'post', body })}
        />
      )}
      {(view.link.state === 'offline' || view.link.state === 'connecting') && <LinkStatus link={view.link} />}
    </>
  )
}

const choiceOf = (everyone: string, view: ThreadView, ask: ToolsProps['ask']) => ({
  everyone,
  onlyMe: view.onlyMe === true,
  onChoose: (mine: boolean) => void ask({ do: 'audience', onlyMe: mine }),
})

/** It stands in the private space; the way out of it. */
function OnlyMine({ space, onShare }: { space: string; onShare: () => void }) {
  return (
    <p class="only-mine">
      <span class="only-me">
        <Icon name="lock" size={13} />
        Only me
      </span>
      <Button small look="edged" onPress={onShare}>
        Share with {space}
      </Button>
    </p>
  )
}
/** An annotation goes with its first comment, which then says for both where they have come to. */
const saysItself = ({ comments }: ThreadView): boolean => comments.some(({ fate }) => fate?.refused !== undefined)

function labelOf(view: ThreadView): ComponentProps<typeof Composer>['label'] {
  if (view.chat) return 'Write a message'
  return view.annotation === undefined || view.comments.length === 0 ? 'Write a comment' : 'Reply'
}

const REMOVE: Record<ThreadView['kind'], string> = {
  highlight: 'Remove highlight',
  page: 'Remove comment',
  pin: 'Remove pin',
  drawing: 'Remove drawing',
}

interface ToolsProps {
  readonly view: ThreadView
  readonly ask: (intent: Parameters<CardPort['ask']>[0]) => Promise<boolean>
  readonly onRemove: () => void
  readonly onLink: () => void
}

function Tools({ view, ask, onRemove, onLink }: ToolsProps) {
  const { annotation, kind } = view
  const may = view.readOnly === undefined
  const mine = may && (annotation === undefined || annotation.mine)
  // What is resolved has no need of another colour, and the row no room for it.
  const settled = annotation?.removed === true || annotation?.resolved === true
  const colours = mine && (kind === 'highlight' || kind === 'pin') && !settled
  if (!colours && annotation === undefined) return null
  return (
    <div class="tools">
      {colours && <MarkColours value={view.colour} onChoose={(colour) => void ask({ do: 'recolour', colour })} />}
      {annotation?.resolved && <span class="resolved">Resolved</span>}
      {view.fate && !view.fate.refused && view.comments.length === 0 && <Fate fate={view.fate} short />}
      <span class="gap" />
      {view.mayHide && annotation && !annotation.mine && !annotation.hidden?.muted && (
        <Button
          small
          icon={annotation.hidden ? 'show' : 'hide'}
          label={annotation.hidden ? 'Show to everyone' : 'Hide for everyone'}
          onPress={() => void ask({ do: 'hide', on: !annotation.hidden })}
        />
      )}
      {annotation && annotation.removed !== true && <Button small icon="link" label="Copy link" onPress={onLink} />}
      {may && annotation?.mine && annotation.removed !== true && (
        <Button small icon="bin" label={REMOVE[kind]} onPress={onRemove} />
      )}
      {may && annotation && (
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
