import type { Advice, CallState, Participant, Screen } from '../model.ts'
import type { Huddling } from './huddling.ts'
import { type HuddleView, roster, screensOf } from './roster.ts'
import type { Stay } from './stay.ts'

/** Everything the picture is made of. */
export interface Parts {
  readonly stage: CallState['stage']
  readonly words: string | undefined
  readonly idle: CallState['idle']
  readonly asked: CallState['asked']
  /** The huddle that was left: where "Rejoin" leads. */
  readonly was: HuddleView | undefined
  readonly huddling: Huddling
  readonly advice: readonly Advice[]
  readonly announcements: CallState['announcements']
}

/** Own streams for the interface, the same object while the track is the same: an element must not start anew. */
export class OwnStreams {
  readonly #streams = new WeakMap<MediaStreamTrack, MediaStream>()

  of(track: MediaStreamTrack | undefined): MediaStream | undefined {
    if (!track) return undefined
    const known = this.#streams.get(track)
    if (known) return known
    const stream = new MediaStream([track])
    this.#streams.set(track, stream)
    return stream
  }
}

/** One immutable picture of the call. */
export function assemble(parts: Parts, streams: OwnStreams): CallState {
  const { huddling, advice, announcements } = parts
  const { media, view, stay } = huddling
  const place = view ?? parts.was
  const others = roster(huddling.rosterParts)
  const camera = streams.of(media.camera.track)
  return {
    stage: parts.stage,
    ...optional('idle', parts.idle),
    ...optional('words', parts.words),
    ...optional('asked', parts.asked),
    ...optional('huddle', place?.huddle),
    kind: place?.kind ?? 'talk',
    ...optional('space', place?.space),
    ...optional('me', view && meOf(view, huddling)),
    others,
    screens: stay ? screens(huddling, stay, others, streams) : [],
    microphone: media.microphone.state,
    camera: media.camera.state,
    screen: media.screen.state,
    ...optional('cameraStream', camera),
    devices: media.devices,
    lowData: media.tastes.lowData,
    pushToTalk: media.microphone.talking,
    members: view?.members ?? [],
    ...optional('chooseWhom', view?.chooseWhom),
    ...optional('chat', view?.chat),
    advice,
    announcements,
    verified: verified(others),
  }
}

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value })

function meOf({ me }: HuddleView, { hearing, now, hand, reaction }: Huddling): NonNullable<CallState['me']> {
  return { ...me, speaking: hearing.speaking('me', now), hand, ...optional('reaction', reaction) }
}

function screens({ view, media }: Huddling, stay: Stay, others: readonly Participant[], streams: OwnStreams): Screen[] {
  const theirs = screensOf(others, { peers: stay.peers, capacity: stay.capacity })
  const stream = streams.of(media.screen.picture)
  if (!view || !stream) return theirs
  const { device, name } = view.me
  return [...theirs, { device, name, stream, mine: true, hasSound: media.screen.sound !== undefined }]
}

/** True once every connection is proven; undefined while there is none, or one is just being made. */
function verified(others: readonly Participant[]): boolean | undefined {
  if (others.some((other) => other.verified === 'refused')) return false
  const connected = others.filter(({ phase }) => phase === 'connected')
  return connected.length > 0 && connected.every((other) => other.verified === 'yes') ? true : undefined
}
