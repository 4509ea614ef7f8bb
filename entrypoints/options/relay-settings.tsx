import { useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { Locked } from './locked.tsx'

/** The relay that new spaces are offered. Spaces that exist keep theirs: it is part of them. */
export function RelaySettings({ port, view }: { port: HomePort; view: HomeView }) {
  const [relay, setRelay] = useState(view.lastRelay ?? view.defaultRelay ?? '')
  const [wrong, setWrong] = useState<string>()
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const check = async () => {
    if (busy) return
    setBusy(true)
    setWords('Checking…')
    const answer = await port.ask({ do: 'check-relay', relay: relay.trim() })
    setBusy(false)
    setWrong(answer.ok ? undefined : answer.error)
    setWords(answer.ok ? 'It answers, and will be offered for new spaces.' : '')
    if (answer.ok) setRelay((answer.value as { relay: string }).relay)
  }
  return (
    <section aria-labelledby="relay">
      <h2 id="relay">Relay for new spaces</h2>
      <p class="soft">
        A relay carries sealed changes between people and keeps them for those who are away. It cannot read them. A
        space stays with the relay it was made on.
      </p>
      {view.managed?.relay !== undefined ? (
        <>
          <Field label="Relay address" kind="url" value={view.managed.relay} readonly onInput={() => undefined} />
          <Locked />
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void check()
          }}
        >
          <Field
            label="Relay address"
            kind="url"
            value={relay}
            placeholder="https://relay.example.org"
            wrong={wrong}
            onInput={setRelay}
          />
          <p class="row">
            <Button look="edged" submit busy={busy}>
              Check and keep
            </Button>
            <span class="small soft" role="status">
              {words}
            </span>
          </p>
        </form>
      )}
    </section>
  )
}
