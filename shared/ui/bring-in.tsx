import { useEffect, useRef, useState } from 'preact/hooks'
import type { ImportPreview } from '../contract/takeout.ts'
import type { SpaceView } from '../contract/views.ts'
import { Button, trusted } from './button.tsx'
import { Notice } from './messages.tsx'
import { type AskTakeout, imported, previewed } from './takeout-run.ts'
import { importClosedWords, previewWords, storedWords, worthImporting } from './takeout-words.ts'
import { UnderWay, useUnderWay } from './under-way.tsx'

/** As many bytes as the engine takes UTF-16 units (shared/takeout): each takes at least one. */
const MOST_BYTES = 33_554_432
const TOO_LARGE = 'This file is larger than 32 MB, which is more than can be imported at once.'
const UNREADABLE = 'This file cannot be read from the disk. Choose it again.'

type Said = { readonly words: string; readonly bad?: true }

/** Bringing a file in: what it would do is said first; nothing is stored before the person's word. */
export function BringIn({ ask, space }: { ask: AskTakeout; space: SpaceView }) {
  const closed = importClosedWords(space)
  return closed === undefined ? <BringFile ask={ask} space={space} /> : <p class="way in soft">{closed}</p>
}

function BringFile({ ask, space }: { ask: AskTakeout; space: SpaceView }) {
  const [preview, setPreview] = useState<ImportPreview>()
  const [said, say] = useState<Said>()
  const { step, run, busy } = useUnderWay()
  const way = useRef<HTMLDivElement>(null)
  const ended = useRef(false)
  // The preview's buttons go with it: the keyboard goes on where a file is chosen.
  useEffect(() => {
    if (!ended.current || busy) return
    ended.current = false
    way.current?.querySelector('input')?.focus()
  })
  // What was previewed was about another space.
  useEffect(() => setPreview(undefined), [space.id])
  const choose = (file: File) =>
    run(async (progress) => {
      setPreview(undefined)
      say(undefined)
      const text = file.size > MOST_BYTES ? undefined : await file.text().catch(() => undefined)
      if (text === undefined) return say({ words: file.size > MOST_BYTES ? TOO_LARGE : UNREADABLE, bad: true })
      const read = await previewed(ask, text, space.id, progress)
      if (read.ok) setPreview(read.value)
      else say({ words: read.error, bad: true })
    })
  const store = (into: string) =>
    run(async (progress) => {
      say(undefined)
      const stored = await imported(ask, progress)
      if (stored.ok) setPreview(undefined)
      ended.current = stored.ok
      say(stored.ok ? { words: storedWords(stored.value, into) } : { words: stored.error, bad: true })
    })
  const cancel = () => {
    ended.current = true
    setPreview(undefined)
    void ask({ do: 'import-cancel' })
  }
  return (
    <div class="way in" ref={way}>
      <Choose busy={busy} onChoose={(file) => void choose(file)} />
      <p>Web Annotations (JSON-LD), from here or elsewhere, or an export of Hypothesis (JSON).</p>
      {step && <UnderWay words={preview ? 'Importing' : 'Reading the file'} step={step} />}
      {preview && !busy && <Preview preview={preview} onGo={() => void store(preview.space)} onCancel={cancel} />}
      {said && <Notice tone={said.bad ? 'bad' : 'good'}>{said.words}</Notice>}
    </div>
  )
}

function Choose({ busy, onChoose }: { busy: boolean; onChoose: (file: File) => void }) {
  return (
    <label class="button edged small choose">
      Import a file
      <input
        type="file"
        accept=".json,.jsonld,application/json,application/ld+json"
        disabled={busy}
        onChange={trusted((event) => {
          const field = event.currentTarget as HTMLInputElement
          const [file] = field.files ?? []
          if (file) onChoose(file)
          // Choosing the same file again is heard, too.
          field.value = ''
        })}
      />
    </label>
  )
}

interface PreviewProps {
  readonly preview: ImportPreview
  readonly onGo: () => void
  readonly onCancel: () => void
}

function Preview({ preview, onGo, onCancel }: PreviewProps) {
  const here = useRef<HTMLDivElement>(null)
  useEffect(() => here.current?.querySelector('button')?.focus(), [])
  const worth = worthImporting(preview)
  return (
    <div ref={here}>
      <Notice
        tone={worth ? 'plain' : 'good'}
        actions={
          <>
            {worth && (
              <Button look="main" small onPress={onGo}>
                Import into {preview.space}
              </Button>
            )}
            <Button look={worth ? 'quiet' : 'edged'} small onPress={onCancel}>
              {worth ? 'Cancel' : 'Close'}
            </Button>
          </>
        }
      >
        {previewWords(preview).map((words) => (
          <p key={words}>{words}</p>
        ))}
      </Notice>
    </div>
  )
}
