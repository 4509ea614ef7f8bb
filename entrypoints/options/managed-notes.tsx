import type { Managed } from '../../shared/contract/managed.ts'
import { Notice } from '../../shared/ui/messages.tsx'

const NAMES: Record<string, string> = { relay: 'the relay', sites: 'the sites', huddles: 'huddles' }

/** That somebody else decides some of it here. What they wrote and could not be read is told, since nobody else would tell them. */
export function ManagedNotes({ managed }: { managed: Managed }) {
  const { ignored = [] } = managed
  return (
    <Notice>
      <p>Your administrator has set some of this. What is set is marked, and cannot be changed here.</p>
      {ignored.length > 0 && (
        <p>
          Not understood in your administrator’s settings, and so not set:{' '}
          {ignored.map((name) => NAMES[name] ?? name).join(', ')}.
        </p>
      )}
    </Notice>
  )
}
