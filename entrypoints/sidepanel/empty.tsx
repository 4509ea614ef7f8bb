import type { SpaceView } from '../../shared/contract/views.ts'
import { isPdfAddress } from '../../shared/domain/pdf-address.ts'
import { EmptyState } from '../../shared/ui/messages.tsx'

/** What to begin with on a page where nobody has said anything; of a PDF only what its viewer lets through. */
export function Empty({ page, space }: { readonly page: string; readonly space: SpaceView }) {
  const pdf = isPdfAddress(page)
  if (space.ended) return <EmptyState title="Nothing was marked here">Nothing new comes into this space.</EmptyState>
  if (space.role === 'reader')
    return <EmptyState title="Nothing here yet">What others mark on this page appears here.</EmptyState>
  return (
    <EmptyState
      title={
        pdf ? (
          'Say something about this PDF'
        ) : (
          <>
            Select <span class="stroke">words</span> to begin
          </>
        )
      }
    >
      {pdf
        ? 'Comment on it as a whole, or set a pin: it keeps its place in the window. The words cannot be reached.'
        : 'Mark a sentence on the page, or say something about the page as a whole.'}{' '}
      {space.private ? 'In this space only you see it.' : `It appears here for everyone in ${space.name}.`}
    </EmptyState>
  )
}
