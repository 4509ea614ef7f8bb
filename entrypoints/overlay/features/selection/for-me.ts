import type { SpaceView } from '../../../../shared/contract/views.ts'

/** Why what one marks can only be one's own: one reads only, or the space has ended for us. */
export type Forced = 'reader' | NonNullable<SpaceView['ended']>

/** Said beside the selection (X31). */
export const FOR_ME: Record<Forced, string> = {
  reader: 'Only you see it: you can only read here',
  removed: 'Only you see it: you were removed from this space',
  left: 'Only you see it: you left this space',
  deleted: 'Only you see it: this space was deleted',
  'left-behind': 'Only you see it: this device lacks the new keys of this space',
}

/** Undefined where one may write. */
export const forcedIn = ({ role, ended }: SpaceView): Forced | undefined =>
  ended ?? (role === 'reader' ? 'reader' : undefined)
