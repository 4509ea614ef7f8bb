import { useId, useState } from 'preact/hooks'
import type { TakeoutFormat } from '../contract/takeout.ts'
import type { SpaceView } from '../contract/views.ts'
import { BringIn } from './bring-in.tsx'
import { Button, trusted } from './button.tsx'
import { Notice } from './messages.tsx'
import { saveFile } from './save-file.ts'
import { type AskTakeout, exported } from './takeout-run.ts'
import { missingWords } from './takeout-words.ts'
import { UnderWay, useUnderWay } from './under-way.tsx'

interface TakeoutProps {
  readonly ask: AskTakeout
  readonly space: SpaceView
  /** It stands beside a page: that page, or all of the space. */
  readonly page: boolean
}

/** Files of a page or a space, for other people, other tools and for bringing them in again. */
export function Takeout({ ask, space, page }: TakeoutProps) {
  const [whole, setWhole] = useState(!page)
  const [names, setNames] = useState(true)
  const [said, say] = useState<{ readonly words: string; readonly bad?: true }>()
  const { step, run, busy } = useUnderWay()
  const take = (format: TakeoutFormat) =>
    run(async (progress) => {
      say(undefined)
      const file = await exported(ask, { format, names, ...(whole ? { space: space.id } : {}) }, progress)
      if (!file.ok) return say({ words: file.error, bad: true })
      saveFile({ ...file.value, type: `${file.value.type};charset=utf-8` })
      const { missing } = file.value
      say({ words: [`Saved as ${file.value.file}.`, ...(missing > 0 ? [missingWords(missing)] : [])].join(' ') })
    })
  return (
    <div class="takeout">
      {page && <What space={space} whole={whole} onChoose={setWhole} />}
      <Tick label="With names" on={names} onChange={setNames}>
        Without, people are numbered. Names inside comments stay.
      </Tick>
      <div class="ways">
        <div class="way">
          <Button look="main" icon="page" busy={busy} onPress={() => void take('html')}>
            Share a snapshot
          </Button>
          <p>A page to read, for people without Huddlemark. It is not encrypted: anyone with the file can read it.</p>
        </div>
        <div class="way">
          <div class="pair">
            <Button look="edged" small busy={busy} onPress={() => void take('markdown')}>
              Markdown
            </Button>
            <Button look="edged" small busy={busy} onPress={() => void take('json')}>
              Web Annotations
            </Button>
          </div>
          <p>For your notes, or for other tools and a later import (JSON-LD). Not encrypted either.</p>
        </div>
      </div>
      {step && <UnderWay words="Writing the file" step={step} />}
      {said && <Notice tone={said.bad ? 'bad' : 'good'}>{said.words}</Notice>}
      <BringIn ask={ask} space={space} />
    </div>
  )
}

function What({ space, whole, onChoose }: { space: SpaceView; whole: boolean; onChoose: (whole: boolean) => void }) {
  const name = useId()
  return (
    <fieldset>
      <legend class="unseen">What to take along</legend>
      {[false, true].map((all) => (
        <label class="tick" key={String(all)}>
          <input type="radio" name={name} checked={whole === all} onClick={trusted(() => onChoose(all))} />
          <span>{all ? `All of ${space.name}` : 'This page'}</span>
        </label>
      ))}
    </fieldset>
  )
}

interface TickProps {
  readonly label: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
  readonly children: string
}

function Tick({ label, on, onChange, children }: TickProps) {
  const id = useId()
  return (
    <div>
      <label class="tick">
        <input
          type="checkbox"
          checked={on}
          aria-describedby={id}
          onClick={trusted((event) => onChange((event.currentTarget as HTMLInputElement).checked))}
        />
        <span>{label}</span>
      </label>
      <p class="aside" id={id}>
        {children}
      </p>
    </div>
  )
}
