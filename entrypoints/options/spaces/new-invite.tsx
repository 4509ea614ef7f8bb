import { useId, useRef, useState } from 'preact/hooks'
import type { InviteText } from '../../../shared/contract/invites.ts'
import type { SpaceDetail } from '../../../shared/contract/spaces.ts'
import type { Role } from '../../../shared/domain/member.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Notice } from '../../../shared/ui/messages.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'
import { ROLE_WORDS } from '../../../shared/ui/role-words.ts'
import { Switch } from '../switch.tsx'
import { type Made, MadeInvite } from './made-invite.tsx'

const DAYS = { 1: '1 day', 7: '7 days', 30: '30 days', 90: '90 days' } as const

interface NewInviteProps {
  readonly port: HomePort
  readonly detail: SpaceDetail
}

/** An invite as one wants it. What was made stays in view until another is begun: its secret is shown nowhere else. */
export function NewInvite({ port, detail }: NewInviteProps) {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<Made>()
  const over = useIsOver(detail, made)
  return (
    <div class="new-invite">
      <p>
        <Button
          look="edged"
          icon="plus"
          expanded={open}
          describe={detail.name}
          onPress={() => {
            setMade(undefined)
            setOpen(!open || made !== undefined)
          }}
        >
          New invite
        </Button>
      </p>
      {open && made === undefined && <Wanted port={port} detail={detail} onMade={setMade} />}
      {open && made !== undefined && !over && <MadeInvite made={made} />}
      {open && made !== undefined && over && (
        <p class="small soft" role="status">
          The invite that you made here is over: nobody can join by it any more.
        </p>
      )}
    </div>
  )
}

/** An invite that was listed among the open ones and is not any more: revoked, used up, or ended by a removal (KR4). */
function useIsOver({ invites }: SpaceDetail, made: Made | undefined): boolean {
  const listed = useRef<string>(undefined)
  const open = made !== undefined && invites.some(({ invite }) => invite === made.id)
  if (open) listed.current = made.id
  return made !== undefined && !open && listed.current === made.id
}

function Wanted({ port, detail, onMade }: NewInviteProps & { readonly onMade: (made: Made) => void }) {
  const [role, setRole] = useState<Role>('writer')
  const [days, setDays] = useState('30')
  const [asks, setAsks] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const { space } = detail
  // Who may make admins of others decides that when they invite them.
  const askFirst = asks && role !== 'admin'
  const roles: readonly Role[] = detail.role === 'admin' ? ['writer', 'reader', 'admin'] : ['writer', 'reader']
  const make = async () => {
    if (busy) return
    setBusy(true)
    const answer = await port.ask({ do: 'invite', space, page: false, role, askFirst, days: Number(days) })
    setBusy(false)
    if (answer.ok) onMade({ ...(answer.value as InviteText), role, askFirst })
    else setWrong(answer.error)
  }
  return (
    <form
      class="out"
      onSubmit={(event) => {
        event.preventDefault()
        if (event.isTrusted) void make()
      }}
    >
      <div class="pair">
        <Choice
          label="Whoever joins by it"
          value={role}
          options={roles.map((one) => [one, one === 'admin' ? 'Is an admin' : ROLE_WORDS[one]])}
          onChange={(value) => setRole(value as Role)}
        />
        <Choice label="It is good for" value={days} options={Object.entries(DAYS)} onChange={setDays} />
      </div>
      <Switch
        label="Ask me first"
        hint={
          role === 'admin'
            ? 'Not for an admin: give such an invite to one person only.'
            : 'Whoever uses it waits until an admin of the space lets them in. The invite itself opens nothing.'
        }
        on={askFirst}
        fixed={role === 'admin'}
        onChange={setAsks}
      />
      {wrong !== undefined && <Notice tone="bad">{wrong}</Notice>}
      <p>
        <Button look="main" submit busy={busy}>
          Make invite
        </Button>
      </p>
    </form>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="choice" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  )
}
