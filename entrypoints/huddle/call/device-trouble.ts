import type { DeviceTrouble } from '../model.ts'

export type Asked = 'microphone' | 'camera'
/** The part of `navigator.permissions` that is used. */
export type AskPermission = (name: Asked) => Promise<PermissionState | undefined>

/** Firefox and older browsers do not know every permission's name: then nobody knows. */
export const askPermission: AskPermission = async (name) => {
  try {
    return (await navigator.permissions.query({ name: name as PermissionName })).state
  } catch {
    return undefined
  }
}

const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : ''
const wordsOf = (error: unknown): string =>
  error instanceof Error || error instanceof DOMException ? error.message : ''

/**
 * What a failed `getUserMedia` means for a person. A "no" and a closed question carry the same error name; the permission's state tells
 * them apart, and where it cannot be asked, Chromium's message.
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 */
export async function deviceTrouble(
  error: unknown,
  device: Asked,
  permission: AskPermission = askPermission,
): Promise<DeviceTrouble> {
  switch (nameOf(error)) {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none'
    case 'NotReadableError':
      return 'busy'
    case 'SecurityError':
      return 'denied'
    case 'NotAllowedError': {
      if (/system/i.test(wordsOf(error))) return 'denied'
      const state = await permission(device)
      if (state === 'denied') return 'denied'
      if (state === 'prompt') return 'dismissed'
      return /dismissed/i.test(wordsOf(error)) ? 'dismissed' : 'denied'
    }
    default:
      return 'failed'
  }
}

/** A screen's picker that was closed is a choice, no trouble: undefined. */
export function screenTrouble(error: unknown): DeviceTrouble | undefined {
  switch (nameOf(error)) {
    case 'NotAllowedError':
      return /system/i.test(wordsOf(error)) ? 'denied' : undefined
    case 'AbortError':
      return undefined
    case 'NotFoundError':
      return 'none'
    case 'NotReadableError':
      return 'busy'
    default:
      return 'failed'
  }
}

/** Whether another try without the chosen device may help: it is away, or cannot do what is asked of it. */
export const wantsDefault = (error: unknown): boolean =>
  ['NotFoundError', 'OverconstrainedError', 'NotReadableError', 'AbortError'].includes(nameOf(error))
