import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { CommentView } from '../../shared/contract/views.ts'
import { Button, trusted } from '../../shared/ui/button.tsx'
import { Fate } from '../../shared/ui/fate.tsx'
import { useTimeAgo } from '../../shared/ui/hooks.ts'
import { hiddenWords, importedWords } from '../../shared/ui/kind-words.ts'
import { Avatar } from '../../shared/ui/people.tsx'
import type { Answer } from '../../shared/ui/port.ts'
import { pieces } from './links.ts'
import { Refused } from './refused.tsx'
import { fitHeight, isChatSend, isSend, tooLong } from './writing.ts'

interface CommentProps {
  readonly comment: CommentView
  /** What its field is called while it is changed. */
  readonly editLabel: 'Edit comment' | 'Edit message'
  /** Nothing can be written here. */
  readonly still: boolean
  /** Given, we are an admin. */
  readonly onHide?: ((on: boolean) => void) | undefined
  readonly onDelete: () => void
  /** What the relay refused is written anew. */
  readonly onAgain: () => Promise<Answer>
  readonly onEdit: (body: string) => Promise<Answer>
}

/** One comment: who, when, what; and for its author the way to change or hide it. */
export function CommentEntry({ comment, editLabel, still, onHide, onDelete, onEdit, onAgain }: CommentProps) {
  const [looked, look] = useState(false)
  const [editing, setEditing] = useState(false)
  const own = useRef<HTMLParagraphElement>(null)
  const wasEditing = useRef(false)
  useLayoutEffect(() => {
    // Focus goes back to where the editing began, never to nowhere.
    if (wasEditing.current && !editing) own.current?.querySelector('button')?.focus()
    wasEditing.current = editing
  }, [editing])
  return (
    <li class="comment">
      <Avatar name={comment.author} colour={comment.authorColour} size="small" />
      <div class="said">
        <p class="who">
          <strong>{comment.author}</strong>
          <When at={comment.created} />
          {comment.edited !== undefined && <span title={exactly(comment.edited)}>edited</span>}
        </p>
        {comment.hidden && (
          <Hidden {...{ comment, hidden: comment.hidden, looked, onHide }} onLook={() => look(!looked)} />
        )}
        {comment.hidden && !looked ? null : editing ? (
          <Editor body={comment.body} label={editLabel} onEdit={onEdit} onDone={() => setEditing(false)} />
        ) : (
          <p class="body" dir="auto">
            <Linked text={comment.body} />
          </p>
        )}
        {comment.from !== undefined && <p class="told">{importedWords(comment.author, comment.from)}</p>}
        {comment.overwrittenBy !== undefined && (
          <p class="fate">
            Last written by {comment.overwrittenBy}, not by {comment.author}.
          </p>
        )}
        {onHide && !comment.mine && !comment.hidden && (
          <p class="own">
            <Button small onPress={() => onHide(true)}>
              Hide for everyone
            </Button>
          </p>
        )}
        {!editing && <Refused fate={comment.fate} text={comment.body} onAgain={onAgain} />}
        {comment.mine && !still && !editing && (
          <p class="own" ref={own}>
            <Button small onPress={() => setEditing(true)}>
              Edit
            </Button>
            <Button small onPress={onDelete}>
              Delete
            </Button>
            {comment.fate && !comment.fate.refused && <Fate fate={comment.fate} />}
          </p>
        )}
      </div>
    </li>
  )
}

interface HiddenProps extends Pick<CommentProps, 'comment' | 'onHide'> {
  readonly hidden: NonNullable<CommentView['hidden']>
  readonly looked: boolean
  readonly onLook: () => void
}

/** Its words stand behind a button; an admin who hid it can show it again to everybody. */
function Hidden({ comment, hidden, looked, onLook, onHide }: HiddenProps) {
  return (
    <>
      <p class="fate">{hiddenWords(hidden, comment.author)}</p>
      <p class="own">
        <Button small expanded={looked} onPress={onLook}>
          {looked ? 'Close' : 'Read it'}
        </Button>
        {onHide && !hidden.muted && (
          <Button small onPress={() => onHide(false)}>
            Show to everyone
          </Button>
        )}
      </p>
    </>
  )
}

/** Words as they were written, with web addresses to be followed: elements, never markup. */
function Linked({ text }: { text: string }) {
  return (
    <>
      {pieces(text).map((piece, n) =>
        piece.href === undefined ? (
          piece.words
        ) : (
          <a key={n} href={piece.href} title={piece.href} target="_blank" rel="noopener noreferrer">
            {piece.words}
          </a>
        ),
      )}
    </>
  )
}

function When({ at }: { at: number }) {
  const words = useTimeAgo(at)
  return (
    <time dateTime={isoOf(at)} title={exactly(at)}>
      {words}
    </time>
  )
}

/** A peer's time may be any number; what is no date gets no date. */
const isoOf = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : '')
const exactly = (at: number): string => (isoOf(at) === '' ? '' : new Date(at).toLocaleString('en'))

interface EditorProps extends Pick<CommentProps, 'onEdit'> {
  readonly body: string
  readonly label: CommentProps['editLabel']
  readonly onDone: () => void
}

function Editor(props: EditorProps) {
  const [body, setBody] = useState(props.body)
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(body.length, body.length)
  }, [])
  useLayoutEffect(() => fitHeight(field.current), [body])
  const save = async () => {
    const words = body.trim()
    if (words === '' || busy) return
    if (words === props.body) return props.onDone()
    if (tooLong(words)) return setWrong(tooLong(words))
    setBusy(true)
    const answer = await props.onEdit(words)
    setBusy(false)
    if (answer.ok) props.onDone()
    else setWrong(answer.error)
  }
  const keys = trusted<KeyboardEvent>((event) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      props.onDone()
    } else if (props.label === 'Edit message' ? isChatSend(event) : isSend(event)) {
      event.preventDefault()
      void save()
    }
  })
  return (
    <div class="editor">
      <textarea
        class="writing"
        aria-label={props.label}
        rows={2}
        dir="auto"
        ref={field}
        value={body}
        onInput={(event) => setBody(event.currentTarget.value)}
        onKeyDown={keys}
      />
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <p class="own">
        <Button small look="edged" busy={busy} onPress={() => void save()}>
          Save
        </Button>
        <Button small onPress={props.onDone}>
          Cancel
        </Button>
      </p>
    </div>
  )
}
