import type { AnnotationKind } from '../domain/annotation.ts'
import { Icon, type IconName } from './icon.tsx'

const ICONS: Record<AnnotationKind, IconName> = { highlight: 'marker', page: 'page', pin: 'pin', drawing: 'pen' }

/** Decoration beside the kind's words, in the colour of the mark around it. */
export function KindIcon({ kind }: { kind: AnnotationKind }) {
  return (
    <span class="kind-icon" aria-hidden="true">
      <Icon name={ICONS[kind]} size={14} />
    </span>
  )
}
