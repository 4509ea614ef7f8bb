import { useRef, useState } from 'preact/hooks'
import type { InviteText } from '../../shared/contract/invites.ts'
import type { SpaceView } from '../../shared/contract/views.ts'
import { Button } from '../../shared/ui/button.tsx'
import { copyText } from '../../shared/ui/clipboard.ts'
import { Field } from '../../shared/ui/field.tsx'
import { Notice } from '../../shared/ui/messages.tsx'
import type { HomePort } from '../../shared/ui/port.ts'
import { openSettings } from './browser-side.ts'

type What = 'link' | 'code' | 'page'
const COPIED = { link: 'Invite link', code: 'Invite code', page: 'Invite to this page' } as const

const OTHERS = 'To read only, asking you first, or for another time; opens the settings'

const DAY_MS = 24 * 3_600_000

interface Copied {
  readonly what: What
  readonly text: string
  readonly caution: string | undefined
  /** For how long it is good. */
  readonly days: number
  /** False where the clipboard refused: the text is there to be copied by hand. */
  readonly copied: boolean
}

interface InvitesProps {
  readonly port: HomePort
  readonly space: SpaceView
  /** The tab in front shows a page that an invite can lead to. */
  readonly page: boolean
  /** Letting somebody in is the first thing to do here. */
  readonly first: boolean
  readonly onAdd: () => void
}

/** Ways to let somebody in. Whoever has the text can join, so this is said beside it. */
export function Invites({ port, space, page, first, onAdd }: InvitesProps) {
  const [result, setResult] = useState<Copied>()
  const [wrong, setWrong] = useState<string>()
  const latest = useRef(0)
  if (space.private) {
    return (
      <div class="invites">
        <p class="small soft">
          This space is yours alone and stays on this device. To read and talk with others, add a space.
        </p>
        <div class="row">
          <Button look="main" icon="plus" onPress={onAdd}>
            Add a space
          </Button>
        </div>
      </div>
    )
  }
  // Whoever may not write cannot let others in.
  if (space.ended || space.role === 'reader' || space.pending !== undefined) return null
  const copy = async (what: What) => {
    const turn = ++latest.current
    const answer = await port.ask({ do: 'invite', space: space.id, page: what === 'page' })
    if (turn !== latest.current) return
    setWrong(answer.ok ? undefined : answer.error)
    if (!answer.ok) return setResult(undefined)
    const { link, code, expires, caution } = answer.value as InviteText
    const text = what === 'code' ? code : link
    const days = Math.round((expires - Date.now()) / DAY_MS)
    setResult({ what, text, caution, days, copied: await copyText(text) })
  }
  return (
    <div class="invites">
      <div class="row">
        <Button look={first ? 'main' : 'edged'} icon="copy" onPress={() => void copy('link')}>
          Copy invite link
        </Button>
        <Button look="edged" onPress={() => void copy('code')}>
          Copy code
        </Button>
      </div>
      {page && (
        <Button small icon="copy" onPress={() => void copy('page')}>
          Copy invite to this page
        </Button>
      )}
      <Button small icon="gear" describe={OTHERS} onPress={() => void openSettings()}>
        Other invites
      </Button>
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
      {result && (
        <div class="copied" role="status">
          <Field
            label={COPIED[result.what]}
            value={result.text}
            readonly
            hint={`${result.copied ? 'Copied.' : 'Copy it from here.'} For ${result.days} days whoever has it can join.`}
            onInput={() => undefined}
          />
          {result.caution !== undefined && <p class="caution">{result.caution}</p>}
        </div>
      )}
    </div>
  )
}
