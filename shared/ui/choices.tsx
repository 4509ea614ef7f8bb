import { useId } from 'preact/hooks'
import { COLOURS, type Colour } from '../domain/annotation.ts'
import { MEMBER_COLOURS, type MemberColour } from '../domain/member.ts'
import { trusted } from './button.tsx'

/** Clicks, not changes, are listened to: keys and labels click too, and a made-up click's change would look trusted. */
interface DabsProps<Value extends string> {
  readonly legend: string
  readonly of: readonly Value[]
  readonly paint: (value: Value) => string
  readonly value: Value | undefined
  readonly onChoose: (value: Value) => void
  readonly small?: boolean
}

function Dabs<Value extends string>({ legend, of, paint, value, onChoose, small }: DabsProps<Value>) {
  const name = useId()
  return (
    <fieldset class={small ? 'dabs small' : 'dabs'}>
      <legend class="unseen">{legend}</legend>
      {of.map((one) => (
        <label key={one} title={capital(one)}>
          <input
            type="radio"
            name={name}
            checked={one === value}
            aria-label={capital(one)}
            onClick={trusted(() => onChoose(one))}
          />
          <span class="dab" style={{ '--dab': paint(one) }} />
        </label>
      ))}
    </fieldset>
  )
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)

/** Which colour a person goes by. */
export function MemberColours(props: { value: MemberColour; onChoose: (colour: MemberColour) => void }) {
  return <Dabs legend="Your colour" of={MEMBER_COLOURS} paint={(colour) => `var(--hm-member-${colour})`} {...props} />
}

/** Which colour a highlight has. */
export function MarkColours(props: { value: Colour; onChoose: (colour: Colour) => void }) {
  return <Dabs legend="Highlight colour" of={COLOURS} paint={(colour) => `var(--hm-mark-${colour})`} small {...props} />
}
