import { useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Choice } from '../../shared/ui/choices.tsx'
import { CreateSpace } from './create.tsx'
import { JoinSpace } from './join.tsx'
import type { HomePort } from './popup.tsx'
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

type Way = 'create' | 'join' | 'alone'

/** The first steps: a name, then one of three ways. Nothing here needs an account, or a network to begin alone. */
export function Begin({ port, view, invite, onJoined, onDone, onBack }: BeginProps) {
  // As it was when this opened: the fields stay while the name is being kept.
  const [first] = useState(view.profile === undefined)
  const profile = useProfileDraft(port, first)
  const [chosen, setWay] = useState<Way>(first && view.defaultRelay === undefined ? 'alone' : 'create')
  const way = invite === undefined ? chosen : 'join'
  const ways: Array<readonly [Way, string]> = [
    ...(first ? [['alone', 'Try alone'] as const] : []),
    ['join', 'Join'],
    ['create', view.defaultRelay === undefined ? 'Use our relay' : 'New space'],
  ]
  return (
    <div class="begin">
      <Heading first={first} invited={invite !== undefined} />
      {first && <ProfileFields draft={profile} />}
      {invite === undefined && <Choice legend="How to begin" of={ways} value={way} onChoose={setWay} />}
      {way === 'join' && <JoinSpace {...{ port, profile, invite, onJoined }} />}
      {way === 'create' && <CreateSpace {...{ port, view, profile, onDone }} />}
      {way === 'alone' && <Alone {...{ profile, onDone }} />}
      {onBack && (
        <Button icon="back" small onPress={onBack}>
          {invite === undefined ? 'Back' : 'Not now'}
        </Button>
      )}
    </div>
  )
}

function Heading({ first, invited }: { first: boolean; invited: boolean }) {
  if (invited) return <h2>You are invited</h2>
  if (!first) return <h2>Add a space</h2>
  return (
    <div class="hello">
      <h2>
        Read the web <span class="stroke">together</span>.
      </h2>
      <p class="soft">Mark words on any page and talk about them, right there. No account.</p>
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
    <form
      class="way"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <p class="small soft">A private space that stays on this device. You can read with others whenever you like.</p>
      <Button look="main" submit busy={busy}>
        Start alone
      </Button>
    </form>
  )
}
