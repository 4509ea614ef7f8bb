import type { LinkView, PersonView } from '../contract/views.ts'
import type { MemberColour } from '../domain/member.ts'
import { initials } from './initials.ts'

export function Avatar(props: { name: string; colour: MemberColour; size?: 'small' | 'large'; away?: boolean }) {
  const classes = ['avatar', props.size, props.away && 'away'].filter(Boolean).join(' ')
  return (
    <span class={classes} style={{ '--member': `var(--hm-member-${props.colour})` }} aria-hidden="true">
      {props.name.trim() === '' ? '' : initials(props.name)}
    </span>
  )
}

/** Who is here: beside a page, those elsewhere in the space stand in outline and with where they are; without one, all are equal. */
export function People({ people, label, page }: { people: readonly PersonView[]; label: string; page: boolean }) {
  return (
    <ul class="people" aria-label={label}>
      {people.map((person) => (
        <li key={person.device}>
          <Avatar name={person.name} colour={person.colour} size="small" away={page && !person.here} />
          <span class="name">{person.me ? `${person.name} (you)` : person.name}</span>
          {!person.here && (page || person.at !== undefined) && <span class="at">{whereabouts(person)}</span>}
        </li>
      ))}
    </ul>
  )
}

function whereabouts(person: PersonView): string {
  return person.at === undefined ? 'elsewhere' : `on “${person.at}”`
}

const STATES = { none: 'Private, on this device', connecting: 'Connecting…', online: 'Connected', offline: 'Offline' }

/** The state of the link to the relay: a dot, and always words. */
export function LinkStatus({ link }: { link: LinkView }) {
  return (
    <div class="link-status" data-state={link.state} role="status">
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
