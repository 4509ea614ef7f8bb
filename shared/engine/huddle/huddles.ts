import type { HuddleId, HuddleKind } from '../../domain/huddle.ts'
import type { SpaceId } from '../../domain/ids.ts'
import { toHex } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import { Alarm } from '../alarm.ts'
import { Refusal } from '../contexts/words.ts'
import type { OpenSpace, Spaces } from '../parts.ts'
import type { EnginePorts } from '../ports.ts'
import { askedView } from './asked.ts'
import { Begun } from './begun.ts'
import type { HuddleWindow } from './huddle-window.ts'
import { OwnHuddle } from './own-huddle.ts'
import type { Ringing } from './ring.ts'
import { cannotHuddle, fullWords, HUDDLES_OFF, huddlesIn } from './standing.ts'
import { type Entry, GRACE_MS, type Wish, WishPlace } from './wish.ts'
import { NO_SPACE, NOT_IN, OVER, REPLACED } from './words.ts'

type HuddlePorts = Pick<EnginePorts, 'clock' | 'random' | 'surroundings' | 'managed'>

/**
 * Which huddle this engine is in, and the one window that holds it. Everything else about huddles is read from presence; whoever
 * presses a button elsewhere leaves a wish here, which the window takes.
 */
export class Huddles {
  /** Our own huddle is another, or stands otherwise; or a ring came or went. */
  readonly changed = new Signal<void>()
  readonly ringing: Ringing
  /** An administrator has switched them off (Z5). */
  readonly off: boolean
  readonly #ports: HuddlePorts
  readonly #spaces: Spaces
  readonly #wishes: WishPlace
  readonly #begun: Begun
  readonly #grace: Alarm
  #holder: HuddleWindow | undefined
  #own: OwnHuddle | undefined

  constructor(ports: HuddlePorts, spaces: Spaces, ringing: Ringing) {
    this.#ports = ports
    this.off = ports.managed.huddlesOff === true
    this.#spaces = spaces
    this.ringing = ringing
    this.#wishes = new WishPlace(ports.clock)
    this.#begun = new Begun(ports.clock, spaces)
    this.#grace = new Alarm(ports.clock, () => this.#leave())
    ringing.changed.listen(() => this.#changed())
  }

  get own(): OwnHuddle | undefined {
    return this.#own
  }

  /** Whether the window is the one that holds the huddle, or would. */
  isWindow(asker: HuddleWindow): boolean {
    return this.#holder === asker
  }

  #changed(): void {
    this.#holder?.look()
    this.changed.emit()
  }

  /** Pressed in the dock, popup, panel, a notification: opens the window, or asks it. Pressed twice in a hurry is pressed once. */
  wish(pressed: Wish): void {
    if (this.off) throw new Refusal(HUDDLES_OFF)
    const own = this.#own
    const again = this.#wishes.again(pressed)
    if (again && !this.#holder && this.#wishes.waits) return
    if (again && this.#holder && own) return void this.#ports.surroundings.openHuddle()
    const wish = own ? pressed : this.#begun.meeting(pressed, this.ringing.ring)
    const there = own !== undefined && own.space.self.space === wish.space && own.id === wish.huddle
    if (!there || !this.#holder) {
      this.#wishes.put(wish)
      // Until the window is there, its answer may have come.
      const { carriage } = this.#spaces.get(wish.space) ?? {}
      void carriage?.ice().catch(() => undefined)
      if (this.#holder && own) this.#holder.say(askedView(own, wish, this.#spaces))
      else if (this.#holder) this.#take(this.#holder)
    }
    this.#ports.surroundings.openHuddle()
  }

  /** A window says hello for the first time. One per profile: an earlier one gives its place up. */
  #open(asker: HuddleWindow): void {
    if (this.#holder === asker) return
    const before = this.#holder
    this.#holder = asker
    this.#grace.stop()
    before?.say({ see: 'refused', words: REPLACED, moved: true })
  }

  /** Enters what was pressed for elsewhere. False: nothing was. */
  #take(asker: HuddleWindow): boolean {
    const taken = this.#wishes.take()
    if (!taken) return false
    const wish = this.#own ? taken : this.#begun.meeting(taken, this.ringing.ring)
    const space = this.#spaces.get(wish.space)
    if (this.#own && this.#own.id === wish.huddle) asker.look()
    else if (!space) asker.say({ see: 'refused', words: NO_SPACE })
    else if (wish.huddle !== undefined && !this.#find(space, wish.huddle)) asker.say({ see: 'refused', words: OVER })
    else this.#enter(asker, space, wish)
    return true
  }

  /** A window without a memory: what was asked for; else what another window holds at this moment; else nothing: closing is leaving. */
  hello(asker: HuddleWindow): void {
    const held = this.#holder !== undefined
    this.#open(asker)
    if (this.#take(asker)) return
    if (!held) this.#leave()
    asker.look()
  }

  /** The window was reloaded, or this engine was: it goes on, also when nobody is known yet. */
  back(asker: HuddleWindow, id: SpaceId, huddle: HuddleId): void {
    this.#open(asker)
    const own = this.#own
    if (own?.id === huddle && own.space.self.space === id) return void this.#remind(asker, own)
    const space = this.#spaces.get(id)
    if (!space || space.private || this.off) return void asker.say({ see: 'refused', words: NO_SPACE })
    this.#enter(asker, space, { huddle, kind: 'talk', at: undefined })
  }

  /** A press while the window was being reloaded is not lost. */
  #remind(asker: HuddleWindow, own: OwnHuddle): void {
    asker.look()
    const wish = this.#wishes.take()
    if (!wish || wish.huddle === own.id) return
    this.#wishes.put(wish)
    asker.say(askedView(own, wish, this.#spaces))
  }

  /** The window's own choice: what it was asked to change to, or one of those shown while it is idle. */
  enter(asker: HuddleWindow, id: SpaceId, huddle: HuddleId | undefined): void {
    this.#mine(asker)
    const wish = this.#wishes.take(Number.POSITIVE_INFINITY)
    const space = this.#spaces.get(id)
    if (!space) throw new Refusal(NO_SPACE)
    const cannot = cannotHuddle(space, this.off) ?? this.#fullFor(space, huddle)
    if (cannot !== undefined) throw new Refusal(cannot)
    if (huddle !== undefined && !this.#find(space, huddle)) throw new Refusal(OVER)
    const asked = wish?.space === id && wish.huddle === huddle ? wish : { huddle, kind: 'talk' as const, at: undefined }
    this.#enter(asker, space, asked)
  }

  #find(space: OpenSpace, huddle: HuddleId) {
    const own = this.#own?.space === space && this.#own.announced ? this.#own.status : undefined
    return huddlesIn(space, own).find(({ id }) => id === huddle)
  }

  #fullFor(space: OpenSpace, huddle: HuddleId | undefined): string | undefined {
    const standing = huddle === undefined ? undefined : this.#find(space, huddle)
    return standing && fullWords(standing)
  }

  #enter(asker: HuddleWindow, space: OpenSpace, entry: Entry): void {
    const standing = entry.huddle === undefined ? undefined : this.#find(space, entry.huddle)
    const full = this.#fullFor(space, entry.huddle)
    if (full !== undefined) return void asker.say({ see: 'refused', words: full })
    this.#leave()
    const kind = standing?.kind ?? entry.kind
    const at = standing ? standing.at : entry.at
    const id = entry.huddle ?? (toHex(this.#ports.random.bytes(16)) as HuddleId)
    const own = this.#begin(space, id, kind, at)
    own.chooseWhom = entry.rung?.chooseWhom
    if (entry.huddle !== undefined && !standing) own.learnKind()
    this.ringing.joined(space.self.space, id)
    void own.begin().then(() => {
      const ring = entry.rung?.ring ?? []
      if (!own.until.aborted && ring.length > 0) this.ringing.call(space.self.space, id, kind, ring)
    })
    this.#changed()
  }

  #begin(space: OpenSpace, id: HuddleId, kind: HuddleKind, at: Wish['at']): OwnHuddle {
    const own = new OwnHuddle(space, this.#ports.clock, { id, kind, ...(at === undefined ? {} : { at }) })
    this.#own = own
    own.changed.listen(() => {
      if (own.overfull) this.#giveWay(own)
      else this.#changed()
    }, own.until)
    own.signalled.listen(({ from, body }) => this.#holder?.say({ see: 'signal', from, body }), own.until)
    return own
  }

  #giveWay(own: OwnHuddle): void {
    const words = (own.standing && fullWords(own.standing)) ?? OVER
    this.#leave()
    this.#holder?.say({ see: 'refused', words })
  }

  /** @throws Refusal when the window holds no huddle */
  ownOf(asker: HuddleWindow): OwnHuddle {
    const own = this.#mine(asker).#own
    if (!own) throw new Refusal(NOT_IN)
    return own
  }

  /** @throws Refusal to a window that gave its place up */
  #mine(asker: HuddleWindow): this {
    if (this.#holder !== asker) throw new Refusal(REPLACED)
    return this
  }

  /** The window's own leaving: at once. */
  left(asker: HuddleWindow): void {
    this.#mine(asker).#leave()
  }

  /** The window is gone. A reloaded one comes back, so that others do not see it go. */
  closed(asker: HuddleWindow): void {
    if (this.#holder !== asker) return
    this.#holder = undefined
    if (!this.#own) return
    this.#own.tell({ ...this.#own.status, connected: [] })
    this.#grace.set(GRACE_MS)
  }

  /** Pressed outside the window. Leaving does not wait for a window that hangs. */
  command(command: 'mute' | 'unmute' | 'leave'): void {
    if (!this.#own) throw new Refusal(NOT_IN)
    this.#holder?.say({ see: 'command', command })
    if (command === 'leave') this.#leave()
  }

  /** Brings the window forward; one that was closed a moment ago is opened again. */
  show(): void {
    const own = this.#own
    if (!own) return void this.#ports.surroundings.openHuddle()
    const { id, kind, at } = own.status
    this.wish({ space: own.space.self.space, huddle: id, kind, rung: { ring: [] }, at })
  }

  #leave(): void {
    this.#grace.stop()
    const own = this.#own
    if (!own) return
    this.#own = undefined
    own.leave()
    this.ringing.left(own.space.self.space, own.id)
    this.#changed()
  }

  close(): void {
    this.#holder = undefined
    this.#leave()
    this.ringing.close()
    this.#begun.close()
  }
}
