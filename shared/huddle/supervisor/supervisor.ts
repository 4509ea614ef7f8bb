import type { DeviceId } from '../../domain/ids.ts'
import type { CallEffect, CallEvent, PeerView } from './state.ts'

/** All peers of one stay in a huddle (HU11-HU24). */
export class Supervisor {
  /** @param self our device @param session ours, to recognise signals meant for an earlier window @param fraction in [0, 1), for jitter */
  constructor(_self: DeviceId, _session: string, _fraction: () => number) {}

  take(_event: CallEvent, _now: number): readonly CallEffect[] {
    return []
  }

  peers(_now: number): readonly PeerView[] {
    return []
  }

  peer(_device: DeviceId, _now: number): PeerView | undefined {
    return undefined
  }
}
