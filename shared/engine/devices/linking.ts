import { encodeLinkCode, parseLinkCode } from '../../backup/link-code.ts'
import type { LinkingView } from '../../contract/devices.ts'
import type { MemberId } from '../../domain/ids.ts'
import type { Bytes } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import { HANDOVER_LIFE_MS, MAX_HANDOVER } from '../../protocol/limits.ts'
import { Refusal } from '../contexts/words.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import { type EnginePorts, StoreFull } from '../ports.ts'
import { cannotBecome, summaryOf } from './become.ts'
import { drawAsker, lockFor, numberOf, openAsking, sealAsking, slotOf, unlock } from './handover.ts'
import { packed, unpack } from './pack.ts'
import { RelaySlot } from './relay-slot.ts'
import { NotABackup } from './take-in.ts'

/** The other browser's word, or what it hands over, is looked for so often. Milliseconds. */
const LOOK_MS = 2_000

const NO_RELAY =
  'Linking goes through a relay, and no space of yours has one. Make a backup instead, and import it in the other browser.'
const NO_ANSWER = 'The relay cannot be reached now. Try again when you are online.'
const OVER = 'This code is over. Show a new one in the other browser.'
const TAKEN_BACK = 'The other browser did not hand anything over. Show a new code there and try again.'
const SOMEBODY_ELSE =
  'Somebody else has used this code already. Was that not you, choose “Cancel” in the browser that shows it.'
const TOO_LATE = 'Nobody came in ten minutes. Show a new code when you are ready.'
const TOO_LARGE =
  'Your private space is too large to go this way. Make a backup instead, and import it in the other browser.'
const DAMAGED = 'What came is damaged, and nothing of it was taken. Show a new code in the other browser and try again.'
const FULL = 'This browser’s storage is full, and nothing was taken. Free some disk space and try again.'
const CODE_WORDS = {
  'not-a-code': 'This is not a link code. Copy it from “My devices” in the other browser’s settings.',
  damaged: 'This code is not whole. Copy it again.',
  'newer-version': 'This code was made by a newer version of Huddlemark. Update the extension, then try again.',
}

type LinkingPorts = Pick<EnginePorts, 'clock' | 'random' | 'relay' | 'store' | 'surroundings'>

/**
 * Makes another browser a second device of the same member (DV7). One browser shows a code, the other takes it; both then show a number, and
 * nothing leaves before the person has said at the first that it is the same. Lives with the engine: the popup that began it may close.
 */
export class Linking {
  readonly changed = new Signal<void>()
  readonly #ports: LinkingPorts
  readonly #spaces: Spaces
  #round = new AbortController()
  #slot: RelaySlot | undefined
  #asked: { readonly secret: Bytes; readonly asking: Bytes; readonly number: string } | undefined
  #view: LinkingView | undefined

  constructor(ports: LinkingPorts, spaces: Spaces) {
    this.#ports = ports
    this.#spaces = spaces
  }

  get view(): LinkingView | undefined {
    return this.#view
  }

  #see(view: LinkingView | undefined): void {
    this.#view = view
    this.changed.emit()
  }

  /** Shows a code. @throws Refusal */
  async show(): Promise<void> {
    const space = this.#relayed()
    if (!space || !this.#spaces.profile) throw new Refusal(NO_RELAY)
    const { signal } = this.#begin()
    const secret = this.#ports.random.bytes(16)
    const relay = space.self.relay ?? ''
    const slot = new RelaySlot(this.#ports, relay, await slotOf(secret), signal)
    if (!(await slot.open(space.self))) throw new Refusal(NO_ANSWER)
    this.#slot = slot
    const until = this.#ports.clock.now() + HANDOVER_LIFE_MS
    this.#see({ side: 'give', state: 'showing', code: await encodeLinkCode({ secret, relay }), until })
    void this.#awaitAsking(slot, secret, signal)
  }

  /** A space whose relay answers, before one whose relay does not. */
  #relayed(): OpenSpace | undefined {
    const shared = this.#spaces.list().filter((space) => !space.private)
    return shared.find(({ carriage }) => carriage.link.state === 'online') ?? shared[0]
  }

  async #awaitAsking(slot: RelaySlot, secret: Bytes, signal: AbortSignal): Promise<void> {
    const came = await this.#look(signal, () => slot.answered())
    if (signal.aborted) return
    const asking = came instanceof Uint8Array ? await openAsking(secret, came) : undefined
    if (signal.aborted) return
    if (!asking) return this.#fail('give', came === 'gone' ? TOO_LATE : DAMAGED)
    const number = await numberOf(secret, asking)
    this.#asked = { secret, asking, number }
    this.#see({ side: 'give', state: 'asked', number })
  }

  /** The person saw the same number in the other browser: hands everything over. */
  async allow(): Promise<void> {
    const [asked, slot, view] = [this.#asked, this.#slot, this.#view]
    if (!asked || !slot || view?.state !== 'asked') throw new Refusal(OVER)
    const { signal } = this.#round
    this.#see({ side: 'give', state: 'sending', number: asked.number })
    const { clock, random, store } = this.#ports
    const about = summaryOf(this.#spaces, clock.now())
    const given = await lockFor(asked.secret, asked.asking)
      .then(({ first, secret }) => packed(store, about, { first, secret, salt: random.bytes(16), most: MAX_HANDOVER }))
      .catch(() => DAMAGED)
    if (signal.aborted) return
    if (given === undefined || typeof given === 'string') return this.#fail('give', given ?? TOO_LARGE)
    const put = await slot.fill(given)
    if (signal.aborted) return
    if (!put) return this.#fail('give', NO_ANSWER)
    this.#asked = undefined
    this.#see({ side: 'give', state: 'sent' })
  }

  /** Takes the code that the other browser shows. @throws Refusal */
  async take(text: string): Promise<void> {
    const code = await parseLinkCode(text)
    if (!code.ok) throw new Refusal(CODE_WORDS[code.error])
    // Who leads a shared space cannot become anybody else; whom, is known only later.
    const cannot = cannotBecome(this.#spaces, '' as MemberId)
    if (cannot !== undefined) throw new Refusal(cannot)
    const { signal } = this.#begin()
    const { secret, relay } = code.value
    const asker = await drawAsker()
    const slot = new RelaySlot(this.#ports, relay, await slotOf(secret), signal)
    const sealed = await sealAsking(secret, asker.publicKey, this.#ports.random.bytes(12))
    const answered = await slot.answer(sealed)
    if (answered === 'gone') throw new Refusal(OVER)
    if (answered === 'taken') throw new Refusal(SOMEBODY_ELSE)
    if (answered === undefined) throw new Refusal(NO_ANSWER)
    const number = await numberOf(secret, asker.publicKey)
    this.#see({ side: 'take', state: 'waiting', number })
    void this.#awaitGiven(slot, signal, async (given) => {
      this.#see({ side: 'take', state: 'taking', number })
      return unlock(secret, asker, given)
    })
  }

  async #awaitGiven(
    slot: RelaySlot,
    signal: AbortSignal,
    open: (given: Bytes) => ReturnType<typeof unlock>,
  ): Promise<void> {
    const given = await this.#look(signal, () => slot.take())
    if (signal.aborted) return
    if (!(given instanceof Uint8Array)) return this.#fail('take', TAKEN_BACK)
    try {
      const opened = await open(given)
      if (!opened) return this.#fail('take', DAMAGED)
      const { store } = this.#ports
      const cannot = await unpack(store, opened, (member) => cannotBecome(this.#spaces, member))
      if (cannot !== undefined) return this.#fail('take', cannot)
      this.#ports.surroundings.restart()
    } catch (error) {
      if (!(error instanceof NotABackup || error instanceof StoreFull)) throw error
      this.#fail('take', error instanceof StoreFull ? FULL : DAMAGED)
    }
  }

  /** Looks again and again: what came, or that it is over. A relay that does not answer for a while is asked on. */
  async #look(signal: AbortSignal, look: () => Promise<Bytes | 'gone' | undefined>): Promise<Bytes | 'gone'> {
    const ends = this.#ports.clock.now() + HANDOVER_LIFE_MS
    while (!signal.aborted && this.#ports.clock.now() < ends) {
      const came = await look()
      if (came !== undefined) return came
      await this.#pause(signal)
    }
    return 'gone'
  }

  #pause(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#ports.clock.after(LOOK_MS, resolve)
    const end = () => {
      cancel()
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
    return promise.finally(() => signal.removeEventListener('abort', end))
  }

  #fail(side: 'give' | 'take', words: string): void {
    this.#leave()
    this.#see(side === 'give' ? { side, state: 'failed', words } : { side, state: 'failed', words })
  }

  #begin(): AbortController {
    this.#leave()
    this.#round = new AbortController()
    return this.#round
  }

  /** Nothing goes on; the slot is taken back. */
  #leave(): void {
    const slot = this.#slot
    this.#slot = undefined
    this.#asked = undefined
    this.#round.abort()
    void slot?.end()
  }

  /** Gives up, or puts away what is shown. What was handed over stays for the other browser to take. */
  async end(): Promise<void> {
    if (this.#view?.state === 'sent') this.#slot = undefined
    this.#leave()
    this.#see(undefined)
  }

  close(): void {
    if (this.#view?.state === 'sent') this.#slot = undefined
    this.#leave()
  }
}
