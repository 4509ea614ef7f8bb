import type { HuddlePerson } from '../../../shared/contract/huddle.ts'
import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { PenPoint, Reaction } from '../../../shared/huddle/parts.ts'
import { Signal } from '../../../shared/kit/signal.ts'
import type { Transfers } from '../files/transfers.ts'
import { AudioRoom } from './audio-room.ts'
import type { Census } from './census.ts'
import type { AskPermission } from './device-trouble.ts'
import { Hearing } from './hearing.ts'
import { type MediaSource, OwnMedia } from './own-media.ts'
import type { HuddleView, RosterParts } from './roster.ts'
import { type OwnState, Stay } from './stay.ts'
import type { Interrupted, Shelf } from './tastes.ts'

export interface HuddlingOptions {
  readonly census: Census
  readonly source: MediaSource
  readonly permission?: AskPermission
  readonly create: (configuration: RTCConfiguration) => RTCPeerConnection
  readonly local: Shelf
  readonly transfers: Transfers
  readonly interrupted: Interrupted | undefined
  readonly now: () => number
  readonly signal: (to: DeviceId, body: string) => void
}

/** Our own reaction is shown as long as others see it. */
const REACTION_MS = 4_000
/** Names remembered of people who came and went. */
const MAX_PEOPLE = 200

/** Being in a huddle: our devices, who is here by the engine's word, and the stay. One after another, never two. */
export class Huddling {
  readonly changed = new Signal<void>()
  readonly pointed = new Signal<{ readonly device: DeviceId; readonly point: PenPoint | undefined }>()
  /** To be told to the person. */
  readonly said = new Signal<string>()
  readonly room: AudioRoom
  readonly people = new Map<DeviceId, HuddlePerson>()
  media: OwnMedia
  hearing: Hearing
  stay: Stay | undefined
  view: HuddleView | undefined
  hand = false
  reaction: Reaction | undefined

  readonly #is: HuddlingOptions
  #interrupted: Interrupted | undefined
  #endReaction: (() => void) | undefined

  constructor(options: HuddlingOptions) {
    this.#is = options
    this.#interrupted = options.interrupted
    this.room = new AudioRoom(options.census, () => this.changed.emit())
    this.media = this.#newMedia()
    this.hearing = new Hearing(this.media.level)
  }

  get now(): number {
    return this.#is.now()
  }

  /** What the others are told of us. */
  get own(): OwnState {
    const { microphone, camera, screen } = this.media
    return {
      muted: microphone.silent,
      listening: microphone.sent === undefined,
      camera: camera.state.on,
      screen: screen.state.on,
      hand: this.hand,
    }
  }

  get rosterParts(): RosterParts {
    const { people, view, stay, media, hearing, now } = this
    return {
      people,
      present: (view?.others ?? []).map(({ device }) => device),
      views: stay?.views ?? [],
      peers: stay?.peers ?? new Map(),
      capacity: stay?.capacity ?? { cameras: new Set(), screens: new Set() },
      volumes: media.tastes.volumes,
      speaking: (device) => hearing.speaking(device, now),
    }
  }

  /** The engine tells who is here: enters when that is new. @returns whether this is another huddle than before */
  see(view: HuddleView): boolean {
    const entering = this.stay?.huddle !== view.huddle
    if (entering) this.leave()
    const back = this.view?.relayWords !== undefined && view.relayWords === undefined
    // Who no longer wants to show their address, or does not mind any more: the paths are sought anew.
    const otherWay = this.view !== undefined && this.view.relayOnly !== view.relayOnly
    this.view = view
    this.#remember([view.me, ...view.others])
    this.stay ??= this.#enter(view)
    this.stay.ice = configurationOf(view)
    const sure = view.relayWords === undefined
    this.stay.present(
      view.others.map(({ device }) => device),
      sure,
    )
    if (otherWay || (back && this.stay.views.some(({ phase }) => phase !== 'connected'))) this.stay.wake()
    this.setVolumes()
    this.changed.emit()
    return entering
  }

  leave(): void {
    this.stay?.leave()
    if (this.stay) {
      this.media.close()
      this.media = this.#newMedia()
      this.hearing = new Hearing(this.media.level)
    }
    this.stay = undefined
    this.view = undefined
    this.hand = false
    this.#endReaction?.()
    this.reaction = undefined
    this.changed.emit()
  }

  setHand(up: boolean): void {
    this.hand = up
    this.#ownChanged()
  }

  react(reaction: Reaction): void {
    this.stay?.react(reaction)
    this.#endReaction?.()
    this.reaction = reaction
    this.#endReaction = this.#is.census.after(REACTION_MS, () => {
      this.reaction = undefined
      this.changed.emit()
    })
    this.changed.emit()
  }

  /** Each person as loud as we like them. */
  setVolumes(): void {
    for (const [device, peer] of this.stay?.peers ?? []) {
      const member = this.people.get(device)?.member
      peer.media.setVolume((member && this.media.tastes.volumes[member]) ?? 1)
    }
  }

  #enter(view: HuddleView): Stay {
    const { census, now, create, transfers, signal } = this.#is
    const { media, room, hearing } = this
    const stay = new Stay({
      census,
      room,
      now,
      create,
      transfers,
      signal,
      hearing,
      huddle: view.huddle,
      me: view.me.device,
      outgoing: () => media.outgoing,
      own: () => this.own,
      cameraHeight: () => media.camera.track?.getSettings().height ?? 720,
      silent: () => media.microphone.silent,
      lowData: () => media.tastes.lowData,
      changed: () => this.changed.emit(),
      verified: () => this.setVolumes(),
      pointed: (device, point) => this.pointed.emit({ device, point }),
    })
    if (view.kind === 'talk') void media.start()
    return stay
  }

  #newMedia(): OwnMedia {
    const { source, permission, census, local } = this.#is
    const media = new OwnMedia({
      source,
      census,
      room: this.room,
      shelf: local,
      interrupted: this.#interrupted,
      ...(permission ? { permission } : {}),
    })
    // Only the first stay of this window may be the continuation of an interrupted one.
    this.#interrupted = undefined
    media.changed.listen(() => this.media === media && this.#ownChanged())
    media.replaced.listen(() => this.media === media && this.stay?.replaced())
    media.said.listen((words) => this.said.emit(words))
    return media
  }

  #ownChanged(): void {
    this.stay?.ownChanged()
    this.changed.emit()
  }

  #remember(people: readonly HuddlePerson[]): void {
    for (const person of people) {
      this.people.delete(person.device)
      this.people.set(person.device, person)
    }
    for (const device of [...this.people.keys()].slice(0, -MAX_PEOPLE)) this.people.delete(device)
  }
}

function configurationOf({ ice, relayOnly }: HuddleView): RTCConfiguration {
  return {
    iceServers: ice.map(({ urls, ...rest }) => ({ urls: [...urls], ...rest })),
    iceTransportPolicy: relayOnly ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
  }
}
