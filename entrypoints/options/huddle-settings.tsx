import type { HomeView } from '../../shared/contract/views.ts'
import type { HomePort } from '../../shared/ui/port.ts'
import { Locked } from './locked.tsx'
import { ServerSettings } from './server-settings.tsx'
import { Switch } from './switch.tsx'

/** How a ring sounds, and what others learn in a call. */
export function HuddleSettings({ port, view }: { port: HomePort; view: HomeView }) {
  const { tastes, ringEveryone, active, spaces } = view
  const space = spaces.find(({ id }) => id === active)
  if (view.managed?.huddlesOff) return <Off />
  return (
    <section aria-labelledby="huddles">
      <h2 id="huddles">Huddles</h2>
      <Switch
        label="Sound"
        hint="A soft ring while somebody calls."
        on={tastes?.ringSound ?? true}
        onChange={(on) => void port.ask({ do: 'ring-sound', on })}
      />
      {ringEveryone && space && (
        <Switch
          label={`Everyone in ${space.name} may be rung at once`}
          hint={
            ringEveryone.mine
              ? 'When this is off, whoever starts a huddle chooses whom to ring.'
              : 'Only an admin of the space can change this.'
          }
          on={ringEveryone.on}
          fixed={!ringEveryone.mine}
          onChange={(on) => void port.ask({ do: 'ring-everyone', space: space.id, on })}
        />
      )}
      <Switch
        label="Only through TURN"
        hint="Calls go through a TURN server, everything else over the relay, so nobody in your spaces learns your internet address. The server passes on sealed packets and cannot hear or see anything. Without a TURN server, your relay’s or your own, calls cannot connect then."
        on={tastes?.relayOnly ?? false}
        onChange={(on) => void port.ask({ do: 'relay-only', on })}
      />
      <ServerSettings port={port} servers={tastes?.servers ?? []} />
    </section>
  )
}

function Off() {
  return (
    <section aria-labelledby="huddles">
      <h2 id="huddles">Huddles</h2>
      <Locked>Your administrator has switched huddles off.</Locked>
    </section>
  )
}
