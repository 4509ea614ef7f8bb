import { useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { cleanName, MAX_SPACE_NAME } from '../../shared/domain/member.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import type { ProfileDraft } from './profile.tsx'

interface CreateProps {
  readonly port: HomePort
  readonly view: HomeView
  readonly profile: ProfileDraft
  readonly onDone: () => void
}

interface Wrong {
  readonly name?: string
  readonly relay?: string
  readonly all?: string
}

/** A space for several people. A relay that was typed here is tried before it is kept; one that is known need not answer now. */
export function CreateSpace({ port, view, profile, onDone }: CreateProps) {
  const set = view.managed?.relay !== undefined
  const known = view.defaultRelay ?? view.lastRelay
  const [name, setName] = useState('')
  const [relay, setRelay] = useState(known ?? '')
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState<'checking' | 'creating'>()

  const create = async (): Promise<Wrong> => {
    const title = cleanName(name, MAX_SPACE_NAME)
    if (title === '') return { name: 'Give the space a name, such as your team’s.' }
    let address = relay.trim()
    if (address === '') return { relay: 'Type the address of your relay, or choose “Try alone”.' }
    if (!(await profile.keep())) return {}
    if (address !== view.defaultRelay && address !== view.lastRelay) {
      setBusy('checking')
      const checked = await port.ask({ do: 'check-relay', relay: address })
      if (!checked.ok) return { relay: checked.error }
      // As it is to be kept: what was left out when typing is filled in.
      address = (checked.value as { relay: string }).relay
    }
    setBusy('creating')
    const answer = await port.ask({ do: 'create-space', name: title, relay: address })
    if (!answer.ok) return { all: answer.error }
    onDone()
    return {}
  }
  const submit = async () => {
    if (busy) return
    setBusy('creating')
    setWrong(await create())
    setBusy(undefined)
  }
  return (
    <form
      class="way"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <div class="pair">
        <Field
          label="Space name"
          value={name}
          max={MAX_SPACE_NAME}
          placeholder="Design team"
          wrong={wrong.name}
          onInput={setName}
        />
        <Field
          label="Relay address"
          kind="url"
          value={relay}
          placeholder="https://relay.example.org"
          wrong={wrong.relay}
          readonly={set}
          {...(set ? { hint: 'Set by your administrator.' } : {})}
          onInput={setRelay}
        />
      </div>
      {busy === 'checking' && (
        <p class="small soft" role="status">
          Checking the relay…
        </p>
      )}
      {wrong.all !== undefined && <Notice tone="bad">{wrong.all}</Notice>}
      <Button look="main" submit busy={busy !== undefined}>
        Create space
      </Button>
    </form>
  )
}
