import { Button } from '../../../shared/ui/button.tsx'
import type { Call, CallState } from '../model.ts'
import { SHORTCUTS } from './keyboard.ts'
import { Sheet, Switch } from './sheet.tsx'

/** What single keys do, and the switch that lets them do nothing. */
export function KeysSheet(props: { enabled: boolean; onEnable: (on: boolean) => void; onClose: () => void }) {
  return (
    <Sheet title="Keyboard shortcuts" onClose={props.onClose}>
      <dl class="keys" data-off={!props.enabled}>
        {Object.values(SHORTCUTS).map(({ keys, words }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <Switch
        label="Single keys work in this window"
        hint="They never do while you type. Space talks while no button has the keyboard."
        on={props.enabled}
        onChange={props.onEnable}
      />
    </Sheet>
  )
}

/** What "verified end to end" means, in plain words; no more is promised than is so. */
export function VerifiedSheet({ state, onClose }: { state: CallState; onClose: () => void }) {
  const refused = state.others.filter(({ verified }) => verified === 'refused')
  return (
    <Sheet title="Privacy of this call" onClose={onClose}>
      <div class="explained">
        {refused.length > 0 && (
          <p class="bad" role="alert">
            <strong>{refused.map(({ name }) => name).join(', ')} could not be verified.</strong> The key of their
            connection is not the one that they signed, so somebody may be in between. Nothing is sent to them, and
            nothing of theirs is played.
          </p>
        )}
        <p>
          <strong>Sound, pictures and files go from browser to browser, encrypted.</strong> No server in between can
          hear, see or record them.
        </p>
        <p>
          <strong>Verified</strong> means: the key of each connection was compared with the one that the other device
          signed with its key of this space. Nobody can put themselves in the middle unnoticed, not even who runs the
          relay.
        </p>
        <p>
          A direct connection lets the others in the huddle learn your network address. In the settings you can have
          calls go through a TURN server only; it passes sealed packets on.
        </p>
        <p class="soft">Nothing is recorded by Huddlemark. What others do with what they hear and see is up to them.</p>
      </div>
    </Sheet>
  )
}

/** Asked for another huddle while in this one. */
export function AskedSheet({ call, state }: { call: Call; state: CallState }) {
  const asked = state.asked
  if (asked === undefined) return null
  const go = () => call.actions.enter(asked.space, asked.huddle)
  return (
    <Sheet
      title={asked.words}
      onClose={() => call.actions.stay()}
      footer={
        <>
          <Button look="edged" onPress={() => call.actions.stay()}>
            Stay
          </Button>
          <Button look="main" onPress={go}>
            {asked.huddle === undefined ? 'Leave and start' : 'Leave and join'}
          </Button>
        </>
      }
    >
      {state.others.length > 0 && (
        <p class="soft">The others here stay: you can come back as long as one of them does.</p>
      )}
    </Sheet>
  )
}
