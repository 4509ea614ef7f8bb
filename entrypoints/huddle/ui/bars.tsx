import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../../shared/ui/button.tsx'
import type { Advice, Call, CallState, DeviceTrouble, OwnDevice } from '../model.ts'
import { Icon, type Sign } from './icons.tsx'
import { type BrowserName, type DeviceKind, troubleOf } from './words.ts'

const BROWSER: BrowserName = navigator.userAgent.includes('Firefox/') ? 'firefox' : 'chrome'
const DEVICES = ['microphone', 'camera', 'screen'] as const

/** Everything that must be known now, above the people: what is shared, what is in the way, what would help. */
export function BarStack({ call, state }: { call: Call; state: CallState }) {
  const [closed, close] = useState<Partial<Record<DeviceKind, DeviceTrouble>>>({})
  const troubled = DEVICES.filter((device) => {
    const { trouble } = state[device]
    return trouble !== undefined && closed[device] !== trouble
  })
  const told = new Set<Advice['key']>(DEVICES.filter((device) => state[device].trouble !== undefined))
  const opening = DEVICES.some((device) => device !== 'screen' && state[device].opening)
  return (
    <div class="bars">
      {state.screen.on && <SharingBar onStop={() => void call.actions.setScreen(false)} />}
      {opening && <AskingBar state={state} />}
      {troubled.map((device) => (
        <TroubleBar
          key={device}
          {...{ call, device }}
          own={state[device]}
          onClose={() => {
            close((now) => ({ ...now, [device]: state[device].trouble }))
            call.actions.dismiss(device)
          }}
        />
      ))}
      {state.advice
        .filter(({ key }) => !told.has(key))
        .map((advice) => (
          <AdviceBar key={advice.key} call={call} advice={advice} />
        ))}
    </div>
  )
}

function Bar(props: {
  tone: 'plain' | 'warning' | 'bad' | 'sharing'
  icon: Sign
  children: ComponentChildren
  actions?: ComponentChildren
  onClose?: () => void
}) {
  const [text, cut] = useCut()
  const [open, setOpen] = useState(false)
  return (
    <div class="bar" data-tone={props.tone} data-open={open} role={props.tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={props.icon} size={17} />
      <div class="bar-words">
        <div class="bar-text" ref={text}>
          {props.children}
        </div>
      </div>
      <div class="bar-actions">
        {cut && !open && (
          <Button small onPress={() => setOpen(true)}>
            More
          </Button>
        )}
        <div class="bar-own">{props.actions}</div>
        {props.onClose && <Button small icon="close" label="Dismiss" onPress={props.onClose} />}
      </div>
    </div>
  )
}

/** Whether an element held more than it shows. Not taken back: the button that it brings may be what made room. */
function useCut() {
  const element = useRef<HTMLDivElement>(null)
  const [cut, setCut] = useState(false)
  useLayoutEffect(() => {
    const watched = element.current
    if (watched === null) return
    const look = () => setCut((was) => was || watched.scrollHeight > watched.clientHeight + 2)
    const observer = new ResizeObserver(look)
    observer.observe(watched)
    return () => observer.disconnect()
  }, [])
  return [element, cut] as const
}

/** As long as a screen goes out, wherever one looks. */
function SharingBar({ onStop }: { onStop: () => void }) {
  return (
    <Bar
      tone="sharing"
      icon="screen"
      actions={
        <Button small look="main" onPress={onStop}>
          Stop
        </Button>
      }
    >
      <strong>You are sharing</strong>
    </Bar>
  )
}

/** The browser's own question hides easily; this points at it. It comes late by its style, so that a quick yes shows nothing. */
function AskingBar({ state }: { state: CallState }) {
  const device = state.microphone.opening ? 'microphone' : 'camera'
  return (
    <div class="late">
      <Bar tone="plain" icon="info">
        Opening the {device}. If your browser asks, choose “Allow”.
      </Bar>
    </div>
  )
}

function TroubleBar(props: { call: Call; device: DeviceKind; own: OwnDevice; onClose: () => void }) {
  const { call, device, own, onClose } = props
  if (own.trouble === undefined) return null
  const { words, how, again, without } = troubleOf(device, own.trouble, BROWSER)
  return (
    <Bar
      tone={device === 'screen' ? 'plain' : 'warning'}
      icon="alert"
      actions={
        <>
          {again !== undefined && (
            <Button small look="edged" onPress={() => call.actions.act(device)}>
              {again}
            </Button>
          )}
          {without !== undefined && (
            <Button small onPress={onClose}>
              {without}
            </Button>
          )}
        </>
      }
    >
      {words}
      {how !== undefined && <p class="how">{how}</p>}
    </Bar>
  )
}

const ICONS: Partial<Record<Advice['key'], Sign>> = {
  autoplay: 'speaker',
  'refused-peer': 'unlocked',
  'relay-away': 'info',
  'talking-muted': 'alert',
}

function AdviceBar({ call, advice }: { call: Call; advice: Advice }) {
  const { key, words, button, tone } = advice
  const refused = key === 'refused-peer'
  return (
    <Bar
      tone={refused ? 'bad' : tone === 'warning' ? 'warning' : 'plain'}
      icon={ICONS[key] ?? (tone === 'warning' ? 'alert' : 'info')}
      {...(button === undefined
        ? {}
        : {
            actions: (
              <Button small look={key === 'autoplay' ? 'main' : 'edged'} onPress={() => call.actions.act(key)}>
                {button}
              </Button>
            ),
          })}
      {...(key === 'autoplay' ? {} : { onClose: () => call.actions.dismiss(key) })}
    >
      {words}
    </Bar>
  )
}
