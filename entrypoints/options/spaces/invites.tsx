import { useState } from 'preact/hooks'
import type { OpenInviteView } from '../../../shared/contract/members.ts'
import type { SpaceDetail } from '../../../shared/contract/spaces.ts'
import { Button } from '../../../shared/ui/button.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'
import { ROLE_WORDS } from '../../../shared/ui/role-words.ts'
import { NewInvite } from './new-invite.tsx'

interface InvitesProps {
  readonly port: HomePort
  readonly detail: SpaceDetail
}

/** Ways into a space: a new one, and those that are still open: one's own, and for an admin everybody's. */
export function Invites({ port, detail }: InvitesProps) {
  const { invites, name, space, role } = detail
  const [wrong, setWrong] = useState<string>()
  const revoke = async (invite: string) => {
    const answer = await port.ask({ do: 'revoke-invite', space, invite })
    setWrong(answer.ok ? undefined : answer.error)
  }
  return (
    <div class="open-invites">
      <h4 class="caption">Invites</h4>
      {invites.length > 0 && (
        <ul aria-label={`Open invites to ${name}`}>
          {invites.map((invite) => (
            <li key={invite.invite}>
              <OpenInvite invite={invite} onRevoke={() => void revoke(invite.invite)} />
            </li>
          ))}
        </ul>
      )}
      {invites.length === 0 && (
        <p class="small soft">{role === 'admin' ? 'No invite is open.' : 'No invite of yours is open.'}</p>
      )}
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <NewInvite port={port} detail={detail} />
    </div>
  )
}

const day = (at: number): string =>
  new Date(at).toLocaleString('en', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })

function OpenInvite({ invite, onRevoke }: { invite: OpenInviteView; onRevoke: () => void }) {
  const [sure, setSure] = useState(false)
  const { role, askFirst, expires, by, elsewhere, waiting } = invite
  const words = `${ROLE_WORDS[role]}${askFirst ? ', asks first' : ''}`
  return (
    <>
      <div class="about">
        <p>
          <strong>{words}</strong>
        </p>
        <p class="small soft">
          Good until {day(expires)}
          {by !== undefined && `, made by ${by}`}
          {elsewhere && ', made in another browser of yours'}
        </p>
        {waiting && <p class="small waits">Works as soon as the relay has it.</p>}
      </div>
      <Button
        small
        look="edged"
        expanded={sure}
        describe={by === undefined ? words : `${words}, made by ${by}`}
        onPress={() => setSure(!sure)}
      >
        Revoke…
      </Button>
      {sure && (
        <div class="sure">
          <p class="small">
            Nobody can join by it any more, and who waits by it is not let in. Who has joined already stays: remove them
            above, if they should go.
          </p>
          <p>
            <Button small look="edged" bad onPress={onRevoke}>
              Revoke this invite
            </Button>
            <Button small onPress={() => setSure(false)}>
              Keep it
            </Button>
          </p>
        </div>
      )}
    </>
  )
}
