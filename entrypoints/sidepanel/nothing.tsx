import { Sign } from '../../shared/ui/icon.tsx'
import { EmptyState } from '../../shared/ui/messages.tsx'

/** Why the panel shows no page. */
const NOTHING = {
  'no-page': [
    'Nothing here yet',
    'Click the Huddlemark button on a page to read it together. Its threads then show here.',
  ],
  'no-profile': ['Who are you?', 'Click the Huddlemark button and type a name. Then select words to begin.'],
  address: ['Not on this page', 'Huddlemark works on web pages (http and https).'],
  'site-off': ['Switched off here', 'You switched Huddlemark off on this site. The Huddlemark button brings it back.'],
} as const

export function Nothing({ why }: { why: keyof typeof NOTHING }) {
  const [title, words] = NOTHING[why]
  return (
    <main class="nothing">
      <h1 class="unseen">Huddlemark</h1>
      <EmptyState title={title}>{words}</EmptyState>
      <Sign size={40} />
    </main>
  )
}

export function Waiting() {
  return (
    <main>
      <h1 class="unseen">Waking Huddlemark</h1>
    </main>
  )
}
