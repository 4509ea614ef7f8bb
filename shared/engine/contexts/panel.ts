import type { PanelIntent } from '../../contract/intents.ts'
import type { PanelItem, PanelView } from '../../contract/views.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { PageDocument } from '../document-parts.ts'
import type { OpenSpace } from '../parts.ts'
import { type Desk, followSpaces, type Session } from './desk.ts'
import { hide, mayHide } from './hidden.ts'
import { huddleAsk, isHuddleAsk } from './huddle-asks.ts'
import { CHATS_ADDRESS, chatsOf, openChat } from './huddle-chat.ts'
import { huddlesView } from './huddle-views.ts'
import { annotationLink } from './links.ts'
import { Outlet } from './outlet.ts'
import { compose, openThread } from './overlay-edits.ts'
import { peopleOf, spaceView, spaceViews } from './people.ts'
import { turn } from './steps/turn.ts'
import { isTakeoutAsk, Takeout } from './takeout.ts'
import { panelItems } from './threads.ts'
import { annotationOf, changeAnnotation, marked, type Visit } from './visit.ts'
import { NO_PAGE, Refusal } from './words.ts'

type PanelShown = Extract<PanelView, { see: 'panel' }>

function chatsIn({ space, document }: { space: OpenSpace; document: PageDocument }): Pick<PanelShown, 'chats'> {
  const chats = chatsOf(space, document)
  return chats.length === 0 ? {} : { chats }
}

/** A frame's own annotations, with the page they are on. */
const framedItems = (visit: Visit): PanelItem[] =>
  panelItems(visit).map((item) => ({ ...item, frame: { page: visit.address, title: visit.title } }))

/** The side panel beside one tab: follows whatever that tab's overlay shows, and the frames inside it. */
export class PanelSession implements Session<PanelIntent> {
  readonly #desk: Desk
  readonly #outlet: Outlet<PanelView>
  readonly #ended = new AbortController()
  readonly #takeout: Takeout
  /** The tab that the panel itself stands in, as a drawer in the page: meant by a negative number. */
  readonly #own: number | undefined
  #tab: number | undefined
  readonly #following = new Set<Visit>()
  #chats: { readonly space: OpenSpace; readonly document: PageDocument } | undefined

  constructor(desk: Desk, own: number | undefined, send: (view: PanelView) => void) {
    this.#desk = desk
    this.#own = own
    this.#takeout = new Takeout(desk)
    this.#outlet = new Outlet(() => this.#view(), send)
    const look = () => {
      this.#follow()
      this.#outlet.look()
    }
    desk.tabsChanged.listen(look, this.#ended.signal)
    desk.settings.changed.listen(() => this.#outlet.look(), this.#ended.signal)
    desk.seen.changed.listen(look, this.#ended.signal)
    followSpaces(desk, look, this.#ended.signal)
  }

  async handle(intent: PanelIntent): Promise<unknown> {
    if (isTakeoutAsk(intent)) return this.#takeout.handle(intent, this.#visit())
    switch (intent.do) {
      case 'watch':
        this.#tab = intent.tab < 0 ? (this.#own ?? intent.tab) : intent.tab
        this.#follow()
        return this.#outlet.now()
      case 'use-space':
        return this.#desk.settings.use(intent.space)
      case 'backup-suggested':
        return this.#desk.settings.backupSuggested()
    }
    const visit = this.#visit()
    if (!visit) throw new Refusal(NO_PAGE)
    if (isHuddleAsk(intent)) return huddleAsk(this.#desk, intent, { space: visit.space, page: visit.document.id })
    switch (intent.do) {
      case 'reveal':
      case 'place-again':
        return this.#holding(intent.annotation).tell({ see: intent.do, annotation: intent.annotation })
      case 'open-thread':
        return openThread(this.#desk, this.#holding(intent.annotation), intent.annotation)
      case 'hide':
        return hide(this.#desk, this.#holding(intent.annotation), intent.annotation, intent.on)
      case 'link':
        return annotationLink(this.#desk, this.#holding(intent.annotation), intent.annotation)
      case 'compose-page':
        return compose(this.#desk, visit, { kind: 'page', colour: 'yellow' })
      case 'open-chat':
        return openChat(
          this.#desk,
          { space: visit.space, huddle: intent.huddle, dated: true },
          AbortSignal.any([visit.until, this.#ended.signal]),
        )
      case 'undo':
      case 'redo':
        return turn(visit, intent.do)
      case 'restore':
        return changeAnnotation(this.#holding(intent.annotation), intent.annotation, (value) => marked(value, false))
    }
  }

  #visit(): Visit | undefined {
    return this.#tab === undefined ? undefined : this.#desk.tabs.get(this.#tab)?.visit
  }

  /** What the tab shows: its page first, then the pages in its frames. Of several that show the same page, the first. */
  #visits(): readonly Visit[] {
    const visit = this.#visit()
    const frames = this.#tab === undefined ? undefined : this.#desk.frames.get(this.#tab)
    if (!visit) return []
    const framed = [...(frames?.values() ?? [])].flatMap((frame) => frame.visit ?? [])
    const all = [visit, ...framed].filter(({ space }) => space === visit.space)
    return all.filter(({ document }, i) => all.findIndex((one) => one.document.id === document.id) === i)
  }

  /** @throws Refusal when it is on none of these pages */
  #holding(annotation: AnnotationId): Visit {
    const visits = this.#visits()
    const visit = visits.find(({ document }) => document.annotations().has(annotation)) ?? visits[0]
    if (!visit) throw new Refusal(NO_PAGE)
    annotationOf(visit, annotation)
    return visit
  }

  #follow(): void {
    for (const visit of this.#visits()) {
      if (this.#following.has(visit)) continue
      this.#following.add(visit)
      visit.until.addEventListener('abort', () => this.#following.delete(visit), { once: true })
      const until = AbortSignal.any([visit.until, this.#ended.signal])
      const look = () => this.#outlet.look()
      visit.document.changed.listen(look, until)
      visit.outcomesChanged.listen(look, until)
      visit.steps?.changed.listen(look, until)
      if (visit === this.#visit()) void this.#followChats(visit.space, until)
    }
  }

  /** The space's chats are kept up while the panel stands beside one of its pages. */
  async #followChats(space: OpenSpace, until: AbortSignal): Promise<void> {
    if (space.private) return
    try {
      const document = await space.openPage(CHATS_ADDRESS, until)
      if (until.aborted) return
      this.#chats = { space, document }
      document.changed.listen(() => this.#outlet.look(), until)
      this.#outlet.look()
    } catch {
      // What this device keeps of the chats cannot be read, or the panel closed: the panel goes on without.
    }
  }

  #view(): PanelView | undefined {
    if (this.#tab === undefined) return undefined
    if (!this.#desk.spaces.profile) return { see: 'nothing', why: 'no-profile' }
    const tab = this.#desk.tabs.get(this.#tab)
    const visit = tab?.visit
    if (!visit) return { see: 'nothing', why: tab?.asleep ?? 'no-page' }
    return {
      see: 'panel',
      page: visit.address,
      title: visit.title === '' ? visit.address : visit.title,
      space: spaceView(visit.space),
      ...(mayHide(visit) ? { mayHide: true } : {}),
      spaces: spaceViews(this.#desk.spaces),
      people: peopleOf(visit.space, visit.document.id),
      items: [...panelItems(visit), ...this.#visits().slice(1).flatMap(framedItems)],
      huddles: huddlesView(this.#desk, visit.space),
      ...(this.#desk.settings.suggestsBackup ? { suggestsBackup: true } : {}),
      ...(this.#desk.settings.sharedComputer ? { sharedComputer: true } : {}),
      steps: visit.steps?.view ?? {},
      ...(this.#chats && this.#chats.space === visit.space ? chatsIn(this.#chats) : {}),
    }
  }

  close(): void {
    this.#takeout.close()
    this.#ended.abort()
    this.#outlet.close()
  }
}
