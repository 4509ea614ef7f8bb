import type { PersonView } from '../../../../shared/contract/views.ts'
import { initials } from '../../../../shared/ui/initials.ts'

const MOST = 5

/** Me first, then others as they come; one person on two devices is two devices, since both may point. */
export function peopleHere(people: readonly PersonView[]): readonly PersonView[] {
  return people.filter((person) => person.here).toSorted((a, b) => Number(b.me) - Number(a.me))
}

/** Everybody on this page as overlapping discs with initials; names are accessible names and tips, never text in the page. */
export function Avatars({ people }: { readonly people: readonly PersonView[] }) {
  const here = peopleHere(people)
  const more = here.length - MOST
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls; these are people
    <div class="avatars" role="group" aria-label="People here">
      {here.slice(0, more > 0 ? MOST - 1 : MOST).map((person) => (
        <span
          key={person.device}
          class="avatar"
          role="img"
          data-colour={person.colour}
          data-words={initials(person.name)}
          data-tip={person.me ? `${person.name} (you)` : person.name}
          aria-label={person.me ? `${person.name} (you)` : person.name}
        />
      ))}
      {more > 0 && (
        <span class="avatar more" role="img" data-words={`+${more + 1}`} aria-label={`and ${more + 1} more`} />
      )}
    </div>
  )
}
