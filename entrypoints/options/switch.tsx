import { useId } from 'preact/hooks'
import { trusted } from '../../shared/ui/button.tsx'

interface SwitchProps {
  readonly label: string
  readonly hint: string
  readonly on: boolean
  readonly fixed?: boolean
  readonly onChange: (on: boolean) => void
}

/** Something that is on or off, with what that means. */
export function Switch({ label, hint, on, fixed, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div class="switch">
      <input
        id={id}
        type="checkbox"
        checked={on}
        disabled={fixed ?? false}
        aria-describedby={`${id}-hint`}
        onClick={trusted((event) => {
          // What is shown is what is so: it turns when the engine, or the browser, says that it did.
          event.preventDefault()
          onChange(!on)
        })}
      />
      <div>
        <label for={id}>{label}</label>
        <p id={`${id}-hint`} class="small soft">
          {hint}
        </p>
      </div>
    </div>
  )
}
