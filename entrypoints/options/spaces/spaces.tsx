import { useState } from 'preact/hooks'
import type { SpaceDetail } from '../../../shared/contract/spaces.ts'
import type { SpaceId } from '../../../shared/domain/ids.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { Knocks } from '../../../shared/ui/knocks.tsx'
import { LinkStatus } from '../../../shared/ui/people.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'
import { READS } from '../../../shared/ui/role-words.ts'
import { DeleteSpace, LeaveSpace } from './ending.tsx'
import { Invites } from './invites.tsx'
import { Members } from './members.tsx'
import { Rename } from './rename.tsx'

interface SpacesProps {
  readonly port: HomePort
  readonly details: readonly SpaceDetail[]
  readonly active: SpaceId | undefined
}

/** All spaces: who is in them, what they are called, and the way out. */
export function SpacesSection({ port, details, active }: SpacesProps) {
  if (details.length === 0) return null
  return (
    <section aria-labelledby="spaces">
      <h2 id="spaces">Spaces</h2>
      <ul class="space-cards">
        {details.map((detail) => (
          // One that ended for us may be waited for anew.
          <Space
            key={`${detail.space} ${detail.pending === undefined}`}
            port={port}
            detail={detail}
            open={detail.space === active}
          />
        ))}
      </ul>
    </section>
  )
}

function Space({ port, detail, open }: { port: HomePort; detail: SpaceDetail; open: boolean }) {
  const [shown, show] = useState(open)
  const { name, link, pending } = detail
  return (
    <li class="space-card">
      <div class="space-head">
        <h3>{name}</h3>
        <span class="small soft">{aside(detail)}</span>
        <Button
          small
          icon={shown ? 'up' : 'down'}
          label={`${shown ? 'Less' : 'More'} about ${name}`}
          expanded={shown}
          onPress={() => show(!shown)}
        />
      </div>
      {pending === undefined ? <LinkStatus link={link} /> : <p class="small soft">{pending}</p>}
      {detail.role === 'reader' && <p class="small soft">{READS}</p>}
      <Knocks id={`knocks-${detail.space}`} port={port} knocks={detail.knocks} nameOf={() => name} />
      {shown && <Inside port={port} detail={detail} />}
    </li>
  )
}

/** What stands behind a space's name. */
function Inside({ port, detail }: { port: HomePort; detail: SpaceDetail }) {
  const { space, relay, members, role, pending } = detail
  const admin = role === 'admin'
  return (
    <>
      {relay !== undefined && (
        <p class="small soft">
          Relay: <span class="address">{relay}</span>
        </p>
      )}
      {admin && <Rename port={port} space={space} name={detail.name} />}
      {members.length > 0 && !detail.private && <Members port={port} detail={detail} />}
      {!detail.private && (admin || role === 'writer') && <Invites port={port} detail={detail} />}
      {!detail.private && (
        <div class="ways-out">
          <LeaveSpace port={port} detail={detail} />
          {admin && pending === undefined && <DeleteSpace port={port} detail={detail} />}
        </div>
      )}
    </>
  )
}

const ENDED = { left: 'you left', deleted: 'deleted', removed: 'ended for you' } as const

function aside({ private: alone, members, ended, pending }: SpaceDetail): string {
  if (pending !== undefined) return 'not joined yet'
  if (ended !== undefined) return ENDED[ended]
  if (alone) return 'only you'
  const people = members.filter(({ removed }) => !removed).length
  return `${people} ${people === 1 ? 'person' : 'people'}`
}
