import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { MAX_COMMENT } from '../../shared/domain/annotation.ts'
import { Button, trusted } from '../../shared/ui/button.tsx'
import { Icon } from '../../shared/ui/icon.tsx'
import type { Answer } from '../../shared/ui/port.ts'
import type { DraftKeeper } from './draft.ts'
import { fitHeight, isChatSend, isSend, tooLong } from './writing.ts'

/** As the engine names the audience that is nobody else. */
const ONLY_ME = 'Only me'
const CHAT_KEYS = 'Enter sends, Shift+Enter makes a new line'

interface ComposerProps {
  readonly label: 'Write a comment' | 'Reply' | 'Write a message'
  /** Enter sends what is written. */
  readonly chat?: boolean
  /** What was left unsent before. Read once: later views never write over what is being typed. */
  readonly initial: string
  /** Who will read it. */
  readonly audience: string
  /** While one may still choose who will. */
  readonly choice?: {
    readonly everyone: string
    readonly onlyMe: boolean
    readonly onChoose: (onlyMe: boolean) => void
  }
  readonly draft: DraftKeeper
  readonly post: (body: string) => Promise<Answer>
}

/** Where a comment is written. Its words leave the field only once the engine has them. */
export function Composer({ label, chat = false, initial, audience, choice, draft, post }: ComposerProps) {
  const [body, setBody] = useState(initial)
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [])
  useLayoutEffect(() => fitHeight(field.current), [body])

  const send = async () => {
    const words = body.trim()
    if (busy) return
    if (words === '') return void field.current?.focus()
    if (tooLong(words)) return setWrong(tooLong(words))
    setBusy(true)
    draft.flush()
    const answer = await post(words)
    setBusy(false)
    if (!answer.ok) return setWrong(answer.error)
    draft.done()
    setWrong(undefined)
    setBody('')
    field.current?.focus()
    field.current?.scrollIntoView({ block: 'nearest' })
  }
  const write = (text: string) => {
    setBody(text)
    draft.wrote(text.slice(0, MAX_COMMENT))
    setWrong(tooLong(text))
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        if (event.isTrusted) void send()
      }}
    >
      <textarea
        class="writing"
        aria-label={label}
        aria-describedby={`${id}-audience${chat ? ` ${id}-keys` : ''}`}
        placeholder={chat ? `${label}\n${CHAT_KEYS}` : label}
        rows={2}
        dir="auto"
        readOnly={busy}
        ref={field}
        value={body}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={trusted<KeyboardEvent>((event) => {
          if (!(chat ? isChatSend(event) : isSend(event))) return
          // Otherwise the key's own new line would come after what was sent.
          event.preventDefault()
          void send()
        })}
      />
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      {choice && (
        <Readers
          {...choice}
          onChoose={(onlyMe) => {
            // What is typed goes along to where it will be kept.
            draft.flush()
            choice.onChoose(onlyMe)
          }}
        />
      )}
      <div class="sending">
        <p class={choice ? 'unseen' : 'audience'} id={`${id}-audience`} title="Who can read this">
          <Icon name={audience === ONLY_ME ? 'lock' : 'people'} size={13} />
          <span>{audience}</span>
        </p>
        <Button look="main" small submit busy={busy}>
          {chat ? 'Send' : 'Post'}
        </Button>
      </div>
      {chat && (
        <p class="unseen" id={`${id}-keys`}>
          {CHAT_KEYS}
        </p>
      )}
    </form>
  )
}

/** Who will read what is posted: the space, or nobody else. */
function Readers({ everyone, onlyMe, onChoose }: NonNullable<ComposerProps['choice']>) {
  const option = (mine: boolean, words: string) => (
    <button
      type="button"
      class="reader"
      aria-pressed={onlyMe === mine}
      onClick={trusted(() => {
        if (onlyMe !== mine) onChoose(mine)
      })}
    >
      <Icon name={mine ? 'lock' : 'people'} size={13} />
      <span>{words}</span>
    </button>
  )
  return (
    <fieldset class="readers">
      <legend class="unseen">Who can read this</legend>
      {option(false, everyone)}
      {option(true, ONLY_ME)}
    </fieldset>
  )
}
