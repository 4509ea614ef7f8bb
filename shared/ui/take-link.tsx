import { useState } from 'preact/hooks'
import type { DeviceAsk, LinkingView } from '../contract/devices.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { Notice } from './messages.tsx'
import type { Answer } from './port.ts'

interface TakeLinkProps {
  readonly ask: (ask: DeviceAsk) => Promise<Answer>
  readonly linking: LinkingView | undefined
}

type Taking = Extract<LinkingView, { side: 'take' }>
const taking = (linking: LinkingView | undefined): Taking | undefined =>
  linking?.side === 'take' ? linking : undefined

/** This browser becomes another device of somebody who uses Huddlemark elsewhere: by the code that is shown there. */
export function TakeLink({ ask, linking }: TakeLinkProps) {
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const under = taking(linking)
  if (under && under.state !== 'failed') return <Compare under={under} onEnd={() => void ask({ do: 'link-end' })} />
  const take = async () => {
    if (busy) return
    if (code.trim() === '') return setWrong('Paste the code that your other browser shows.')
    setBusy(true)
    const answer = await ask({ do: 'link-take', code: code.trim() })
    setBusy(false)
    setWrong(answer.ok ? undefined : answer.error)
  }
  return (
    <form
      class="take-link"
      onSubmit={(event) => {
        event.preventDefault()
        void take()
      }}
    >
      {under?.state === 'failed' && <Notice tone="bad">{under.words}</Notice>}
      <Field
        label="Link code"
        value={code}
        wrong={wrong}
        hint="In your other browser: Huddlemark’s settings, “My devices”, “Show a code”."
        onInput={(value) => {
          setCode(value)
          setWrong(undefined)
        }}
      />
      <p class="row">
        <Button look="edged" submit busy={busy}>
          Link this browser
        </Button>
      </p>
    </form>
  )
}

function Compare({ under, onEnd }: { under: Exclude<Taking, { state: 'failed' }>; onEnd: () => void }) {
  return (
    <div class="take-link">
      <p class="number" role="status">
        <span class="unseen">The number here is </span>
        {under.number}
      </p>
      {under.state === 'waiting' ? (
        <>
          <p class="small soft">
            Look at your other browser: it must show the same number. Choose “It is the same” there. If it shows another
            one, choose “Cancel” there.
          </p>
          <p class="row">
            <Button look="edged" onPress={onEnd}>
              Cancel
            </Button>
          </p>
        </>
      ) : (
        <p class="small soft">Taking everything over…</p>
      )}
    </div>
  )
}
