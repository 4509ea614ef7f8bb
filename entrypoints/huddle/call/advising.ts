import { type AdviceItem, Adviser, type Way } from '../../../shared/huddle/advice.ts'
import type { Advice } from '../model.ts'
import { AUTOPLAY_ADVICE, deviceAdvice, screenAdvice } from './device-advice.ts'
import type { Huddling } from './huddling.ts'
import { roster } from './roster.ts'

const OWN = ['microphone', 'camera', 'screen', 'autoplay'] as const
type OwnKey = (typeof OWN)[number]
const isOwn = (key: Advice['key']): key is OwnKey => (OWN as readonly string[]).includes(key)

/** What the person should know now: of their devices at once, of the network once a second. */
export class Advising {
  readonly #huddling: Huddling
  readonly #now: () => number
  #adviser = new Adviser()
  #items: readonly AdviceItem[] = []
  /** Dismissed, with the words they were dismissed with: another trouble is told again. */
  readonly #dismissed = new Map<Advice['key'], string>()
  /** Why something just asked for cannot be, until it is dismissed. */
  #refusal: string | undefined

  constructor(huddling: Huddling, now: () => number) {
    this.#huddling = huddling
    this.#now = now
  }

  /** Once a second. */
  decide(): void {
    const { stay, view, media, hearing } = this.#huddling
    if (!stay) return
    const capacity = stay.capacity
    const people = roster(this.#huddling.rosterParts)
    this.#items = this.#adviser.decide(
      {
        peers: people.map(({ device, name, quality, verified }) => ({
          name,
          quality,
          refused: verified === 'refused',
          held: stay.peers.get(device)?.adaptation?.sent?.held,
        })),
        camera: media.camera.state.on,
        screen: media.screen.state.on,
        lowData: media.tastes.lowData,
        talkingMuted: hearing.talkingMuted,
        relayWords: view?.relayWords,
        paused: capacity.pausedCamera ?? capacity.pausedScreen,
      },
      this.#now(),
    )
  }

  get list(): readonly Advice[] {
    const { media, room } = this.#huddling
    const own = [
      deviceAdvice('microphone', media.microphone.state),
      deviceAdvice('camera', media.camera.state),
      screenAdvice(media.screen.state),
      room.blocked ? AUTOPLAY_ADVICE : undefined,
    ].flatMap((advice) => advice ?? [])
    const refusal: Advice[] = this.#refusal ? [{ key: 'too-many', words: this.#refusal, tone: 'quiet' }] : []
    const items = this.#items.filter(({ key }) => key !== 'too-many' || !this.#refusal)
    return [...own.filter(({ key, words }) => this.#dismissed.get(key) !== words), ...refusal, ...items]
  }

  /** What the button that is shown says it does: things may have changed since. */
  wayOf(key: Advice['key']): Way | undefined {
    return this.#items.find((item) => item.key === key)?.way
  }

  refuse(words: string): void {
    this.#refusal = words
  }

  dismiss(key: Advice['key']): void {
    if (isOwn(key)) {
      const words = this.list.find((advice) => advice.key === key)?.words
      if (words !== undefined) this.#dismissed.set(key, words)
      return
    }
    if (key === 'too-many') this.#refusal = undefined
    this.#adviser.dismiss(key)
    this.#items = this.#items.filter((item) => item.key !== key)
  }

  /** Another huddle: everything may be said again. */
  begin(): void {
    this.#adviser = new Adviser()
    this.#items = []
    this.#refusal = undefined
    this.#dismissed.clear()
  }
}
