import type { SpaceView } from '../contract/views.ts'
import { Notice } from './messages.tsx'

/** On a shared computer: work that would be lost with the browser's end. */
export function Unsent({ spaces, shared }: { spaces: readonly SpaceView[]; shared: boolean | undefined }) {
  const waiting = spaces.reduce((sum, { link }) => sum + link.waiting, 0)
  if (!shared || waiting === 0) return null
  return (
    <Notice tone="wait">
      {waiting === 1 ? 'One change is' : `${waiting} changes are`} not sent yet. On this shared computer,{' '}
      {waiting === 1 ? 'it is' : 'they are'} lost when the browser closes.
    </Notice>
  )
}
