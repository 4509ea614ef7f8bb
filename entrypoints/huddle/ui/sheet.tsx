import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Button } from '../../../shared/ui/button.tsx'

/**
 * A dialog over the call, as small windows need it: it takes the keyboard, Escape and a press beside it close it, and the keyboard
 * returns to where it was. The call goes on behind it.
 */
export function Sheet(props: {
  title: string
  onClose: () => void
  children: ComponentChildren
  lead?: ComponentChildren
  footer?: ComponentChildren
  wide?: boolean
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    title.current?.focus()
    return () => opened?.close()
  }, [])
  const beside = (event: MouseEvent) => {
    if (event.target === dialog.current) props.onClose()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the dialog's own cancel event.
    <dialog
      ref={dialog}
      class={props.wide ? 'sheet wide' : 'sheet'}
      aria-labelledby={id}
      onClick={beside}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
    >
      <div class="sheet-inside">
        <header>
          {props.lead}
          {/* The title takes the keyboard first: it is read out, and Tab goes on from there. */}
          <h2 id={id} tabIndex={-1} ref={title}>
            {props.title}
          </h2>
          <Button small icon="close" label="Close" onPress={props.onClose} />
        </header>
        <div class="sheet-body">{props.children}</div>
        {props.footer && <footer>{props.footer}</footer>}
      </div>
    </dialog>
  )
}

/** On or off, with what it means. */
export function Switch(props: { label: string; hint?: string; on: boolean; onChange: (on: boolean) => void }) {
  const id = useId()
  return (
    <div class="switch">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is checked.
        role="switch"
        checked={props.on}
        {...(props.hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  )
}
