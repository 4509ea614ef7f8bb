import type { OverlayView } from '../../../../shared/contract/views.ts'

/** What became of what had waited for the relay: "Connected again: 14 sent, 1 refused". */
export function cameBackWords({ sent, refused }: Extract<OverlayView, { see: 'came-back' }>): string {
  const parts = [...(sent > 0 ? [`${sent} sent`] : []), ...(refused > 0 ? [`${refused} refused`] : [])]
  return `Connected again: ${parts.join(', ')}`
}
