import { useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { TakeLink } from '../../shared/ui/take-link.tsx'
import { CreateSpace } from './create.tsx'
import { JoinSpace } from './join.tsx'
import { type ProfileDraft, ProfileFields, useProfileDraft } from './profile.tsx'

interface BeginProps {
  readonly port: HomePort
  readonly view: HomeView
  /** The invite in the tab's address. */
  readonly invite: string | undefined
  readonly onJoined: (page: string | undefined) => void
  readonly onDone: () => void
  readonly onBack: (() => void) | undefined
}

/** The first steps: a name, then the ways to begin, all in view. Nothing here needs an account, or a network to begin alone. */
export function Begin({ port, view, invite, onJoined, onDone, onBack }: BeginProps) {
  // As it was when this opened: the fields stay while the name is being kept.
  const [first] = useState(view.profile === undefined)
  const profile = useProfileDraft(port, first)
  const invited = invite !== undefined
  const [asks, setAsks] = useState(false)
  const [elsewhere, setElsewhere] = useState(false)
  if (elsewhere || view.linking?.side === 'take')
    return <Linking port={port} view={view} onBack={() => setElsewhere(false)} />
  return (
    <div class="begin">
      <Heading first={first} invited={invited} asks={asks} />
      {first && <ProfileFields draft={profile} />}
      <section class="begin-way" aria-label="Join">
        {!invited && <h3>Join</h3>}
        <JoinSpace {...{ port, profile, onJoined, invite }} onAsks={setAsks} />
      </section>
      {!invited && (
        <section class="begin-way" aria-label="New space">
          <h3>New space</h3>
          <CreateSpace {...{ port, view, profile }} onDone={onDone} />
        </section>
      )}
      {first && !invited && <Alone profile={profile} onDone={onDone} />}
      {first && !invited && (
        <Button look="quiet" onPress={() => setElsewhere(true)}>
          I use Huddlemark elsewhere
        </Button>
      )}
      {onBack && (
        <Button icon="back" small onPress={onBack}>
          {invited ? 'Not now' : 'Back'}
        </Button>
      )}
    </div>
  )
}

function Heading({ first, invited, asks }: { first: boolean; invited: boolean; asks: boolean }) {
  if (invited) return <h2>{asks ? 'You are invited to ask' : 'You are invited'}</h2>
  if (!first) return <h2>Add a space</h2>
  return (
    <div class="hello">
      <h2>
        Read the web <span class="stroke">together</span>.
      </h2>
      <p class="small soft">Mark words on any page and talk there. No account.</p>
    </div>
  )
}

/** Everyone has a private space from the moment they have a name. */
function Alone({ profile, onDone }: { profile: ProfileDraft; onDone: () => void }) {
  const [busy, setBusy] = useState(false)
  const start = async () => {
    if (busy) return
    setBusy(true)
    const kept = await profile.keep()
    setBusy(false)
    if (kept) onDone()
  }
  return (
    <div class="alone">
      <p class="small soft">Or begin in a private space, on this device only.</p>
      <Button look="edged" busy={busy} onPress={() => void start()}>
        Try alone
      </Button>
    </div>
  )
}

/** Who uses Huddlemark in another browser is somebody already. Under way, it stays so when the popup is closed. */
function Linking({ port, view, onBack }: { port: HomePort; view: HomeView; onBack: () => void }) {
  const { linking } = view
  const back = () => {
    onBack()
    if (linking) void port.ask({ do: 'link-end' })
  }
  return (
    <div class="begin">
      <h2>From your other browser</h2>
      <TakeLink ask={(ask) => port.ask(ask)} linking={linking} />
      {(linking === undefined || linking.state === 'failed') && (
        <Button icon="back" small onPress={back}>
          Back
        </Button>
      )}
    </div>
  )
}
