import type { Quality } from './parts.ts'

/** The order in which they matter: the first two that hold are given. */
const KEYS = [
  'refused-peer',
  'talking-muted',
  'slow-upload',
  'bad-network',
  'slow-computer',
  'video-paused',
  'too-many',
  'relay-away',
] as const
type Key = (typeof KEYS)[number]

/** What may help a path or a computer that is too slow. */
export type Way = 'camera-off' | 'less-data'

export interface AdviceItem {
  readonly key: Key
  readonly words: string
  /** The way out: a button's label, and what it does where the key alone does not say it. */
  readonly button?: string
  readonly way?: Way
  readonly tone: 'quiet' | 'warning'
}

export interface AdvicePeer {
  readonly name: string
  readonly quality: Quality | undefined
  /** Their certificate was not the sealed one. */
  readonly refused: boolean
  /** From the ladder. */
  readonly held: 'network' | 'computer' | undefined
}

export interface AdviceInput {
  readonly peers: readonly AdvicePeer[]
  readonly camera: boolean
  /** Our screen is shared. */
  readonly screen: boolean
  readonly lowData: boolean
  readonly talkingMuted: boolean
  readonly relayWords: string | undefined
  /** From capacity: why our own video is not sent. */
  readonly paused: string | undefined
}

const MOST = 2
/** A cause must hold for so long before it is said, and be away for so long before it is taken back. Milliseconds. */
const BEFORE_MS = 3_000
const AFTER_MS = 6_000
/** What is so or not, without measuring: said at once, and taken back at once. */
const AT_ONCE: ReadonlySet<Key> = new Set(['refused-peer', 'talking-muted', 'too-many'])

interface Held {
  readonly item: AdviceItem
  readonly since: number
  readonly seen: number
  readonly said: boolean
}

/** HU48-HU50: at most two pieces of advice, each with its cause and, where there is one, a way out. */
export class Adviser {
  readonly #held = new Map<Key, Held>()
  readonly #dismissed = new Set<Key>()

  /** About once a second. @param now milliseconds */
  decide(input: AdviceInput, now: number): readonly AdviceItem[] {
    const found = new Map(reasons(input).map((item) => [item.key, item]))
    for (const key of KEYS) this.#follow(key, found.get(key), now)
    return KEYS.filter((key) => !this.#dismissed.has(key))
      .flatMap((key) => this.#held.get(key) ?? [])
      .filter(({ said }) => said)
      .slice(0, MOST)
      .map(({ item }) => item)
  }

  /** Not again in this call. */
  dismiss(key: Key): void {
    this.#dismissed.add(key)
  }

  #follow(key: Key, item: AdviceItem | undefined, now: number): void {
    const held = this.#held.get(key)
    if (item !== undefined) {
      const since = held?.since ?? now
      const said = held?.said === true || AT_ONCE.has(key) || now - since >= BEFORE_MS
      this.#held.set(key, { item, since, seen: now, said })
    } else if (held !== undefined && (!held.said || AT_ONCE.has(key) || now - held.seen >= AFTER_MS))
      this.#held.delete(key)
  }
}

/** "Ada", "Ada and Ben", "Ada and 2 others". */
function named(peers: readonly AdvicePeer[]): string {
  const [first, second] = peers
  if (first === undefined) return 'nobody'
  if (peers.length > 2) return `${first.name} and ${peers.length - 1} others`
  return second === undefined ? first.name : `${first.name} and ${second.name}`
}

function reasons(input: AdviceInput): readonly AdviceItem[] {
  const { peers } = input
  const items: (AdviceItem | undefined)[] = [
    refused(peers),
    muted(input),
    ...network(input),
    computer(input),
    paused(input),
  ]
  if (input.paused !== undefined) items.push({ key: 'too-many', words: input.paused, tone: 'quiet' })
  if (input.relayWords !== undefined) items.push(RELAY_AWAY)
  return items.filter((item) => item !== undefined)
}

function refused(peers: readonly AdvicePeer[]): AdviceItem | undefined {
  const them = peers.filter((peer) => peer.refused)
  if (them.length === 0) return undefined
  const words = `The connection to ${named(them)} is not the one that was sealed. Nothing is sent or played over it.`
  return { key: 'refused-peer', words, tone: 'warning' }
}

const muted = ({ talkingMuted }: AdviceInput): AdviceItem | undefined =>
  talkingMuted
    ? {
        key: 'talking-muted',
        words: 'You are talking, but your microphone is muted.',
        button: 'Unmute',
        tone: 'warning',
      }
    : undefined

/** Which way out is left: the camera first, since it is most of what is sent. */
const wayOut = ({ camera, lowData }: AdviceInput): { readonly ask: string } & Pick<AdviceItem, 'button' | 'way'> =>
  camera
    ? { ask: ' Turn the camera off?', button: 'Turn camera off', way: 'camera-off' }
    : lowData
      ? { ask: '' }
      : { ask: ' Use less data?', button: 'Use less data', way: 'less-data' }

/**
 * When most of the paths are bad it is our end that is slow; when it is one of several, it is theirs, and our camera cannot mend it.
 */
function network(input: AdviceInput): readonly (AdviceItem | undefined)[] {
  const told = input.peers.filter(({ quality }) => quality !== undefined && quality.words !== 'lost')
  const bad = told.filter(({ quality }) => (quality?.score ?? 1) < 0.5)
  const [one] = bad
  if (one === undefined) return []
  if (bad.length * 2 <= told.length) {
    const words = `The connection to ${named(bad)} is slow (${cause(one)}). Voices come first.`
    return [{ key: 'bad-network', words, tone: 'quiet' }]
  }
  const { ask, ...way } = wayOut(input)
  const upwards = bad.filter(({ quality }) => quality?.because === 'upload' || quality?.because === 'loss-out')
  if (upwards.length * 2 > bad.length)
    return [{ key: 'slow-upload', words: `Your upload is slow.${ask}`, ...way, tone: 'warning' }]
  return [{ key: 'bad-network', words: `Your network is slow (${cause(one)}).${ask}`, ...way, tone: 'warning' }]
}

function cause({ quality }: AdvicePeer): string {
  if (quality?.because === 'delay') return 'everything arrives late'
  if (quality?.because === 'jitter') return 'what is said arrives unevenly'
  return quality?.because === 'loss-in' ? 'some of what is said is lost' : 'some of what you say is lost'
}

function computer({ peers, camera }: AdviceInput): AdviceItem | undefined {
  if (!camera || !peers.some(({ held }) => held === 'computer')) return undefined
  const words = 'Your computer is busy, so your picture is sent smaller. Turn the camera off?'
  return { key: 'slow-computer', words, button: 'Turn camera off', way: 'camera-off', tone: 'quiet' }
}

function paused({ peers, camera, screen }: AdviceInput): AdviceItem | undefined {
  const them = peers.filter(({ held }) => held === 'network')
  if (them.length === 0) return undefined
  const whom = them.length === peers.length ? '' : ` for ${named(them)}`
  const both = camera && screen
  const what = both ? 'Your screen and your video are' : screen ? 'Your screen is' : 'Your video is'
  const back = both ? 'They come back by themselves.' : 'It comes back by itself.'
  const words = `${what} paused${whom}, so that voices come through. ${back}`
  return { key: 'video-paused', words, tone: 'quiet' }
}

/** One line, whatever is the matter with it: why is said where spaces are. */
const RELAY_AWAY: AdviceItem = {
  key: 'relay-away',
  words: 'The relay is away: this call goes on; nobody new can join.',
  tone: 'quiet',
}
