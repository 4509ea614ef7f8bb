import { useState } from 'preact/hooks'
import type { HomeView } from '../../shared/contract/views.ts'
import type { SpaceId } from '../../shared/domain/ids.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import type { HomePort } from '../../shared/ui/port.ts'

/** Longest site that is typed. */
const MAX_TYPED = 300

type Aliases = NonNullable<HomeView['aliases']>
const inWords = (site: string): string => site.replace(/^https:\/\//, '')

/** Sites of the active space whose pages are another's. Whoever is no admin sees what holds, and nothing while nothing does. */
export function AliasSettings({ port, view }: { port: HomePort; view: HomeView }) {
  const { aliases, active, spaces } = view
  const space = spaces.find(({ id }) => id === active)
  if (!aliases || !space || (!aliases.mine && aliases.list.length === 0)) return null
  return (
    <section aria-labelledby="one">
      <h2 id="one">Two sites, one set of annotations</h2>
      <p class="soft">
        Do the same pages stand on two sites, such as a preview and the public site? Made one,{' '}
        {space.private ? 'you see' : `everyone in ${space.name} sees`} on either what was marked on both. Nothing is
        moved: undo it, and each site shows its own again.
      </p>
      {aliases.list.length > 0 && <Declared key={space.id} port={port} space={space.id} aliases={aliases} />}
      {aliases.mine ? (
        <Declare key={space.id} port={port} space={space.id} />
      ) : (
        <p class="small soft">Only an admin of the space can change this.</p>
      )}
    </section>
  )
}

interface OfSpace {
  readonly port: HomePort
  readonly space: SpaceId
}

function Declared({ port, space, aliases }: OfSpace & { readonly aliases: Aliases }) {
  const [wrong, setWrong] = useState<string>()
  const undo = async (from: string) => {
    const answer = await port.ask({ do: 'undo-alias', space, from })
    setWrong(answer.ok ? undefined : answer.error)
  }
  return (
    <>
      <ul class="sites" aria-label="Sites that are one">
        {aliases.list.map(({ from, to, circle }) => (
          <li key={from}>
            <span>
              {inWords(from)} <span class="soft">belongs to</span> {inWords(to)}
              {circle && <span class="small soft idle">These lead in a circle, so this one does not count.</span>}
            </span>
            {aliases.mine && (
              <Button small onPress={() => void undo(from)}>
                Undo<span class="unseen"> {inWords(from)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
    </>
  )
}

function Declare({ port, space }: OfSpace) {
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const declare = async () => {
    if (busy) return
    setBusy(true)
    const answer = await port.ask({ do: 'declare-alias', space, from: from.trim(), to: to.trim() })
    setBusy(false)
    setWrong(answer.ok ? undefined : answer.error)
    setWords(answer.ok ? 'They are one now.' : '')
    if (!answer.ok) return
    setFrom('')
    setTo('')
  }
  const typed = (set: (value: string) => void) => (value: string) => {
    setWords('')
    setWrong(undefined)
    set(value)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void declare()
      }}
    >
      <Field
        label="Other site"
        kind="url"
        value={from}
        placeholder="https://preview.example.org"
        max={MAX_TYPED}
        onInput={typed(setFrom)}
      />
      <Field
        label="Main site"
        kind="url"
        value={to}
        placeholder="https://example.org"
        hint="New marks go to this one. A path may stand behind either, such as example.org/docs."
        max={MAX_TYPED}
        wrong={wrong}
        onInput={typed(setTo)}
      />
      <p class="row">
        <Button look="edged" submit busy={busy}>
          Make them one
        </Button>
        <span class="small soft" role="status">
          {words}
        </span>
      </p>
    </form>
  )
}
