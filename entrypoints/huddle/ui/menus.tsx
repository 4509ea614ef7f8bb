import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import { REACTIONS, type Reaction } from '../../../shared/huddle/parts.ts'
import { trusted } from '../../../shared/ui/button.tsx'
import type { Call, CallState } from '../model.ts'
import { Icon, type Sign } from './icons.tsx'
import { canFloat } from './pip.tsx'
import { REACTION_NAMES } from './words.ts'

/** What the menu, and keys, can open over the call. */
export interface Opens {
  settings(): void
  ring(): void
  keys(): void
  chat(): void
  verified(): void
  files(): void
  /** The small window that stays on top. */
  float(): void
}

/** A button whose menu rises above the toolbar; it closes on Escape, on a press elsewhere, and once something is chosen. */
function Rising(props: {
  name: string
  caption: string
  icon: Sign
  role: 'menu' | 'group'
  extra?: string
  children: (close: () => void) => ComponentChildren
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const entries = () =>
    [...(panel.current?.querySelectorAll<HTMLElement>('button') ?? [])].filter((one) => one.checkVisibility())
  const toggled = (event: Event) => {
    const open = (event as ToggleEvent).newState === 'open'
    button.current?.setAttribute('aria-expanded', String(open))
    if (open) entries()[0]?.focus()
  }
  const close = () => {
    panel.current?.hidePopover()
    button.current?.focus()
  }
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const all = entries()
    all[(all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length]?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.extra === undefined ? 'tool' : `tool ${props.extra}`}
        data-tone="plain"
        aria-label={props.name}
        aria-haspopup={props.role === 'menu' ? 'menu' : 'true'}
        aria-expanded="false"
        title={props.name}
        onClick={trusted(() => panel.current?.togglePopover({ source: button.current as HTMLElement }))}
      >
        <span class="tool-icon">
          <Icon name={props.icon} />
        </span>
        <span class="tool-words" aria-hidden="true">
          {props.caption}
        </span>
      </button>
      {/* biome-ignore lint/a11y: its role comes from the caller, a menu or a group. */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        class={`rising ${props.role}`}
        role={props.role}
        aria-label={props.name}
        onToggle={toggled}
        onKeyDown={walk}
      >
        {props.children(close)}
      </div>
    </>
  )
}

export function Reactions({ onReact }: { onReact: (reaction: Reaction) => void }) {
  return (
    <Rising name="React" caption="React" icon="smile" role="group" extra="roomy">
      {(close) => <EmojiButtons onReact={onReact} close={close} />}
    </Rising>
  )
}

function EmojiButtons(props: { role?: 'menuitem'; onReact: (reaction: Reaction) => void; close: () => void }) {
  return (
    <>
      {REACTIONS.map((reaction) => (
        <button
          key={reaction}
          type="button"
          class="emoji"
          role={props.role}
          aria-label={REACTION_NAMES[reaction]}
          title={REACTION_NAMES[reaction]}
          onClick={trusted(() => {
            props.onReact(reaction)
            props.close()
          })}
        >
          {reaction}
        </button>
      ))}
    </>
  )
}

interface Entry {
  readonly words: string
  readonly icon: Sign
  readonly run: () => void
  /** Only where the toolbar or the header has no room for it. */
  readonly narrow?: boolean
}

export function MoreMenu({ call, state, opens }: { call: Call; state: CallState; opens: Opens }) {
  return (
    <Rising name="More" caption="More" icon="more" role="menu">
      {(close) => (
        <>
          {state.kind === 'talk' && (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a menu, a group may.
            <div class="emoji-row narrow" role="group" aria-label="React">
              <EmojiButtons role="menuitem" onReact={(reaction) => call.actions.react(reaction)} close={close} />
            </div>
          )}
          {entriesOf(call, state, opens).map(({ words, icon, run, narrow }) => (
            <button
              key={words}
              type="button"
              role="menuitem"
              class={narrow ? 'entry narrow' : 'entry'}
              onClick={trusted(() => {
                close()
                run()
              })}
            >
              <Icon name={icon} size={18} />
              {words}
            </button>
          ))}
        </>
      )}
    </Rising>
  )
}

function entriesOf({ actions }: Call, state: CallState, opens: Opens): Entry[] {
  const hand = state.me?.hand ?? false
  const talk = state.kind === 'talk'
  const entries: Array<Entry | false> = [
    talk && {
      words: hand ? 'Lower your hand' : 'Raise your hand',
      icon: 'hand',
      run: () => actions.setHand(!hand),
      narrow: true,
    },
    { words: 'Ring people', icon: 'invite', run: opens.ring, narrow: true },
    { words: 'Chat', icon: 'chat', run: opens.chat, narrow: true },
    talk && { words: 'Microphone, camera, speaker', icon: 'gear', run: opens.settings },
    talk && {
      words: state.lowData ? 'Low data: switch off' : 'Low data: switch on',
      icon: 'leaf',
      run: () => actions.setLowData(!state.lowData),
    },
    canFloat() && { words: 'Small window on top', icon: 'pip', run: opens.float },
    { words: 'Privacy of this call', icon: 'lock', run: opens.verified },
    { words: 'Keyboard shortcuts', icon: 'keys', run: opens.keys },
  ]
  return entries.filter((entry): entry is Entry => entry !== false)
}
