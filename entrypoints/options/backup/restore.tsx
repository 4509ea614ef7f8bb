import { useEffect, useRef, useState } from 'preact/hooks'
import type { RestorePreview } from '../../../shared/contract/backup.ts'
import { type AskBackup, lookedInto, restoredFrom } from '../../../shared/ui/backup-run.ts'
import { restoreWords, spaceWords } from '../../../shared/ui/backup-words.ts'
import { Button, trusted } from '../../../shared/ui/button.tsx'
import { Field } from '../../../shared/ui/field.tsx'
import { Notice } from '../../../shared/ui/messages.tsx'
import { UnderWay, useUnderWay } from '../../../shared/ui/under-way.tsx'

type Said = { readonly words: string; readonly bad?: true }

/** A backup is looked into first; nothing is stored before the person's word. @param here who is in this browser */
export function Restore({ ask, here }: { ask: AskBackup; here: string | undefined }) {
  const [file, setFile] = useState<File>()
  const [passphrase, setPassphrase] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [preview, setPreview] = useState<RestorePreview>()
  const [said, say] = useState<Said>()
  const { step, run, busy } = useUnderWay()
  const cancel = () => {
    setFile(undefined)
    setPreview(undefined)
    setPassphrase('')
    setWrong(undefined)
    void ask({ do: 'restore-cancel' })
  }
  const look = (chosen: File) =>
    run(async (progress) => {
      say(undefined)
      const looked = await lookedInto(ask, chosen, passphrase, progress).catch(unreadable)
      setWrong(looked.ok ? undefined : looked.error)
      if (looked.ok) setPreview(looked.value)
    })
  const restore = (chosen: File) =>
    run(async (progress) => {
      const restored = await restoredFrom(ask, chosen, progress).catch(unreadable)
      if (restored.ok) cancel()
      say(restored.ok ? { words: 'Restored. Huddlemark begins anew with it.' } : { words: restored.error, bad: true })
    })
  return (
    <div class="restore">
      {!file && (
        <Choose
          onChoose={(chosen) => {
            say(undefined)
            setFile(chosen)
          }}
        />
      )}
      {file && !preview && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void look(file)
          }}
        >
          <Field
            label={`Passphrase of ${file.name}`}
            kind="secret"
            value={passphrase}
            wrong={wrong}
            onInput={(value) => {
              setPassphrase(value)
              setWrong(undefined)
            }}
          />
          <p class="row">
            <Button look="edged" submit busy={busy}>
              Look into it
            </Button>
            <Button look="quiet" onPress={cancel}>
              Cancel
            </Button>
          </p>
        </form>
      )}
      {preview && file && !busy && (
        <Preview preview={preview} become={here !== undefined} onGo={() => void restore(file)} onCancel={cancel} />
      )}
      {step && <UnderWay words={preview ? 'Restoring' : 'Reading the file'} step={step} unit="%" />}
      {said && <Notice tone={said.bad ? 'bad' : 'good'}>{said.words}</Notice>}
    </div>
  )
}

const unreadable = () => ({ ok: false, error: 'This file cannot be read from the disk. Choose it again.' }) as const

function Choose({ onChoose }: { onChoose: (file: File) => void }) {
  return (
    <p class="row">
      <label class="button edged choose">
        Restore from a backup
        <input
          type="file"
          accept=".huddlemark"
          onChange={trusted((event) => {
            const field = event.currentTarget as HTMLInputElement
            const [file] = field.files ?? []
            if (file) onChoose(file)
            // Choosing the same file again is heard, too.
            field.value = ''
          })}
        />
      </label>
    </p>
  )
}

interface PreviewProps {
  readonly preview: RestorePreview
  /** Somebody is in this browser already. */
  readonly become: boolean
  readonly onGo: () => void
  readonly onCancel: () => void
}

function Preview({ preview, become, onGo, onCancel }: PreviewProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.querySelector('button')?.focus(), [])
  return (
    <div ref={place}>
      <Notice
        actions={
          <>
            <Button look="main" small onPress={onGo}>
              {become ? `Become ${preview.name || 'this person'}` : 'Restore'}
            </Button>
            <Button look="quiet" small onPress={onCancel}>
              Cancel
            </Button>
          </>
        }
      >
        {restoreWords(preview).map((words) => (
          <p key={words}>{words}</p>
        ))}
        <ul class="in-it">
          {preview.spaces.map((space, i) => (
            <li key={i}>
              <strong>{space.name}</strong> <span class="soft">{spaceWords(space)}</span>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  )
}
