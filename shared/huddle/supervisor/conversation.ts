import type { SignalBody, SignalMessage } from '../wire/signal.ts'
import type { Peer } from './peer.ts'
import { Sessions } from './sessions.ts'
import { APART_MS } from './times.ts'

type Of<Kind extends SignalMessage['is']> = Extract<SignalMessage, { is: Kind }>

/** What the windows of one device say, and to which of them we listen (HU12-HU16). Signals may be late, lost, and in any order. */
export class Conversation {
  readonly #peer: Peer
  readonly #sessions = new Sessions()

  constructor(peer: Peer) {
    this.#peer = peer
  }

  get session(): string {
    return this.#sessions.current
  }

  /** They said bye over the control channel: signals of that window may still be on their way. */
  over(): void {
    this.#sessions.end(this.#sessions.current)
  }

  /** @param body of this huddle, and not meant for another window of ours */
  take(body: SignalBody, now: number): void {
    const { session, message } = body
    const peer = this.#peer
    if (this.#sessions.ended(session)) return
    if (message.is !== 'bye') peer.here.sign(now)
    if (message.is === 'bye') this.#bye(session, now)
    else if (message.is === 'candidates') peer.line.candidates(message, session, session === this.#sessions.current)
    else if (session === this.#sessions.current || this.#meet(body, now)) {
      const newest = this.#sessions.newest(body.n)
      if (message.is === 'offer') this.#offer(message, now)
      else if (message.is === 'answer') this.#answer(message, now)
      else if (message.is === 'restart-please') this.#restartPlease(message.link, now)
      else if (newest) this.#hello(message.link, now)
    }
  }

  /** A window that we do not talk with yet. @returns whether we do now */
  #meet({ session, to, message }: SignalBody, now: number): boolean {
    const known = this.#sessions.current !== ''
    const first = message.is === 'hello' || message.is === 'offer'
    // Answers and requests are about a connection: they come from the window that it leads to, and know our session.
    if (!first && (known || to === '')) return false
    const peer = this.#peer
    // Also after a goodbye: the window that is back counts its connections from 1 again.
    if (known || !peer.line.open) peer.line.anew()
    this.#sessions.begin(session)
    peer.refused = false
    peer.here.returned()
    if (!peer.line.open) peer.redial(now)
    return true
  }

  #hello(link: number, now: number): void {
    const peer = this.#peer
    peer.here.speaks(now)
    if (peer.refused) return
    if (!peer.options.offers) {
      if (!peer.line.open) peer.sayHello(now)
    } else if (!peer.line.open) peer.hurry()
    else if (link === peer.line.link) return
    else if (peer.phase === 'dialling') peer.line.resend(now, APART_MS / 4)
    // They hold none, or an older one: ours leads nowhere.
    else peer.redial(now)
  }

  #offer(offer: Of<'offer'>, now: number): void {
    const peer = this.#peer
    const { line } = peer
    peer.here.speaks(now)
    // Who has the lower id offers. An offer that breaks this is passed over, so two offers can never cross.
    if (peer.options.offers || peer.refused || offer.link < line.link) return
    if (line.holds(offer.link)) {
      if (offer.round === line.round) line.resend(now, APART_MS / 2)
      if (offer.round <= line.round) return
      line.answerRestart(offer, this.session, now)
      peer.restarted(now)
    } else if (offer.link === line.link || offer.round !== 1) {
      // A restart of a connection that we do not hold cannot be answered, its keys are gone: they are told to begin anew.
      peer.sayHello(now)
    } else if (peer.mayOpen(now)) {
      line.answer(offer, this.session, now)
      peer.opened('connecting', now)
    }
  }

  #answer(answer: Of<'answer'>, now: number): void {
    if (this.#peer.options.offers && this.#peer.line.accept(answer, this.session)) this.#peer.answered(now)
  }

  #restartPlease(link: number, now: number): void {
    const peer = this.#peer
    if (!peer.options.offers) return
    if (!peer.line.open) peer.hurry()
    else if (!peer.line.holds(link)) return
    else if (peer.phase === 'disturbed') peer.restart(now)
    else if (peer.phase === 'connected' || peer.phase === 'restarting') peer.askRestart(now)
  }

  #bye(session: string, now: number): void {
    const { current } = this.#sessions
    this.#sessions.end(session)
    if (current === '' || current === session) this.#peer.left(now)
  }
}
