import { useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Choice } from '../../shared/ui/choices.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import { CreateSpace } from './create.tsx'
import { JoinSpace } from './join.tsx'
import type { HomePort } from './popup.tsx'
import { ProfileFields, useProfileDraft } from './profile.tsx'

interface BeginProps {
  readonly port: HomePort
  readonly view: HomeView
  /** The invite in the tab's address. */
  readonly invite: string | undefined
  readonly onJoined: (page: string | undefined) => void
  readonly onCreated: () => void
  readonly onBack: (() => void) | undefined
}

type Way = 'create' | 'join' | 'alone'

/** The first steps: a name, then one of three ways. Nothing here needs an account, or a network to begin alone. */
export function Begin({ port, view, invite, onJoined, onCreated, onBack }: BeginProps) {
  // As it was when this opened: the fields stay while the name is being kept.
  const [first] = useState(view.profile === undefined)
  const profile = useProfileDraft(port, first)
  const [way, setWay] = useState<Way>(
    invite !== undefined ? 'join' : view.defaultRelay === undefined && first ? 'alone' : 'create',
  )
  const ways: Array<readonly [Way, string]> = [
    ['alone', 'Try alone'],
    ['join', 'Join'],
    ['create', view.defaultRelay === undefined ? 'Use our relay' : 'New space'],
  ]
  return (
    <div class="begin">
      <Heading first={first} invited={invite !== undefined} />
      {first && <ProfileFields draft={profile} />}
      {invite === undefined && <Choice legend="How to begin" of={ways} value={way} onChoose={setWay} />}
      {way === 'join' && <JoinSpace {...{ port, profile, onJoined }} invite={invite} />}
      {way === 'create' && <CreateSpace {...{ port, view, profile, onCreated }} />}
      {way === 'alone' && <Alone {...{ port, profile, onCreated }} />}
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

interface AloneProps {
  readonly port: HomePort
  readonly profile: ReturnType<typeof useProfileDraft>
  readonly onCreated: () => void
}

function Alone({ port, profile, onCreated }: AloneProps) {
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const start = async () => {
    setBusy(true)
    if (await profile.keep()) {
      const answer = await port.ask({ do: 'create-space', name: 'Just me' })
      setWrong(answer.ok ? undefined : answer.error)
      if (answer.ok) onCreated()
    }
    setBusy(false)
  }
  return (
    <form
      class="way"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <p class="small soft">A private space that stays on this device. You can invite people to another one later.</p>
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
      <Button look="main" submit busy={busy}>
        Start alone
      </Button>
    </form>
  )
}
