import { useEffect, useState } from 'preact/hooks'
import type { InvitePreview, JoinAnswer } from '../../shared/contract/invites.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Field } from '../../shared/ui/field.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { hostOf } from './addresses.ts'
import type { ProfileDraft } from './profile.tsx'

const PAUSE_MS = 250
const ROLES = { reader: 'read', writer: 'read and write', admin: 'read, write and manage' } as const

interface JoinProps {
  readonly port: HomePort
  readonly profile: ProfileDraft
  /** From the tab's address; otherwise it is pasted. */
  readonly invite: string | undefined
  readonly onJoined: (page: string | undefined) => void
  /** The invite only lets one ask: known once its preview is. */
  readonly onAsks?: (asks: boolean) => void
}

/** Joining: first what the invite says, then, on the person's word, the step itself. */
export function JoinSpace({ port, profile, invite, onJoined, onAsks }: JoinProps) {
  const [pasted, setPasted] = useState('')
  const text = (pasted || (invite ?? '')).trim()
  const { preview, wrong: broken } = usePreview(port, text)
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const join = async () => {
    if (busy) return
    if (text === '') return setWrong('Paste the invite that you were sent.')
    setBusy(true)
    if (await profile.keep()) {
      const answer = await port.ask({ do: 'join', invite: text })
      if (answer.ok) onJoined((answer.value as JoinAnswer).page)
      else setWrong(answer.error)
    }
    setBusy(false)
  }
  // Whoever is in the space already opened the link to be where it leads: nothing is left to be asked.
  const straight = preview?.alreadyMember === true && preview.page !== undefined && pasted === ''
  useEffect(() => {
    if (straight) void join()
  }, [straight])
  const asks = preview?.askFirst === true && !preview.alreadyMember
  useEffect(() => onAsks?.(asks), [asks])
  const write = (value: string) => {
    setPasted(value)
    setWrong(undefined)
  }
  // An invite in the address that cannot be read leaves the way of pasting a whole one.
  const askForIt = invite === undefined || pasted !== '' || (wrong ?? broken) !== undefined
  const submit = (
    <Button look="main" submit busy={busy}>
      {preview?.alreadyMember && preview.page !== undefined ? 'Open the page' : asks ? 'Ask to join' : 'Join space'}
    </Button>
  )
  return (
    <form
      class="way"
      onSubmit={(event) => {
        event.preventDefault()
        void join()
      }}
    >
      {askForIt && (
        <div class="beside">
          <Field label="Invite link or code" value={pasted} wrong={wrong ?? broken} onInput={write} />
          {!preview && submit}
        </div>
      )}
      {preview && <Preview preview={preview} />}
      {(preview || !askForIt) && submit}
    </form>
  )
}

/** What the engine reads in the invite. Only the answer to the latest text counts. */
function usePreview(port: HomePort, text: string): { preview?: InvitePreview; wrong?: string } {
  const [read, setRead] = useState<{ preview?: InvitePreview; wrong?: string }>({})
  useEffect(() => {
    let current = true
    setRead({})
    if (text === '') return
    const timer = setTimeout(async () => {
      const answer = await port.ask({ do: 'preview', invite: text })
      if (current) setRead(answer.ok ? { preview: answer.value as InvitePreview } : { wrong: answer.error })
    }, PAUSE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [port, text])
  return read
}

const GONE =
  'The relay has no such invite: it was taken back, has expired, or was not brought there yet. Ask for a new one.'

function againWords({ space, before, askFirst }: InvitePreview): string {
  const how = before === 'left' ? `You left ${space}.` : `You were removed from ${space}.`
  return `${how} ${askFirst ? 'With an invite made since then you can ask to be let in again.' : 'An invite made since then lets you in again.'}`
}

function Preview({ preview }: { preview: InvitePreview }) {
  return (
    <section class="preview" aria-label="The invite">
      <p class="space-name">{preview.space}</p>
      <dl>
        <dt>From</dt>
        <dd>{preview.inviter === '' ? 'somebody without a name' : `somebody who says they are ${preview.inviter}`}</dd>
        {preview.role !== undefined && (
          <>
            <dt>You may</dt>
            <dd>
              {ROLES[preview.role]}
              {preview.askFirst && ', once an admin has let you in'}
            </dd>
          </>
        )}
        <dt>Relay</dt>
        <dd>{hostOf(preview.relay)}</dd>
        {preview.page !== undefined && (
          <>
            <dt>Leads to</dt>
            <dd>
              {preview.page}
              {preview.annotation && ' (an annotation there)'}
            </dd>
          </>
        )}
      </dl>
      {preview.loopback && (
        <p class="caution">This relay’s address works only on the computer where the invite was made.</p>
      )}
      {preview.alreadyMember && <p class="soft small">You are already in this space.</p>}
      {preview.waiting !== undefined && <p class="caution">{preview.waiting}</p>}
      {preview.gone && preview.waiting === undefined && <p class="caution">{GONE}</p>}
      {preview.before && <p class="soft small">{againWords(preview)}</p>}
    </section>
  )
}
