import type { DeviceId } from '../../domain/ids.ts'

/** Memory: devices whose signals are remembered. */
export const MAX_SIGNALLERS = 1_024
/** Signals of one session that may overtake each other: two ways lead to us. */
export const SIGNAL_WINDOW = 512

interface Session {
  highest: number
  /** Counters taken, those above `highest - SIGNAL_WINDOW`. */
  readonly taken: Set<number>
}

/** The session that a device's presence announces; undefined while it is not here. */
export type AnnouncedSession = (device: DeviceId) => string | undefined

/**
 * Each signal once: which counters of which session were taken. Per device the newest session and the one before are known; an older
 * one is over, unless presence says that the device (its clock set back) uses it now.
 */
export class SignalWindow {
  readonly #announced: AnnouncedSession
  /** In the order in which devices were last heard. */
  readonly #devices = new Map<DeviceId, Map<string, Session>>()

  constructor(announced: AnnouncedSession) {
    this.#announced = announced
  }

  get size(): number {
    return this.#devices.size
  }

  /** Whether it may still be taken. Costs nothing and changes nothing: comes before any cryptography. */
  isNew(device: DeviceId, session: string, counter: number): boolean {
    const sessions = this.#devices.get(device)
    const known = sessions?.get(session)
    if (known) return counter > known.highest - SIGNAL_WINDOW && !known.taken.has(counter)
    const newest = [...(sessions?.keys() ?? [])].every((one) => session > one)
    return newest || this.#announced(device) === session
  }

  /** Takes a proven signal. False: it was taken before, is too old, or there is no room. */
  take(device: DeviceId, session: string, counter: number): boolean {
    if (!this.isNew(device, session, counter)) return false
    const sessions = this.#devices.get(device) ?? new Map<string, Session>()
    if (!this.#devices.delete(device) && !this.#makeRoom()) return false
    this.#devices.set(device, sessions)
    const known = sessions.get(session) ?? { highest: 0, taken: new Set<number>() }
    sessions.delete(session)
    sessions.set(session, known)
    for (const oldest of sessions.keys()) if (sessions.size > 2) sessions.delete(oldest)
    known.taken.add(counter)
    known.highest = Math.max(known.highest, counter)
    if (known.taken.size > 2 * SIGNAL_WINDOW)
      for (const one of known.taken) if (one <= known.highest - SIGNAL_WINDOW) known.taken.delete(one)
    return true
  }

  /** Only who is not here is forgotten: what was taken from those here must not be played again. */
  #makeRoom(): boolean {
    if (this.#devices.size < MAX_SIGNALLERS) return true
    for (const device of this.#devices.keys())
      if (this.#announced(device) === undefined) return this.#devices.delete(device)
    return false
  }
}
