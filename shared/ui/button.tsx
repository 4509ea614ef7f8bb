import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

/** Drops events that scripts made up: some of our pages stand inside pages that nobody trusts. */
export const trusted =
  <Happening extends Event>(handle: (event: Happening) => void) =>
  (event: Happening): void => {
    if (event.isTrusted) handle(event)
  }

export interface ButtonProps {
  /** `main`: the one thing to do here. `edged`: a choice beside it. `quiet`: all else. */
  readonly look?: 'main' | 'edged' | 'quiet'
  readonly small?: boolean
  readonly icon?: IconName
  /** An icon alone: the name that is read out and shown as a hint. */
  readonly label?: string
  /** More about it than its name, for those who do not see what stands around it. */
  readonly describe?: string
  readonly bad?: boolean
  /** Something of this button is under way; it keeps its place, its focus and its name. */
  readonly busy?: boolean
  /** There is nothing for it to do now; it keeps its place and its name. */
  readonly idle?: boolean
  readonly pressed?: boolean
  readonly expanded?: boolean
  readonly submit?: boolean
  readonly onPress?: (event: MouseEvent) => void
  readonly children?: ComponentChildren
}

export function Button(props: ButtonProps) {
  const {
    look = 'quiet',
    small,
    icon,
    label,
    describe,
    bad,
    busy,
    idle,
    pressed,
    expanded,
    submit,
    onPress,
    children,
  } = props
  const classes = ['button', look, small && 'small', bad && 'bad', label !== undefined && !children && 'square']
  const press = trusted<MouseEvent>((event) => {
    if (busy || idle) event.preventDefault()
    else onPress?.(event)
  })
  const states = {
    ...(label === undefined ? {} : { 'aria-label': label, title: label }),
    ...(describe === undefined ? {} : { 'aria-description': describe }),
    ...(busy || idle ? { 'aria-disabled': 'true' as const } : {}),
    ...(pressed === undefined ? {} : { 'aria-pressed': pressed }),
    ...(expanded === undefined ? {} : { 'aria-expanded': expanded }),
  }
  return (
    <button type={submit ? 'submit' : 'button'} class={classes.filter(Boolean).join(' ')} onClick={press} {...states}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  )
}
