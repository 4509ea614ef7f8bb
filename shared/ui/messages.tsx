import type { ComponentChildren } from 'preact'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

type Tone = 'plain' | 'good' | 'wait' | 'bad'
const ICONS: Record<Tone, IconName> = { plain: 'info', good: 'check', wait: 'clock', bad: 'alert' }

/** Something to know, where it matters. `bad` is read out at once. */
export function Notice(props: { tone?: Tone; children: ComponentChildren; actions?: ComponentChildren }) {
  const tone = props.tone ?? 'plain'
  return (
    <div class="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div>{props.children}</div>
      {props.actions && <div class="actions">{props.actions}</div>}
    </div>
  )
}

/** What was just done, and the way back. */
export function Toast(props: { words: string; onUndo?: () => void; onClose: () => void }) {
  return (
    <div class="toast" role="status">
      <span class="words">{props.words}</span>
      {props.onUndo && (
        <Button small onPress={props.onUndo}>
          Undo
        </Button>
      )}
      <Button small icon="close" label="Dismiss" onPress={props.onClose} />
    </div>
  )
}

export function EmptyState(props: {
  title: ComponentChildren
  children: ComponentChildren
  action?: ComponentChildren
}) {
  return (
    <div class="empty">
      <h2>{props.title}</h2>
      <p>{props.children}</p>
      {props.action}
    </div>
  )
}

/** Shown while the engine does not answer; tries go on meanwhile. */
export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <Notice
      tone="wait"
      actions={
        <Button look="edged" small onPress={onRetry}>
          Try now
        </Button>
      }
    >
      Huddlemark is not answering. What you wrote is kept; trying again by itself.
    </Notice>
  )
}
