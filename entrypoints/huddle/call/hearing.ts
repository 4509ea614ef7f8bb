import type { DeviceId } from '../../../shared/domain/ids.ts'
import { Speakers, TalkingMuted } from '../../../shared/huddle/speaker.ts'
import type { OwnLevel } from './own-level.ts'
import type { RemotePeer } from './remote-peer.ts'

export type Who = DeviceId | 'me'

/** How often levels are read, milliseconds. */
export const HEARING_MS = 100

/** Who speaks, from what is heard. */
export class Hearing {
  /** We talk into a muted microphone, and should be told. */
  talkingMuted = false
  readonly #own: OwnLevel
  readonly #speakers = new Speakers<Who>()
  readonly #muted = new TalkingMuted()
  #spoke = ''

  constructor(own: OwnLevel) {
    this.#own = own
  }

  /** @returns whether somebody began or stopped speaking */
  listen(peers: Iterable<RemotePeer>, silent: boolean, now: number): boolean {
    const own = this.#own.now
    this.#speakers.hear('me', silent ? 0 : own, now)
    this.talkingMuted = this.#muted.hear(own, silent, now)
    const speaking: Who[] = this.speaking('me', now) ? ['me'] : []
    for (const peer of peers) {
      this.#speakers.hear(peer.device, levelOf(peer), now)
      if (this.speaking(peer.device, now)) speaking.push(peer.device)
    }
    const spoke = `${speaking.join()} ${this.talkingMuted}`
    const changed = spoke !== this.#spoke
    this.#spoke = spoke
    return changed
  }

  forget(device: DeviceId): void {
    this.#speakers.forget(device)
  }

  speaking(who: Who, now: number): boolean {
    return this.#speakers.speaking(who, now)
  }

  /** For meters, 0 to 1. Our own also while we are muted: that is what a level meter beside the choice of a microphone is for. */
  level(who: Who): number {
    return who === 'me' ? this.#own.now : this.#speakers.level(who)
  }
}

/** Works in Chromium and Firefox, and costs a microsecond: no audio graph per person. */
function levelOf(peer: RemotePeer): number {
  if (peer.state?.muted !== false || peer.verified !== 'yes') return 0
  return peer.connection?.receiver('microphone')?.getSynchronizationSources()[0]?.audioLevel ?? 0
}
