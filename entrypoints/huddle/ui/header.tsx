import { trusted } from '../../../shared/ui/button.tsx'
import type { Call, CallState } from '../model.ts'
import { Icon, type Sign } from './icons.tsx'
import type { Opens } from './menus.tsx'
import { chatName } from './unread.ts'
import { people } from './words.ts'

interface HeaderProps {
  readonly call: Call
  readonly state: CallState
  readonly opens: Opens
  readonly chatOpen: boolean
  /** Messages in the chat that were not seen yet. */
  readonly unread: number
}

/** Where one is and with how many; whether it is verified; the ways to chat and to ring. */
export function Header({ state, opens, chatOpen, unread }: HeaderProps) {
  return (
    <header class="head">
      <div class="where">
        <h1>{state.space?.name ?? 'Huddle'}</h1>
        <p class="soft">{state.kind === 'files' ? 'Sending files' : people(state.others.length + 1)}</p>
      </div>
      <VerifiedMark state={state} onPress={opens.verified} />
      <HeadTool name="Ring people" icon="invite" onPress={opens.ring} />
      <HeadTool name={chatName(unread)} count={unread} icon="chat" pressed={chatOpen} onPress={opens.chat} />
    </header>
  )
}

function HeadTool(props: { name: string; icon: Sign; count?: number; pressed?: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      class="button quiet square"
      aria-label={props.name}
      title={props.name}
      {...(props.pressed === undefined ? {} : { 'aria-expanded': props.pressed })}
      onClick={trusted(props.onPress)}
    >
      <Icon name={props.icon} />
      {props.count !== undefined && props.count > 0 && (
        <span class="unread" aria-hidden="true">
          {props.count > 9 ? '9+' : props.count}
        </span>
      )}
    </button>
  )
}

/** Nothing while alone; then a lock and words, red and plain when somebody could not be verified. */
export function VerifiedMark({ state, onPress }: { state: CallState; onPress: () => void }) {
  if (state.verified === undefined) return null
  const refused = state.others.some(({ verified }) => verified === 'refused')
  const words = refused ? 'Not verified' : state.verified ? 'Verified end to end' : 'Verifying…'
  const brief = refused ? 'Not verified' : state.verified ? 'Verified' : 'Verifying…'
  return (
    <button
      type="button"
      class="verified"
      data-state={refused ? 'refused' : state.verified ? 'yes' : 'not-yet'}
      aria-label={words}
      title={words}
      onClick={trusted(onPress)}
    >
      <Icon name={refused ? 'unlocked' : 'lock'} size={15} />
      <span aria-hidden="true">{brief}</span>
    </button>
  )
}
