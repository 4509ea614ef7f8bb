/** The shapes of the supervisor: what it knows of one peer, what happens to it, and what it asks to be done. */
import type { DeviceId } from '../../domain/ids.ts'
import type { PeerPhase } from '../parts.ts'
import type { Candidate, SignalBody, SignalMessage } from '../wire/signal.ts'

/** `RTCPeerConnectionState` of the browser. */
export type ConnectionState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'

/** Everything that happens. The call reports it; times come beside it. */
export type CallEvent =
  /**
   * Who is in the huddle by presence, ourselves left out. `sure`: the relay is reached, so that who is not named is not there; otherwise
   * the missing ones may only be unheard.
   */
  | { readonly is: 'present'; readonly devices: readonly DeviceId[]; readonly sure: boolean }
  /** A parsed signal of this huddle. */
  | { readonly is: 'signal'; readonly from: DeviceId; readonly body: SignalBody }
  /** `RTCPeerConnection.connectionState` changed. */
  | {
      readonly is: 'connection'
      readonly device: DeviceId
      readonly link: number
      readonly state: ConnectionState
    }
  /** Anything came over the control channel. */
  | { readonly is: 'heard'; readonly device: DeviceId; readonly link: number }
  /** The control channel says bye. */
  | { readonly is: 'bye'; readonly device: DeviceId; readonly link: number }
  /** Their certificate is not the sealed one, or their description could not be used: nothing flows until their window begins anew. */
  | { readonly is: 'refuse'; readonly device: DeviceId; readonly link: number }
  /** Our side of a connection failed in a way no state tells (an exception while making or applying a description). */
  | { readonly is: 'broken'; readonly device: DeviceId; readonly link: number }
  /** The computer woke, the network changed, the browser is online, or signals can be sent again. */
  | { readonly is: 'wake' }
  /** The browser measures the network otherwise than before: it may be another one, or only slower. */
  | { readonly is: 'doubt' }
  /** At least each half second. */
  | { readonly is: 'tick' }
  /** We leave. */
  | { readonly is: 'leave' }

/** To be carried out in order; those of one device and link one after the other. */
export type CallEffect =
  /** Make a connection, with an offer, and send it as `link`, round 1. */
  | { readonly do: 'offer'; readonly device: DeviceId; readonly link: number; readonly round: number }
  /** Make a connection for an offer that came, and send its answer. */
  | {
      readonly do: 'answer'
      readonly device: DeviceId
      readonly link: number
      readonly round: number
      readonly sdp: string
    }
  /** On the same connection: a new offer with `iceRestart`. An offer under way is overtaken by it. */
  | { readonly do: 'restart'; readonly device: DeviceId; readonly link: number; readonly round: number }
  /** On the same connection: they restart ICE; apply the offer and send the answer. */
  | {
      readonly do: 'answer-restart'
      readonly device: DeviceId
      readonly link: number
      readonly round: number
      readonly sdp: string
    }
  /** Apply their answer. */
  | {
      readonly do: 'accept'
      readonly device: DeviceId
      readonly link: number
      readonly round: number
      readonly sdp: string
    }
  | {
      readonly do: 'candidates'
      readonly device: DeviceId
      readonly link: number
      readonly round: number
      readonly candidates: readonly Candidate[]
    }
  /** Send the present local description of this round once more (offer or answer), with the candidates gathered by now. */
  | { readonly do: 'resend'; readonly device: DeviceId; readonly link: number; readonly round: number }
  /** Send a signal that needs nothing from the connection. */
  | { readonly do: 'send'; readonly device: DeviceId; readonly message: SignalMessage }
  /** Close the connection and forget all of it. */
  | { readonly do: 'close'; readonly device: DeviceId; readonly link: number }

/** What others may know of a peer. */
export interface PeerView {
  readonly device: DeviceId
  readonly phase: PeerPhase
  /** To be shown as in the call: a sign of them came within the last ten seconds. */
  readonly listed: boolean
  /** The connection that exists on our side now; 0: none. */
  readonly link: number
  /** Their window's session; empty while unknown. To be put into every signal to them. */
  readonly session: string
  /** Their certificate was not the sealed one. */
  readonly refused: boolean
}
