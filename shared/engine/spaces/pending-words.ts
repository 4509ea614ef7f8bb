import type { RelayFailureReason } from '../ports.ts'
import { hostOf } from '../relay-link/failures.ts'

/** Why an accepted invite is not completed yet. */
export type WaitReason =
  | RelayFailureReason
  | 'unknown-space'
  | 'busy'
  | 'deleted'
  | 'lies'
  | 'does-not-fit'
  | 'keys-moved'
  | 'stale-invite'
  | 'knocking'
  | 'declined'
  | 'unknown-invite'
  | 'unknown-knock'
  | 'store'

export const NO_ANSWER_YET = 'asking'

/** What people read about a join that waits: what is wrong, and what happens next. */
export function pendingWords(relay: string, reason: WaitReason | typeof NO_ANSWER_YET): string {
  const host = hostOf(relay)
  switch (reason) {
    case 'asking':
      return `Asking the relay ${host}.`
    case 'offline':
      return 'No network. You join by yourself as soon as there is one.'
    case 'unreachable':
      return `The relay ${host} does not answer: it may be stopped, or the invite names a wrong address. Trying again.`
    case 'certificate':
      return `The relay ${host} has no valid certificate, so the connection would not be safe. Trying again.`
    case 'not-a-relay':
      return `What answers at ${host} is not a Huddlemark relay: the invite may name a wrong address. Trying again.`
    case 'refused':
      return `The relay ${host} refused to answer. Trying again.`
    case 'busy':
      return `The relay ${host} is busy. Trying again.`
    case 'unknown-space':
      return `The relay ${host} does not know this space yet: whoever made it has not reached the relay since. Trying again.`
    case 'deleted':
      return 'An admin deleted this space. Ask them before you try another invite.'
    case 'lies':
      return `What the relay ${host} gives out does not belong to this space. Ask for a new invite.`
    case 'does-not-fit':
      return 'The invite does not fit its space any more. Ask for a new one.'
    case 'keys-moved':
      return 'The space has changed its keys since this invite was made, so it does not open it any more. Ask for a new one.'
    case 'knocking':
      return 'You asked to be let in. An admin of the space decides; you join by yourself as soon as one says yes.'
    case 'declined':
      return 'An admin of the space decided not to let you in.'
    case 'stale-invite':
      return 'The space has changed its keys, and whoever made this invite has not been online since to renew it. Trying again.'
    case 'unknown-invite':
    case 'unknown-knock':
      return `The relay ${host} has no such invite: it was taken back, has expired, or was not brought there yet. Ask for a new one and give this one up; should it still come to the relay, you join by yourself.`
    case 'store':
      return 'There is no room left on this device to keep the space. Trying again.'
  }
}
