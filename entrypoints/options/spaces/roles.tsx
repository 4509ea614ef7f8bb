import type { MemberView } from '../../../shared/contract/spaces.ts'
import type { SpaceId } from '../../../shared/domain/ids.ts'
import type { Role } from '../../../shared/domain/member.ts'
import { Button } from '../../../shared/ui/button.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'

interface RolesProps {
  readonly space: SpaceId
  readonly member: MemberView
  readonly ask: (intent: Parameters<HomePort['ask']>[0]) => void
}

const DEEDS: Record<Role, string> = { admin: 'Make admin', writer: 'Can write', reader: 'Can read only' }
const MEANS: Record<Role, string> = {
  admin: 'Can then let people in, remove them and change what they may do, you included.',
  writer: 'Can highlight, comment and invite.',
  reader:
    'Can read, not write, from now on. What they wrote stays. Somebody you do not trust you had better remove: a changed Huddlemark could still bring writing from before.',
}

/** What else a member may be. */
export function Roles({ space, member: { member, role }, ask }: RolesProps) {
  const others = (['admin', 'writer', 'reader'] as const).filter((one) => one !== role)
  return (
    <>
      {others.map((one) => (
        <p key={one}>
          <Button small look="edged" onPress={() => ask({ do: 'change-role', space, member, role: one })}>
            {DEEDS[one]}
          </Button>
          <span class="small soft">
            {role === 'admin' && one === 'writer'
              ? 'Is no admin any more. Can still highlight, comment and invite.'
              : MEANS[one]}
          </span>
        </p>
      ))}
    </>
  )
}
