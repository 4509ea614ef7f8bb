import { useId, useState } from 'preact/hooks'
import type { MemberView, SpaceDetail } from '../../../shared/contract/spaces.ts'
import type { MemberId } from '../../../shared/domain/ids.ts'
import { Button } from '../../../shared/ui/button.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'
import { Remove } from './remove.tsx'
import { Roles } from './roles.tsx'

interface MenuProps {
  readonly detail: SpaceDetail
  readonly member: MemberView
  readonly ask: (intent: Parameters<HomePort['ask']>[0]) => void
}

/** What an admin can do about a member. */
export function MemberMenu({ detail: { space, members }, member: about, ask }: MenuProps) {
  const { member, name, muted, selves } = about
  const others = members.filter((one) => one.member !== member && !one.removed)
  return (
    <div class="member-menu">
      <Roles space={space} member={about} ask={ask} />
      <p>
        <Button small look="edged" onPress={() => ask({ do: 'mute-member', space, member, on: !muted })}>
          {muted ? 'Unmute' : 'Mute'}
        </Button>
        <span class="small soft">
          {muted
            ? 'What they wrote meanwhile is shown again.'
            : 'Hides for everyone what they write from now on. What is there stays.'}
        </span>
      </p>
      {!selves && others.length > 0 && (
        <Merge name={name} others={others} onMerge={(as) => ask({ do: 'merge-member', space, member, as })} />
      )}
      <Remove name={name} onRemove={() => ask({ do: 'remove-member', space, member })} />
    </div>
  )
}

interface MergeProps {
  readonly name: string
  readonly others: readonly MemberView[]
  readonly onMerge: (as: MemberId) => void
}

/** After a wiped browser somebody is here twice. */
function Merge({ name, others, onMerge }: MergeProps) {
  const id = useId()
  const [as, setAs] = useState<MemberId | undefined>(others[0]?.member)
  return (
    <div class="merge">
      <label for={id} class="small">
        {name} is the same person as
      </label>
      <select id={id} class="choice" value={as} onChange={(event) => setAs(event.currentTarget.value as MemberId)}>
        {others.map((other) => (
          <option key={other.member} value={other.member}>
            {other.name}
          </option>
        ))}
      </select>
      <Button small look="edged" onPress={() => as && onMerge(as)}>
        Merge
      </Button>
      <span class="small soft">
        As after a wiped browser: everyone sees one name for both. Nothing is moved, and it can be undone.
      </span>
    </div>
  )
}
