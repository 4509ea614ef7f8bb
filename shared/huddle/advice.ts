import type { Quality } from './parts.ts'

export interface AdviceItem {
  readonly key:
    | 'slow-upload'
    | 'slow-computer'
    | 'bad-network'
    | 'talking-muted'
    | 'video-paused'
    | 'relay-away'
    | 'refused-peer'
    | 'too-many'
  readonly words: string
  readonly button?: string
  readonly tone: 'quiet' | 'warning'
}

export interface AdviceInput {
  readonly peers: readonly {
    readonly name: string
    readonly quality: Quality | undefined
    readonly refused: boolean
    /** From the ladder. */
    readonly held: 'network' | 'computer' | undefined
  }[]
  readonly camera: boolean
  readonly screen: boolean
  readonly lowData: boolean
  readonly talkingMuted: boolean
  readonly relayWords: string | undefined
  /** From capacity: why our own video is not sent. */
  readonly paused: string | undefined
}

/** HU48-HU50: at most two pieces of advice at a time. */
export class Adviser {
  /** About once a second. */
  decide(_input: AdviceInput, _now: number): readonly AdviceItem[] {
    return []
  }
  /** Not again in this call. */
  dismiss(_key: AdviceItem['key']): void {}
}
