import { useId } from 'preact/hooks'
import { Button } from '../../../shared/ui/button.tsx'
import type { Call, CallState, DeviceChoice } from '../model.ts'
import { chosenOf, withDefault } from './device-choice.ts'
import { Icon } from './icons.tsx'
import { Picture } from './picture.tsx'
import { Sheet, Switch } from './sheet.tsx'
import { useLevel } from './use-call.ts'

/** Which microphone, camera and speaker, and how they are used; everything is heard and seen as it is chosen. */
export function SettingsSheet({ call, state, onClose }: { call: Call; state: CallState; onClose: () => void }) {
  const { actions } = call
  const { devices } = state
  return (
    <Sheet title="Microphone, camera, speaker" onClose={onClose} wide>
      <div class="settings">
        <section class="device">
          <Choice
            label="Microphone"
            of={devices.microphones}
            value={devices.microphone}
            onChoose={actions.chooseMicrophone}
          />
          <LevelMeter call={call} on={state.microphone.on || state.pushToTalk} />
          <Switch
            label="Noise suppression"
            hint="Keeps keyboards, fans and streets out of your voice."
            on={devices.noiseSuppression}
            onChange={(on) => void actions.setNoiseSuppression(on)}
          />
        </section>
        <section class="device">
          <Choice label="Camera" of={devices.cameras} value={devices.camera} onChoose={actions.chooseCamera} />
          <div class="preview-camera">
            {state.camera.on && state.cameraStream !== undefined ? (
              <Picture stream={state.cameraStream} label="Your camera" mirrored />
            ) : (
              <p class="soft small">
                <Icon name="cameraOff" />
                Your camera is off. What the others see is shown here once it is on.
              </p>
            )}
          </div>
          {devices.blur !== undefined && (
            <Switch
              label="Blur the background"
              hint="Done by your camera’s driver, before anything is sent."
              on={devices.blur}
              onChange={(on) => void actions.setBlur(on)}
            />
          )}
        </section>
        <section class="device">
          {devices.speakers.length > 0 ? (
            <Choice
              label="Speaker"
              of={withDefault(devices.speakers)}
              value={devices.speaker}
              onChoose={actions.chooseSpeaker}
            />
          ) : (
            <p class="soft small">Your browser plays on the speaker that the system has chosen.</p>
          )}
          <div>
            <Button look="edged" small onPress={() => actions.testSpeaker()}>
              Play a test sound
            </Button>
          </div>
          <Switch
            label="Low data"
            hint="Voice first: your video is sent small, and only small pictures are asked for."
            on={state.lowData}
            onChange={(on) => actions.setLowData(on)}
          />
        </section>
      </div>
    </Sheet>
  )
}

function Choice(props: {
  label: string
  of: readonly DeviceChoice[]
  value: string
  onChoose: (id: string) => Promise<void>
}) {
  const id = useId()
  if (props.of.length === 0) {
    return (
      <div class="choice">
        <h3>{props.label}</h3>
        <p class="soft small">None found</p>
      </div>
    )
  }
  return (
    <div class="choice">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        value={chosenOf(props.of, props.value)}
        onChange={(event) => void props.onChoose(event.currentTarget.value)}
      >
        {props.of.map((one) => (
          <option key={one.id} value={one.id}>
            {one.label === '' ? 'Unnamed device' : one.label}
          </option>
        ))}
      </select>
    </div>
  )
}

/** One's own voice, as the others would hear it. */
function LevelMeter({ call, on }: { call: Call; on: boolean }) {
  const level = useLevel(call, 'me', on)
  return (
    <div class="meter-line">
      <div
        class="meter"
        aria-hidden="true"
        ref={(element) => {
          level.current = element
        }}
      >
        <i />
      </div>
      <p class="soft small">{on ? 'Say something: the bar moves with your voice.' : 'You are muted.'}</p>
    </div>
  )
}
