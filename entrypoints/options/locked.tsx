import { Icon } from '../../shared/ui/icon.tsx'

/** Something that nobody can change here. */
export function Locked({ children }: { children?: string }) {
  return (
    <p class="locked small soft">
      <Icon name="lock" />
      <span>{children ?? 'Set by your administrator.'}</span>
    </p>
  )
}
