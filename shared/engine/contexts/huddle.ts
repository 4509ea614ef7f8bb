import type { ChatGlimpse, HuddleIntent, HuddleWindowView } from '../../contract/huddle.ts'
import type { MemberId } from '../../domain/ids.ts'
import type { HuddleWindow } from '../huddle/huddle-window.ts'
import type { OwnHuddle } from '../huddle/own-huddle.ts'
import { mayRing } from '../huddle/whom.ts'
import { TOO_MANY_RUNG } from '../huddle/words.ts'
import { isOut } from '../spaces/devices.ts'
import { type Desk, followSpaces, type Session } from './desk.ts'
import { CHATS_ADDRESS, chatGlimpse, openChat } from './huddle-chat.ts'
import { idleView, windowView } from './huddle-views.ts'
import { Outlet } from './outlet.ts'
import { Refusal } from './words.ts'

/** The huddle window: which huddle it is in, who else is, and the signals between their windows. Its end is the end of our part in it. */
export class HuddleSession implements Session<HuddleIntent>, HuddleWindow {
  readonly #desk: Desk
  readonly #send: (view: HuddleWindowView) => void
  readonly #outlet: Outlet<HuddleWindowView>
  readonly #ended = new AbortController()
  /** Shown what is on, to choose from. */
  #idle = false
  /** The huddle whose chat is kept up, and what is new in it. */
  #chatOf: OwnHuddle | undefined
  #glimpse: ChatGlimpse | undefined

  constructor(desk: Desk, send: (view: HuddleWindowView) => void) {
    this.#desk = desk
    this.#send = send
    this.#outlet = new Outlet(() => this.#view(), send)
    followSpaces(desk, () => this.look(), this.#ended.signal)
    desk.settings.changed.listen(() => this.look(), this.#ended.signal)
  }

  async handle(intent: HuddleIntent): Promise<unknown> {
    const { huddles } = this.#desk
    switch (intent.do) {
      case 'hello':
        this.#idle = true
        return intent.back ? huddles.back(this, intent.back.space, intent.back.huddle) : huddles.hello(this)
      case 'enter':
        return huddles.enter(this, intent.space, intent.huddle)
      case 'state':
        return huddles.ownOf(this).tell(intent)
      case 'signal':
        return huddles.ownOf(this).send(intent.to, intent.body)
      case 'ring':
        return this.#ring(intent.members)
      case 'chat':
        return this.#chat()
      case 'leave':
        return huddles.left(this)
    }
  }

  #ring(members: readonly MemberId[]): void {
    const { huddles } = this.#desk
    const own = huddles.ownOf(this)
    const { self, document } = own.space
    if (!mayRing(members.length, document.ringEveryone)) throw new Refusal(TOO_MANY_RUNG)
    const still = members.filter((member) => !isOut(self, document, member))
    huddles.ringing.call(self.space, own.id, own.status.kind, still)
    own.chosen()
  }

  #chat() {
    const own = this.#desk.huddles.ownOf(this)
    return openChat(this.#desk, { space: own.space, huddle: own.id, dated: false }, this.#untilEndOf(own))
  }

  #untilEndOf(own: OwnHuddle): AbortSignal {
    return AbortSignal.any([own.until, this.#ended.signal])
  }

  /** What others write is known while we are in the huddle, whether its chat is shown or not. */
  async #followChat(own: OwnHuddle): Promise<void> {
    this.#chatOf = own
    this.#glimpse = undefined
    const until = this.#untilEndOf(own)
    try {
      const document = await own.space.openPage(CHATS_ADDRESS, until)
      if (until.aborted || this.#chatOf !== own) return
      const look = () => {
        this.#glimpse = chatGlimpse(own.space, document, own.id)
        this.#outlet.look()
      }
      document.changed.listen(look, until)
      // A name may come after what was written under it.
      own.space.document.changed.listen(look, until)
      look()
    } catch {
      // What this device keeps of the chats cannot be read: the call goes on without, and the chat says so when it is opened.
    }
  }

  look(): void {
    this.#outlet.look()
  }

  say(view: Exclude<HuddleWindowView, { see: 'idle' | 'huddle' }>): void {
    if (view.see === 'refused') this.#idle = false
    // Who sends a signal is known to the window before it comes.
    if (view.see === 'signal') this.#outlet.now()
    this.#send(view)
  }

  #view(): HuddleWindowView | undefined {
    const { huddles } = this.#desk
    if (!huddles.isWindow(this)) return undefined
    if (!huddles.own) return this.#idle ? idleView(this.#desk) : undefined
    this.#idle = false
    if (this.#chatOf !== huddles.own) void this.#followChat(huddles.own)
    return windowView(this.#desk, huddles.own, this.#glimpse)
  }

  close(): void {
    this.#ended.abort()
    this.#outlet.close()
    this.#desk.huddles.closed(this)
  }
}
