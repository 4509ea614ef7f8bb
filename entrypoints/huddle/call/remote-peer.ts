import type { DeviceId } from '../../../shared/domain/ids.ts'
import type { PenPoint, Reaction, RemoteState } from '../../../shared/huddle/parts.ts'
import type { CallEvent } from '../../../shared/huddle/supervisor/state.ts'
import type { Turns } from '../../../shared/huddle/wire/control.ts'
import type { SignalMessage } from '../../../shared/huddle/wire/signal.ts'
import { Adaptation, type OwnSide } from './adaptation.ts'
import type { AudioRoom } from './audio-room.ts'
import type { Census } from './census.ts'
import { seenFingerprint } from './certificate.ts'
import { Connection } from './connection.ts'
import type { Outgoing } from './lines.ts'
import { RemoteMedia } from './remote-media.ts'
import { type Spoken, Talk, type TalkEvents } from './talk.ts'

/** What a peer needs of the stay it belongs to. */
export interface PeerHost {
  readonly census: Census
  readonly room: AudioRoom
  readonly now: () => number
  readonly create: (configuration: RTCConfiguration) => RTCPeerConnection
  readonly configuration: () => RTCConfiguration
  readonly outgoing: () => Outgoing
  readonly side: () => OwnSide
  readonly happened: (event: CallEvent) => void
  readonly changed: () => void
  /** Our state as this peer is told it. */
  readonly own: (peer: RemotePeer) => Spoken
  readonly say: (peer: RemotePeer, message: SignalMessage) => void
  readonly pointed: (peer: RemotePeer, point: PenPoint | undefined) => void
  /** The connection is proven to be theirs: files may pass. */
  readonly proven: (peer: RemotePeer, channels: Connection['channels']) => void
}

/** A reaction is shown so long. */
const REACTION_MS = 4_000

/** What exists while there is a connection. */
interface Live {
  readonly connection: Connection
  readonly talk: Talk
  readonly adaptation: Adaptation
}

/** One other device: its connection, when there is one, and all that is known of it. */
export class RemotePeer {
  readonly device: DeviceId
  readonly media: RemoteMedia
  state: RemoteState | undefined
  turns: Turns = { camera: 0, screen: 0 }
  verified: 'yes' | 'not-yet' | 'refused' = 'not-yet'
  reaction: Reaction | undefined

  readonly #host: PeerHost
  #live: Live | undefined
  #endReaction: (() => void) | undefined

  constructor(device: DeviceId, host: PeerHost) {
    this.device = device
    this.#host = host
    this.media = new RemoteMedia(host.room)
  }

  get connection(): Connection | undefined {
    return this.#live?.connection
  }

  get adaptation(): Adaptation | undefined {
    return this.#live?.adaptation
  }

  get talk(): Talk | undefined {
    return this.#live?.talk
  }

  open(link: number): Connection {
    this.close()
    this.verified = 'not-yet'
    const { census, create, configuration, outgoing, now, side } = this.#host
    const events = this.#events(link, () => connection)
    const connection: Connection = new Connection({ link, census, create, configuration, outgoing, events })
    const adaptation = new Adaptation({
      connection,
      now,
      side,
      theirs: () => this.state,
      wants: () => this.#host.own(this).state.wants,
    })
    this.#live = { connection, adaptation, talk: this.#talkOver(connection) }
    return connection
  }

  /** The connection, and nothing that is known of the person. */
  close(): void {
    this.#live?.connection.close()
    this.#live = undefined
    if (this.verified !== 'refused') this.verified = 'not-yet'
    this.media.silence()
  }

  /** All of it. */
  forget(): void {
    this.close()
    this.#endReaction?.()
    this.media.close()
  }

  /** Once a second: measures, and decides what is sent. */
  async look(): Promise<void> {
    if (!(await this.adaptation?.look())) return
    // What we want of them may be another amount now.
    this.talk?.tell()
    this.#host.changed()
  }

  #events(link: number, connection: () => Connection) {
    const { device } = this
    const { happened, say } = this.#host
    return {
      state: (state: RTCPeerConnectionState) => {
        happened({ is: 'connection', device, link, state })
        if (state === 'connected') void this.#verify(connection())
      },
      say: (message: SignalMessage) => say(this, message),
      broken: () => happened({ is: 'broken', device, link }),
      refused: () => this.#refuse(link),
      negotiated: () => this.#negotiated(connection()),
    }
  }

  #negotiated(connection: Connection): void {
    if (connection !== this.connection) return
    this.media.shows(connection.receiver('camera')?.track, connection.receiver('screen')?.track)
    this.adaptation?.adapt()
    this.#host.changed()
  }

  async #verify(connection: Connection): Promise<void> {
    if (this.verified !== 'not-yet') return
    const seen = await seenFingerprint(connection.pc).catch(() => undefined)
    if (connection.closed || connection !== this.connection) return
    if (seen !== undefined && seen !== connection.sealedFingerprint) {
      this.#refuse(connection.link)
      return
    }
    this.verified = 'yes'
    this.media.hear(connection.receiver('microphone')?.track, connection.receiver('screenSound')?.track)
    this.#host.proven(this, connection.channels)
    this.adaptation?.adapt()
    this.#host.changed()
  }

  #refuse(link: number): void {
    this.verified = 'refused'
    this.media.silence()
    this.#host.happened({ is: 'refuse', device: this.device, link })
    this.#host.changed()
  }

  #talkOver({ link, life, channels }: Connection): Talk {
    const { device } = this
    const { census, now, own, happened, changed, pointed } = this.#host
    const events: TalkEvents = {
      heard: () => happened({ is: 'heard', device, link }),
      bye: () => happened({ is: 'bye', device, link }),
      state: ({ state, turns }) => {
        this.state = state
        this.turns = turns
        this.adaptation?.adapt()
        this.talk?.tell()
        changed()
      },
      reaction: (reaction) => this.#reacted(reaction),
      pointed: (point) => pointed(this, point),
    }
    return new Talk({ ...channels, life, census, now, own: () => own(this), events })
  }

  #reacted(reaction: Reaction): void {
    this.#endReaction?.()
    this.reaction = reaction
    this.#endReaction = this.#host.census.after(REACTION_MS, () => {
      this.reaction = undefined
      this.#host.changed()
    })
    this.#host.changed()
  }
}
