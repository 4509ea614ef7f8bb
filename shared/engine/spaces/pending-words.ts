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
  | 'newer-version'
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
    case 'newer-version':
      return 'The space needs a newer version of Huddlemark.'
    case 'store':
      return 'There is no room left on this device to keep the space. Trying again.'
  }
}
