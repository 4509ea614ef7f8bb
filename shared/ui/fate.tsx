import type { FateView } from '../contract/fate.ts'
import { fateIcon, fateTitle, fateWords } from './fate-words.ts'
import { Icon } from './icon.tsx'

/** Where one's own work has come to: quiet, an icon with its words; `short` where there is room for the icon alone. */
export function Fate({ fate, short }: { fate: FateView; short?: boolean }) {
  return (
    <span class={fate.refused ? `come-to ${fate.refused.forGood ? 'bad' : 'wait'}` : 'come-to'} title={fateTitle(fate)}>
      <Icon name={fateIcon(fate)} size={13} />
      <span class={short ? 'unseen' : ''}>{fateWords(fate)}</span>
    </span>
  )
}
