import type { ComponentChildren } from 'preact'
import { trusted } from '../../../shared/ui/button.tsx'
import type { Call, CallState, OwnDevice } from '../model.ts'
import { Icon, Microphone } from './icons.tsx'
import { MoreMenu, type Opens, Reactions } from './menus.tsx'
import { useLevel } from './use-call.ts'

/** `on`: ours goes out. `off`: it does not. `warn`: it should and does not. `leave`: ends it. */
type Tone = 'plain' | 'on' | 'off' | 'warn' | 'leave'

export function Tool(props: {
  name: string
  caption: string
  hint?: string
  tone?: Tone
  busy?: boolean
  extra?: string
  onPress: () => void
  children: ComponentChildren
}) {
  const press = trusted(() => {
    if (!props.busy) props.onPress()
  })
  return (
    <button
      type="button"
      class={props.extra === undefined ? 'tool' : `tool ${props.extra}`}
      data-tone={props.tone ?? 'plain'}
      aria-label={props.name}
      title={props.hint ?? props.name}
      {...(props.busy ? { 'aria-disabled': 'true' as const } : {})}
      onClick={press}
    >
      <span class="tool-icon">{props.children}</span>
      <span class="tool-words" aria-hidden="true">
        {props.caption}
      </span>
    </button>
  )
}

const tone = (device: OwnDevice): Tone => (device.trouble !== undefined ? 'warn' : device.on ? 'on' : 'plain')

interface ToolbarProps {
  readonly call: Call
  readonly state: CallState
  readonly opens: Opens
  readonly onLeave: () => void
}

/** What one does in a huddle, in the order of how often. */
export function Toolbar({ call, state, opens, onLeave }: ToolbarProps) {
  const { actions } = call
  const files = state.kind === 'files'
  return (
    <section class="toolbar" aria-label="Call controls">
      {!files && (
        <>
          <MuteTool call={call} state={state} />
          <Tool
            name={state.camera.on ? 'Stop video' : 'Start video'}
            caption="Video"
            hint={`${state.camera.on ? 'Stop video' : 'Start video'} (V)`}
            tone={tone(state.camera)}
            busy={state.camera.opening}
            onPress={() => void actions.setCamera(!state.camera.on)}
          >
            <Icon name={state.camera.on ? 'camera' : 'cameraOff'} />
          </Tool>
          <Tool
            name={state.screen.on ? 'Stop sharing' : 'Share screen'}
            caption={state.screen.on ? 'Sharing' : 'Share'}
            hint={`${state.screen.on ? 'Stop sharing' : 'Share screen'} (S)`}
            tone={tone(state.screen)}
            busy={state.screen.opening}
            onPress={() => void actions.setScreen(!state.screen.on)}
          >
            <Icon name={state.screen.on ? 'screenOff' : 'screen'} />
          </Tool>
          <span class="tool-line" />
          <Tool
            name={state.me?.hand ? 'Lower hand' : 'Raise hand'}
            caption="Hand"
            hint={`${state.me?.hand ? 'Lower hand' : 'Raise hand'} (H)`}
            tone={state.me?.hand ? 'on' : 'plain'}
            extra="roomy"
            onPress={() => actions.setHand(!state.me?.hand)}
          >
            <Icon name="hand" />
          </Tool>
          <Reactions onReact={(reaction) => actions.react(reaction)} />
        </>
      )}
      <MoreMenu {...{ call, state, opens }} />
      <Tool name="Leave" caption="Leave" hint="Leave the huddle" tone="leave" onPress={onLeave}>
        <Icon name="leave" />
      </Tool>
    </section>
  )
}

/** The microphone fills with one's own voice; muted, it says how to be heard for a moment. */
function MuteTool({ call, state }: { call: Call; state: CallState }) {
  const { on, opening, trouble } = state.microphone
  const level = useLevel(call, 'me', on || state.pushToTalk)
  const press = () => {
    if (trouble !== undefined && !on) call.actions.act('microphone')
    else call.actions.setMuted(on)
  }
  return (
    <span
      class="mute-tool"
      ref={(element) => {
        level.current = element
      }}
    >
      <Tool
        name={on ? 'Mute' : 'Unmute'}
        caption={state.pushToTalk ? 'Talking' : on ? 'Mute' : 'Unmute'}
        hint={on ? 'Mute (M)' : 'Unmute (M). Hold Space to talk for a moment'}
        tone={trouble !== undefined ? 'warn' : state.pushToTalk || on ? 'on' : 'off'}
        busy={opening}
        onPress={press}
      >
        <Microphone off={!on && !state.pushToTalk} />
      </Tool>
    </span>
  )
}
