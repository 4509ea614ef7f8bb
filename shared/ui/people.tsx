import { useState } from 'preact/hooks'
import type { LinkView, PersonView } from '../contract/views.ts'
import type { DeviceId } from '../domain/ids.ts'
import type { MemberColour } from '../domain/member.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { initials } from './initials.ts'

export function Avatar(props: { name: string; colour: MemberColour; size?: 'small' | 'large'; away?: boolean }) {
  const classes = ['avatar', props.size, props.away && 'away'].filter(Boolean).join(' ')
  return (
    <span class={classes} style={{ '--member': `var(--hm-member-${props.colour})` }} aria-hidden="true">
      {props.name.trim() === '' ? '' : initials(props.name)}
    </span>
  )
}

interface PeopleProps {
  readonly people: readonly PersonView[]
  readonly label: string
  /** Beside a page: those elsewhere in the space stand in outline and with where they are; without one, all are equal. */
  readonly page: boolean
  /** Devices that are in a huddle. */
  readonly talking?: ReadonlySet<DeviceId>
  /** Given, each other person has a menu of what to do with them. */
  readonly onSendFile?: ((to: DeviceId) => void) | undefined
}

/** Who is here. */
export function People({ people, label, page, talking, onSendFile }: PeopleProps) {
  const [open, setOpen] = useState<DeviceId>()
  return (
    <ul class="people" aria-label={label}>
      {people.map((person) => {
        const send = person.me ? undefined : onSendFile
        const shown = send !== undefined && open === person.device
        const face = <Face person={person} away={page && !person.here} talking={talking?.has(person.device) === true} />
        return (
          <li key={person.device} class={shown ? 'open' : ''}>
            {send ? (
              <Button small expanded={shown} onPress={() => setOpen(shown ? undefined : person.device)}>
                {face}
                <Icon name="down" size={12} />
              </Button>
            ) : (
              face
            )}
            {!person.here && (page || person.at !== undefined) && <span class="at">{whereabouts(person)}</span>}
            {send && shown && (
              <div class="deeds">
                <Button
                  small
                  look="edged"
                  icon="file"
                  onPress={() => {
                    setOpen(undefined)
                    send(person.device)
                  }}
                >
                  Send a file
                </Button>
              </div>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Face({ person, away, talking }: { person: PersonView; away: boolean; talking: boolean }) {
  return (
    <>
      <Avatar name={person.name} colour={person.colour} size="small" away={away} />
      <span class="name">{person.me ? `${person.name} (you)` : person.name}</span>
      {talking && (
        <span class="talking" title="In a huddle">
          <Icon name="headset" size={14} />
          <span class="unseen">in a huddle</span>
        </span>
      )}
    </>
  )
}

function whereabouts(person: PersonView): string {
  return person.at === undefined ? 'elsewhere' : `on “${person.at}”`
}

const STATES = { none: 'Private, on this device', connecting: 'Connecting…', online: 'Connected', offline: 'Offline' }

/** The state of the link to the relay: a dot, and always words. */
export function LinkStatus({ link }: { link: LinkView }) {
  return (
    <div class="link-status" data-state={link.distrusted ? 'distrusted' : link.state} role="status">
      <span class="dot" />
      <span>{linkWords(link)}</span>
    </div>
  )
}

/** The engine's own words where it gives some, and what is still waiting or reached directly. */
export function linkWords(link: LinkView): string {
  const words = link.words === '' ? STATES[link.state] : link.words
  const more: string[] = []
  if (link.state !== 'none' && link.waiting > 0)
    more.push(`${link.waiting} ${link.waiting === 1 ? 'change' : 'changes'} waiting`)
  if (link.refused > 0) more.push(`${link.refused} refused by the relay, kept on this device only`)
  if (link.direct > 0) more.push(`${link.direct} reached directly`)
  return more.length === 0 ? words : `${words.replace(/[.…]$/, '')} · ${more.join(' · ')}`
}
