import type { SpaceView } from '../../../../shared/contract/views.ts'

/** Why what one marks can only be one's own: one reads only, or the space has ended for us. */
export type Forced = 'reader' | NonNullable<SpaceView['ended']>

const WHY: Record<Forced, string> = {
  reader: 'you can only read here',
  removed: 'you were removed from this space',
  left: 'you left this space',
  deleted: 'this space was deleted',
  'left-behind': 'this device lacks the new keys of this space',
}

/** Said beside the selection (X31). */
export const forMe = (forced: Forced): string => `Only you see it: ${WHY[forced]}`

/** Said where somebody takes the pen by its key all the same. */
export const cannotDraw = (forced: Forced): string => `You cannot draw here: ${WHY[forced]}`

/** Undefined where one may write. */
export const forcedIn = ({ role, ended }: SpaceView): Forced | undefined =>
  ended ?? (role === 'reader' ? 'reader' : undefined)
