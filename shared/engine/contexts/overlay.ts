import type { CursorPlace, OverlayIntent } from '../../contract/intents.ts'
import type { OverlayView } from '../../contract/views.ts'
import { canonicalAddress } from '../../domain/canonical.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import { cleanName } from '../../domain/member.ts'
import { type PageAddress, pageAddress } from '../../domain/page-address.ts'
import { Serial } from '../../kit/serial.ts'
import { Signal } from '../../kit/signal.ts'
import type { OpenSpace } from '../parts.ts'
import { CursorBatch } from './cursor-batch.ts'
import { type AsleepReason, activeSpace, type Desk, type Session, type Tab } from './desk.ts'
import { forgetful } from './devices.ts'
import { huddleAsk, isHuddleAsk } from './huddle-asks.ts'
import { huddlesView } from './huddle-views.ts'
import { inviteText } from './invites.ts'
import { openWithMine } from './only-me.ts'
import { Outlet } from './outlet.ts'
import { overlayEdit } from './overlay-edits.ts'
import { followPage, tellPage } from './page-feed.ts'
import { type PagePlan, planOf, samePlan } from './pages.ts'
import { type Place, type Seat, seatFor } from './seat.ts'
import { recorded } from './steps/recorded.ts'
import type { Outcome, Visit } from './visit.ts'
import { NO_PAGE, Refusal, wordsFor } from './words.ts'

/** In code points: at most 300 UTF-16 units, which is what an entry of a page takes. */
const MAX_TITLE = 150

interface Showing extends Visit {
  title: string
  link: string
  readonly plan: PagePlan
  readonly outcomes: Map<AnnotationId, Outcome>
  readonly ended: AbortController
  readonly cursors: CursorBatch
}

/** What only a tab's own overlay shows: a frame that asks for it is not one of ours. */
const NOT_IN_FRAMES: ReadonlySet<OverlayIntent['do']> = new Set(['hide', 'cursor', 'cursor-gone', 'copy-invite'])

/**
 * The overlay of one tab, or of a frame inside its page. `#settle` looks at everything that decides what it shows (address, profile, sites
 * switched off, active space, the tab's own overlay for a frame) and brings it there; every event only changes state and calls it.
 */
export class OverlaySession implements Session<OverlayIntent>, Tab {
  readonly #desk: Desk
  readonly #origin: string
  readonly #seat: Seat
  readonly #framed: boolean
  readonly #tab: number
  readonly #send: (view: OverlayView) => void
  readonly #ended = new AbortController()
  readonly #settling = new Serial()
  #at: (PageAddress & { readonly title: string }) | undefined
  #bad = false
  /** The overlay said where it is, and waits to be told what to show, even if it is the same as before. */
  #again = false
  #showing: Showing | undefined
  #visible = true
  asleep: AsleepReason | undefined
  hidden = false

  constructor(desk: Desk, sender: Place & { origin: string }, send: (view: OverlayView) => void) {
    this.#desk = desk
    this.#origin = sender.origin
    this.#framed = sender.frame !== 0
    this.#tab = sender.tab
    this.#seat = seatFor(desk, sender, this)
    this.#send = send
    const settle = () => void this.#settle()
    desk.settings.changed.listen(settle, this.#ended.signal)
    desk.spaces.changed.listen(settle, this.#ended.signal)
    if (this.#framed) desk.tabsChanged.listen(settle, this.#ended.signal)
    this.#tellTabs()
  }

  get visit(): Visit | undefined {
    return this.#showing
  }

  get seen(): boolean {
    return this.#visible && !this.hidden && !this.#framed
  }

  async handle(intent: OverlayIntent): Promise<unknown> {
    if (this.#framed && (NOT_IN_FRAMES.has(intent.do) || isHuddleAsk(intent)))
      throw new Refusal('This is asked of the page, not of a frame in it.')
    switch (intent.do) {
      case 'page-at':
        return this.#moved(intent)
      case 'visible':
        this.#visible = intent.on
        this.hidden = this.hidden && !intent.on
        return this.#tellTabs()
      case 'hide':
        this.hidden = true
        return this.#tellTabs()
      case 'site-off':
        return this.#desk.settings.setSite(this.#origin, false)
      case 'cursor':
      case 'cursor-gone':
        return this.#pointed(intent.do === 'cursor' ? intent.place : null)
    }
    await this.#settling.idle()
    const visit = this.#showing
    if (!visit) throw new Refusal(NO_PAGE)
    if (intent.do === 'anchored') {
      const known = visit.document.annotations()
      for (const { annotation, ...outcome } of intent.outcomes) {
        if (known.has(annotation)) visit.outcomes.set(annotation, outcome)
      }
      return visit.outcomesChanged.emit()
    }
    if (isHuddleAsk(intent)) return huddleAsk(this.#desk, intent, { space: visit.space, page: visit.document.id })
    if (intent.do === 'copy-invite') return inviteText(this.#desk, visit.space, visit.link)
    return overlayEdit(this.#desk, visit, intent)
  }

  /** The overlay's word for its address counts only within the origin that the browser vouches for. */
  async #moved({ address, title, canonical }: OverlayIntent & { do: 'page-at' }): Promise<void> {
    const parsed = pageAddress(address)
    this.#again = true
    this.#bad = !parsed.ok || parsed.value.origin !== this.#origin
    const page = parsed.ok && !this.#bad ? parsed.value : undefined
    this.#at = page && {
      ...(canonical === undefined ? page : canonicalAddress(page, canonical)),
      title: cleanName(title, MAX_TITLE),
    }
    await this.#settle()
    if (!parsed.ok) throw new Refusal(parsed.error)
    if (this.#bad) throw new Refusal('This address does not belong to the page.')
  }

  #pointed(place: CursorPlace | null): void {
    const visit = this.#showing
    if (visit) visit.space.carriage.point(visit.document.id, place)
  }

  #settle(): Promise<void> {
    const settled = this.#settling.run(async () => {
      if (this.#ended.signal.aborted) return
      const why = this.#whyAsleep()
      const again = this.#again
      this.#again = false
      const space = activeSpace(this.#desk)
      if (why !== undefined || !space || !this.#at) this.#sleep(why, again)
      else if (this.#showing?.space !== space || !samePlan(this.#showing.plan, planOf(space, this.#at.address)))
        await this.#show(space, this.#at)
      else if (again) {
        this.#showing.title = this.#at.title
        this.#showing.link = this.#at.link
        tellPage(this.#showing)
        if (!this.#framed) this.#send({ see: 'huddles', huddles: huddlesView(this.#desk, space) })
        this.#desk.tabsChanged.emit()
      }
    })
    return settled.catch((error: unknown) => this.#send({ see: 'notice', words: wordsFor(error) }))
  }

  #whyAsleep(): AsleepReason | undefined {
    if (this.#bad) return 'address'
    if (this.#desk.spaces.profile === undefined) return 'no-profile'
    return this.#desk.settings.isSiteOff(this.#origin) ? 'site-off' : this.#seat.asleep
  }

  #sleep(why: AsleepReason | undefined, again: boolean): void {
    this.#leave()
    if (this.asleep === why && !again) return
    this.asleep = why
    if (why !== undefined) this.#send({ see: 'asleep', why })
    this.#tellTabs()
  }

  #leave(): void {
    this.#showing?.ended.abort()
    this.#showing = undefined
  }

  async #show(space: OpenSpace, at: PageAddress & { readonly title: string }): Promise<void> {
    this.#leave()
    const ended = new AbortController()
    this.#ended.signal.addEventListener('abort', () => ended.abort(), { once: true, signal: ended.signal })
    const plan = planOf(space, at.address)
    const { document, parts, mine } = await openWithMine(this.#desk, space, plan, ended.signal)
    const steps = this.#desk.histories.of(this.#tab, space.self.space, document.id)
    const cursors = new CursorBatch(this.#desk.ports.clock, (cursors) => this.#send({ see: 'cursors', cursors }))
    const showing: Showing = {
      space,
      document: recorded(document, steps),
      stored: document,
      steps,
      parts,
      ...(mine ? { mine } : {}),
      seenBy: (envelope) => this.#desk.seen.by(space, envelope),
      plan,
      address: plan.address,
      link: at.link,
      title: at.title,
      until: ended.signal,
      ended,
      cursors,
      outcomes: new Map(),
      outcomesChanged: new Signal(),
      tell: (view) => {
        if (!ended.signal.aborted) this.#send(forgetful(this.#desk, view))
      },
    }
    if (this.#ended.signal.aborted) return ended.abort()
    this.#showing = showing
    this.asleep = undefined
    followPage(showing, cursors)
    space.document.changed.listen(({ aliases, pages }) => {
      if (aliases || pages) void this.#settle()
    }, ended.signal)
    if (!this.#framed) this.#followHuddles(showing)
    this.#tellTabs()
  }

  #followHuddles({ space, until, tell }: Showing): void {
    const outlet = new Outlet(() => ({ see: 'huddles', huddles: huddlesView(this.#desk, space) }) as const, tell)
    const look = () => outlet.look()
    this.#desk.huddles.changed.listen(look, until)
    space.document.changed.listen(look, until)
    space.carriage.linkChanged.listen(look, until)
    space.carriage.presentChanged.listen(look, until)
    until.addEventListener('abort', () => outlet.close())
    outlet.now()
  }

  #tellTabs(): void {
    if (this.#ended.signal.aborted) return
    this.#showing?.cursors.pause(!this.seen)
    this.#seat.take()
  }

  close(): void {
    if (this.#ended.signal.aborted) return
    if (!this.#framed) this.#pointed(null)
    this.#leave()
    this.#ended.abort()
    this.#seat.leave()
  }
}
