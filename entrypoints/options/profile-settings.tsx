import { useEffect, useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { cleanName, MAX_NAME, type MemberColour } from '../../shared/domain/member.ts'
import { Button } from '../../shared/ui/button.tsx'
import { MemberColours } from '../../shared/ui/choices.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Avatar } from '../../shared/ui/people.tsx'
import type { HomePort } from '../../shared/ui/port.ts'

/** How others see this person, in every space of this browser. */
export function ProfileSettings({ port, profile }: { port: HomePort; profile: HomeView['profile'] }) {
  const [name, setName] = useState(profile?.name ?? '')
  const [colour, setColour] = useState<MemberColour>(profile?.colour ?? 'teal')
  const [wrong, setWrong] = useState<string>()
  const [saved, setSaved] = useState(false)
  const [busy, setBusy] = useState(false)
  // Somebody else came, or nobody is known any more: a backup was restored, everything was forgotten.
  useEffect(() => {
    setName(profile?.name ?? '')
    setColour(profile?.colour ?? 'teal')
  }, [profile?.name, profile?.colour])
  const save = async () => {
    const clean = cleanName(name)
    if (busy) return
    if (clean === '') return setWrong('Type a name that others will see.')
    setBusy(true)
    const answer = await port.ask({ do: 'profile', name: clean, colour })
    setBusy(false)
    setSaved(answer.ok)
    setWrong(answer.ok ? undefined : answer.error)
  }
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      setSaved(false)
      set(value)
    }
  return (
    <section aria-labelledby="you">
      <h2 id="you">You</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <div class="who">
          <Avatar name={name} colour={colour} size="large" />
          <Field label="Your name" value={name} max={MAX_NAME} wrong={wrong} onInput={changed(setName)} />
        </div>
        <MemberColours value={colour} onChoose={changed(setColour)} />
        <p class="row">
          <Button look="main" submit busy={busy}>
            Save
          </Button>
          <span class="small soft" role="status">
            {saved ? 'Saved. Others see it in a moment.' : ''}
          </span>
        </p>
      </form>
    </section>
  )
}
