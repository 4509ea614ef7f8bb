import { useState } from 'preact/hooks'
import type { HomeView } from '../../../shared/contract/views.ts'
import { madeBackup } from '../../../shared/ui/backup-run.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { Notice } from '../../../shared/ui/messages.tsx'
import { strengthOf } from '../../../shared/ui/passphrase-strength.ts'
import type { HomePort } from '../../../shared/ui/port.ts'
import { saveFile } from '../../../shared/ui/save-file.ts'
import { UnderWay, useUnderWay } from '../../../shared/ui/under-way.tsx'
import { Restore } from './restore.tsx'

type Said = { readonly words: string; readonly bad?: true }

/** Everything in one encrypted file: without an account there is nobody who could give it back. */
export function BackupSettings({ port, view }: { port: HomePort; view: HomeView }) {
  return (
    <section aria-labelledby="backup">
      <h2 id="backup">Backup</h2>
      <p class="soft">
        There is no account, so nobody can reset anything for you. A backup is one encrypted file with everything: who
        you are, your spaces and their keys, all documents and drafts.
      </p>
      {view.profile && <Make port={port} />}
      <Restore ask={(ask) => port.ask(ask)} here={view.profile?.name} />
    </section>
  )
}

function Make({ port }: { port: HomePort }) {
  const [first, setFirst] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [said, say] = useState<Said>()
  const { step, run, busy } = useUnderWay()
  const strength = strengthOf(first)
  const make = () =>
    run(async (progress) => {
      say(undefined)
      const made = await madeBackup((ask) => port.ask(ask), first, progress)
      if (!made.ok) return say({ words: made.error, bad: true })
      saveFile({ ...made.value, type: 'application/octet-stream' })
      setFirst('')
      setAgain('')
      say({
        words: `Saved as ${made.value.file}. Keep the passphrase apart from it: without it the file is worth nothing.`,
      })
    })
  const submit = () => {
    if (busy) return
    if (!strength.enough) return setWrong(first === '' ? 'Type a passphrase.' : 'Too short: type on.')
    if (first !== again) return setWrong('The two are not the same.')
    void make()
  }
  const typed = (set: (value: string) => void) => (value: string) => {
    set(value)
    setWrong(undefined)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div class="pair">
        <Field label="Passphrase" kind="secret" value={first} hint={strength.words} onInput={typed(setFirst)} />
        <Field label="Passphrase again" kind="secret" value={again} wrong={wrong} onInput={typed(setAgain)} />
      </div>
      <p class="row">
        <Button look="edged" submit busy={busy}>
          Save a backup
        </Button>
      </p>
      {step && <UnderWay words="Making the backup" step={step} unit="%" />}
      {said && <Notice tone={said.bad ? 'bad' : 'good'}>{said.words}</Notice>}
    </form>
  )
}
