import { useState } from 'preact/hooks'
import type { MemberDeviceView, MemberView, SpaceDetail } from '../../../shared/contract/spaces.ts'
import type { MemberId } from '../../../shared/domain/ids.ts'
import { Button } from '../../../shared/ui/button.tsx'
import { useTimeAgo } from '../../../shared/ui/hooks.ts'
import { Avatar } from '../../../shared/ui/people.tsx'
import type { HomePort } from '../../../shared/ui/port.ts'
import { ROLE_WORDS } from '../../../shared/ui/role-words.ts'
import { MemberMenu } from './member-menu.tsx'

/** Everybody of a space, each with what an admin can do about them. */
export function Members({ port, detail }: { port: HomePort; detail: SpaceDetail }) {
  const [open, setOpen] = useState<MemberId>()
  const [wrong, setWrong] = useState<string>()
  const ask = async (intent: Parameters<HomePort['ask']>[0]) => {
    const answer = await port.ask(intent)
    setWrong(answer.ok ? undefined : answer.error)
    if (answer.ok) setOpen(undefined)
  }
  const part = (member: MemberId) => void ask({ do: 'merge-member', space: detail.space, member, as: null })
  return (
    <div class="members">
      <h4 class="caption">Members</h4>
      <ul aria-label={`Members of ${detail.name}`}>
        {detail.members.map((member) => {
          const shown = open === member.member
          const menu = detail.role === 'admin' && !member.me && !member.removed
          return (
            <li key={member.member}>
              <Avatar name={member.name} colour={member.colour} away={member.removed === true} />
              <div class="about">
                <p>
                  <strong>{member.name}</strong>
                  {member.me && <span class="soft"> (you)</span>}
                  <Standing member={member} />
                  {member.muted && <span class="tag quiet">Muted</span>}
                </p>
                {!member.removed && <Whereabouts member={member} />}
                {member.wish !== undefined && <p class="small waits">{member.wish}</p>}
                <SecondSelves member={member} onPart={detail.role === 'admin' ? part : undefined} />
              </div>
              {menu && (
                <Button
                  small
                  icon={shown ? 'up' : 'down'}
                  label={`What to do about ${member.name}`}
                  expanded={shown}
                  onPress={() => setOpen(shown ? undefined : member.member)}
                />
              )}
              {menu && shown && <MemberMenu detail={detail} member={member} ask={(intent) => void ask(intent)} />}
            </li>
          )
        })}
      </ul>
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  )
}

interface SecondSelvesProps {
  readonly member: MemberView
  /** For admins, of their own second selves too: whoever merged can part again. */
  readonly onPart: ((member: MemberId) => void) | undefined
}

function SecondSelves({ member: { name, selves = [] }, onPart }: SecondSelvesProps) {
  return selves.map((self) => (
    <p key={self.member} class="second-self small soft">
      <span>
        Also here as {self.name}
        {self.me && ' (you)'}
      </span>
      {onPart && (
        <Button
          small
          look="edged"
          describe={`Shows ${self.name} apart from ${name} again`}
          onPress={() => onPart(self.member)}
        >
          Part them
        </Button>
      )}
    </p>
  ))
}

/** What they may do here, where it is not what most may. */
function Standing({ member: { role, removed } }: { member: MemberView }) {
  if (removed) return <span class="tag quiet">Removed</span>
  if (role === 'writer') return null
  return <span class={role === 'admin' ? 'tag' : 'tag quiet'}>{ROLE_WORDS[role]}</span>
}

/** When any of a member's devices was last here, and how many there are, as far as this one knows. */
function Whereabouts({ member: { devices, me } }: { member: MemberView }) {
  if (me) {
    const others = devices.length - 1
    return <p class="small soft">{others > 0 ? `This device and ${counted(others)} more` : 'This device'}</p>
  }
  const several = devices.length > 1 ? ` · ${counted(devices.length)}` : ''
  if (devices.some(({ here }) => here)) return <p class="small here">Here now{several}</p>
  const [latest] = devices
  return (
    <p class="small soft">
      {latest?.at === undefined ? 'Not seen by this device yet' : <Ago latest={latest.at} />}
      {several}
    </p>
  )
}

const counted = (devices: number): string => `${devices} ${devices === 1 ? 'device' : 'devices'}`

function Ago({ latest }: { latest: NonNullable<MemberDeviceView['at']> }) {
  return <>Last here {useTimeAgo(latest)}</>
}
