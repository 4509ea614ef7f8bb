import type { PersonView } from '../../../../shared/contract/views.ts'
import { initials } from '../../../../shared/ui/initials.ts'

const MOST = 5

/** What a disc shows of somebody. */
type Faced = Pick<PersonView, 'device' | 'name' | 'colour'>

/** Me first, then others as they come; one person on two devices is two devices, since both may point. */
export function peopleHere(people: readonly PersonView[]): readonly PersonView[] {
  return people.filter((person) => person.here).toSorted((a, b) => Number(b.me) - Number(a.me))
}

interface AvatarsProps {
  readonly label: string
  readonly people: readonly Faced[]
  /** Our own device among them. */
  readonly me: PersonView['device'] | undefined
  readonly most?: number
}

/** People as overlapping discs with initials; names are accessible names and tips, never text in the page. */
export function Avatars({ label, people, me, most = MOST }: AvatarsProps) {
  const more = people.length - most
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; these are people
    <div class="avatars" role="group" aria-label={label}>
      {people.slice(0, more > 0 ? most - 1 : most).map(({ device, name, colour }) => (
        <span
          key={device}
          class="avatar"
          role="img"
          data-colour={colour}
          data-words={initials(name)}
          data-tip={device === me ? `${name} (you)` : name}
          aria-label={device === me ? `${name} (you)` : name}
        />
      ))}
      {more > 0 && (
        <span class="avatar more" role="img" data-words={`+${more + 1}`} aria-label={`and ${more + 1} more`} />
      )}
    </div>
  )
}
