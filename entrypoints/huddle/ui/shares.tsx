import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import { trusted } from '../../../shared/ui/button.tsx'
import type { Call, CallState, Screen } from '../model.ts'
import { Icon, type Sign } from './icons.tsx'
import { PenLayer } from './pen-layer.tsx'
import { Picture } from './picture.tsx'
import { ShareNote } from './share-note.tsx'
import { ShareTabs } from './share-tabs.tsx'

/** Whose screen is seen large: the chosen one while it lasts, else another's before our own, the newest first. */
export function shownScreen(screens: readonly Screen[], chosen: DeviceId | undefined): Screen | undefined {
  return screens.find(({ device }) => device === chosen) ?? screens.findLast(({ mine }) => !mine) ?? screens.at(-1)
}

interface SharesProps {
  readonly call: Call
  readonly state: CallState
  readonly shown: Screen
  readonly onChoose: (device: DeviceId) => void
}

/** A shared screen, large, to look at, point at and draw on together. */
export function Shares({ call, state, shown, onChoose }: SharesProps) {
  const frame = useRef<HTMLElement>(null)
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [pointing, setPointing] = useState(true)
  const full = useFullscreen(frame)
  const keep = useCallback((element: HTMLVideoElement | null) => setVideo(element), [])
  const label = shown.mine ? 'Your screen, as the others see it' : `${shown.name}’s screen`
  return (
    <section class="share" ref={frame} aria-label="Shared screen" data-mine={shown.mine}>
      <div class="share-head">
        {state.screens.length > 1 ? (
          <ShareTabs {...{ call, state, shown, onChoose }} />
        ) : (
          <p class="whose-one">
            <span>{label}</span>
            {shown.hasSound && <Icon name="speaker" size={15} />}
          </p>
        )}
        <div class="share-tools">
          <ShareTool
            name="Point and draw"
            hint="Point and draw: everybody sees your pointer here; hold the button down to draw"
            icon="pen"
            pressed={pointing}
            onPress={() => setPointing(!pointing)}
          />
          {full.can && (
            <ShareTool
              name={full.is ? 'Leave full screen' : 'Full screen'}
              icon={full.is ? 'unfull' : 'full'}
              onPress={full.toggle}
            />
          )}
        </div>
      </div>
      <div class="share-picture">
        <Picture
          key={shown.device}
          stream={shown.stream}
          label={label}
          whole
          onElement={keep}
          {...(shown.mine ? {} : { of: { device: shown.device, kind: 'screen' as const } })}
        />
        <ShareNote shown={shown} video={video} />
        <PenLayer call={call} state={state} screen={shown.device} video={video} active={pointing} />
      </div>
    </section>
  )
}

function ShareTool(props: { name: string; hint?: string; icon: Sign; pressed?: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      class="share-tool"
      aria-label={props.name}
      title={props.hint ?? props.name}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      onClick={trusted(props.onPress)}
    >
      <Icon name={props.icon} size={18} />
    </button>
  )
}

/** Key F is answered here, too, by an event from the room: only what is shown can be shown in full. */
export const FULL_EVENT = 'huddle-full'

function useFullscreen(frame: { readonly current: HTMLElement | null }) {
  const [is, setIs] = useState(false)
  const toggle = useCallback(() => {
    if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined)
    else void frame.current?.requestFullscreen({ navigationUI: 'hide' }).catch(() => undefined)
  }, [frame])
  useEffect(() => {
    const changed = () => setIs(document.fullscreenElement === frame.current && frame.current !== null)
    document.addEventListener('fullscreenchange', changed)
    addEventListener(FULL_EVENT, toggle)
    return () => {
      document.removeEventListener('fullscreenchange', changed)
      removeEventListener(FULL_EVENT, toggle)
    }
  }, [frame, toggle])
  return { can: document.fullscreenEnabled, is, toggle }
}
