import type { HuddlePerson, HuddleWindowView } from '../../../shared/contract/huddle.ts'
import type { DeviceId, MemberId } from '../../../shared/domain/ids.ts'
import type { Capacity } from '../../../shared/huddle/capacity.ts'
import type { PeerView } from '../../../shared/huddle/supervisor/state.ts'
import type { Participant, Screen } from '../model.ts'
import type { RemotePeer } from './remote-peer.ts'

export type HuddleView = Extract<HuddleWindowView, { see: 'huddle' }>

/** The part of a remote peer that is shown. */
export type ShownPeer = Pick<RemotePeer, 'state' | 'turns' | 'verified' | 'reaction' | 'adaptation' | 'media'>

export interface RosterParts {
  /** Everybody whom presence ever named here, by device. */
  readonly people: ReadonlyMap<DeviceId, HuddlePerson>
  /** Devices that presence names now, in the order of joining. */
  readonly present: readonly DeviceId[]
  readonly views: readonly PeerView[]
  readonly peers: ReadonlyMap<DeviceId, ShownPeer>
  readonly capacity: Pick<Capacity, 'cameras' | 'screens'>
  readonly volumes: Readonly<Record<MemberId, number>>
  readonly speaking: (device: DeviceId) => boolean
}

/**
 * Everybody else in the call: whom presence names and whom we are connected with, as far as a sign of them is fresh. A connection that
 * nobody has a name for yet is not shown: a name comes from the space, never from the other end.
 */
export function roster(parts: RosterParts): Participant[] {
  const turn = new Map(parts.present.map((device, i) => [device, i]))
  const order = ({ device }: PeerView) => turn.get(device) ?? turn.size
  return parts.views
    .filter(({ listed }) => listed)
    .toSorted((a, b) => order(a) - order(b))
    .flatMap((view) => {
      const person = parts.people.get(view.device)
      return person ? [participant(person, view, parts)] : []
    })
}

function participant(person: HuddlePerson, { phase, refused }: PeerView, parts: RosterParts): Participant {
  const { device } = person
  const peer = parts.peers.get(device)
  const { state, adaptation, reaction } = peer ?? {}
  const connected = phase === 'connected' || phase === 'disturbed' || phase === 'restarting'
  return {
    ...person,
    phase,
    verified: refused ? 'refused' : (peer?.verified ?? 'not-yet'),
    ...(adaptation?.route ? { route: adaptation.route } : {}),
    ...(adaptation?.quality ? { quality: adaptation.quality } : {}),
    muted: state?.muted ?? false,
    listening: state?.listening ?? false,
    hand: state?.hand ?? false,
    speaking: phase === 'connected' && parts.speaking(device),
    volume: parts.volumes[person.member] ?? 1,
    ...(connected && peer ? cameraOf(device, peer, parts.capacity) : {}),
    ...(reaction ? { reaction } : {}),
  }
}

function cameraOf(
  device: DeviceId,
  { state, media, adaptation }: ShownPeer,
  { cameras }: RosterParts['capacity'],
): Pick<Participant, 'camera' | 'cameraPaused'> {
  if (!state?.camera || !media.camera) return {}
  if (!cameras.has(device)) return { camera: media.camera, cameraPaused: 'too-many' }
  if (adaptation?.appetite === 'off') return { camera: media.camera, cameraPaused: 'ours-slow' }
  if (adaptation?.standsStill('camera')) return { camera: media.camera, cameraPaused: 'theirs-slow' }
  return { camera: media.camera }
}

/** Why their screen's picture does not come. The network is blamed only where it was measured to be bad. */
function restOf({ phase, quality }: Participant, { adaptation }: ShownPeer): Pick<Screen, 'paused'> {
  if (adaptation?.appetite === 'off') return { paused: 'ours-slow' }
  if (!adaptation?.standsStill('screen')) return {}
  const slow = phase !== 'connected' || (quality !== undefined && quality.words !== 'good')
  return { paused: slow ? 'theirs-slow' : 'unknown' }
}

/** Screens of others that may be seen, in the order in which they were begun. */
export function screensOf(others: readonly Participant[], parts: Pick<RosterParts, 'peers' | 'capacity'>): Screen[] {
  return others
    .flatMap((other) => {
      const { device, name, phase } = other
      const peer = parts.peers.get(device)
      const stream = peer?.media.screen
      if (phase === 'gone' || !peer?.state?.screen || !stream || !parts.capacity.screens.has(device)) return []
      const screen = { device, name, stream, mine: false, hasSound: peer.media.screenSounds, ...restOf(other, peer) }
      return [{ turn: peer.turns.screen, screen }]
    })
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ screen }) => screen)
}
