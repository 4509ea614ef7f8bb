import { WORDS } from '../../protocol/codes.ts'
import { RelayFailure, type RelayFailureReason } from '../ports.ts'

const KEPT = 'What you do is kept on this device and sent later.'

/** What people read about a relay that cannot be used, by reason. `detail` is the relay's own code, when it answered with one. */
export function failureWords(address: string, reason: RelayFailureReason, detail = ''): string {
  const host = hostOf(address)
  switch (reason) {
    case 'offline':
      return `No network. ${KEPT}`
    case 'unreachable':
      return `The relay ${host} does not answer: it may be stopped, or its address is wrong. ${KEPT}`
    case 'certificate':
      return `The relay ${host} has no valid certificate, so the connection would not be safe. ${KEPT}`
    case 'not-a-relay':
      return `What answers at ${host} is not a Huddlemark relay. Is the address right? ${KEPT}`
    case 'refused':
      return `The relay ${host} refused: ${wordsOf(detail)} ${KEPT}`
  }
}

/** Said whatever the state: the connection works, and cannot be trusted with what it shows. */
export const contradictedWords = (address: string): string =>
  `The relay ${hostOf(address)} shows different histories to different people, or was put back from an old backup by mistake. All that you have is kept on this device. Ask the others whether they see the same.`

/** Said until the log is whole again. */
export const unfitWords = (address: string): string =>
  `What the relay ${hostOf(address)} shows does not fit what it showed before: something is missing, changed or in another order. All that you have is kept on this device, and the relay is asked again.`

/** Whether it was the token that a relay refused. */
export const isTokenRefused = ({ reason, message }: RelayFailure): boolean =>
  reason === 'refused' && /\b40[134]\b|bad-token|forbidden|unknown-space/.test(message)

/** `detail` is a code, or a whole error answer with one in it. */
function wordsOf(detail: string): string {
  const code = /"error":"([a-z-]+)"/.exec(detail)?.[1] ?? detail
  return Object.hasOwn(WORDS, code) ? WORDS[code as keyof typeof WORDS] : 'It gave no reason that this version knows.'
}

/** Host and port, as people know the relay. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host
  } catch {
    return address
  }
}

/** Whatever was thrown, as a failure of the relay. Surprises count as a relay that did not answer. */
export const asFailure = (error: unknown): RelayFailure =>
  error instanceof RelayFailure ? error : new RelayFailure('unreachable', String(error))
