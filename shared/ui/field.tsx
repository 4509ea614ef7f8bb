import { useId } from 'preact/hooks'

export interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly hint?: string
  /** What is wrong with the value, in words; read out with the field. */
  readonly wrong?: string | undefined
  readonly placeholder?: string
  readonly max?: number
  readonly lines?: number
  readonly readonly?: boolean
  readonly kind?: 'text' | 'url' | 'secret'
  readonly name?: string
}

/** A labelled line (or a few) of text, with its hint or what is wrong with it underneath. */
export function Field(props: FieldProps) {
  const id = useId()
  const { label, value, hint, wrong, lines, kind } = props
  const under = wrong ?? hint
  const shared = {
    id,
    value,
    placeholder: props.placeholder ?? '',
    maxLength: props.max ?? 16_384,
    readOnly: props.readonly ?? false,
    spellcheck: false,
    autocomplete: props.kind === 'secret' ? 'new-password' : 'off',
    'aria-invalid': wrong !== undefined,
    ...(under === undefined ? {} : { 'aria-describedby': `${id}-under` }),
    ...(props.name === undefined ? {} : { name: props.name }),
    onInput: (event: Event) => props.onInput((event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value),
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {lines === undefined ? <Line kind={kind} {...shared} /> : <textarea rows={lines} {...shared} />}
      {under !== undefined && (
        <p
          id={`${id}-under`}
          class={wrong === undefined ? 'hint' : 'wrong'}
          role={wrong === undefined ? undefined : 'alert'}
        >
          {under}
        </p>
      )}
    </div>
  )
}

/** What is secret is not shown while it is typed. */
function Line({ kind, ...shared }: { kind: FieldProps['kind'] } & Record<string, unknown>) {
  if (kind === 'secret') return <input type="password" {...shared} />
  return <input type="text" inputMode={kind === 'url' ? 'url' : 'text'} {...shared} />
}
