import type { PanelIntent } from '../../contract/intents.ts'
import type { PanelView } from '../../contract/views.ts'
import type { OpenSpace, PageDocument } from '../parts.ts'
import { type Desk, followSpaces, type Session } from './desk.ts'
import { huddleAsk, isHuddleAsk } from './huddle-asks.ts'
import { CHATS_ADDRESS, chatsOf, openChat } from './huddle-chat.ts'
import { huddlesView } from './huddle-views.ts'
import { Outlet } from './outlet.ts'
import { compose, openThread } from './overlay-edits.ts'
import { peopleOf, spaceView, spaceViews } from './people.ts'
import { panelItems } from './threads.ts'
import { annotationOf, changeAnnotation, marked, type Visit } from './visit.ts'
import { NO_PAGE, Refusal } from './words.ts'

type PanelShown = Extract<PanelView, { see: 'panel' }>

function chatsIn({ space, document }: { space: OpenSpace; document: PageDocument }): Pick<PanelShown, 'chats'> {
  const chats = chatsOf(space, document)
  return chats.length === 0 ? {} : { chats }
}

/** The side panel beside one tab: follows whatever that tab's overlay shows. */
export class PanelSession implements Session<PanelIntent> {
  readonly #desk: Desk
  readonly #outlet: Outlet<PanelView>
  readonly #ended = new AbortController()
  /** The tab that the panel itself stands in, as a drawer in the page: meant by a negative number. */
  readonly #own: number | undefined
  #tab: number | undefined
  #following: Visit | undefined
  #chats: { readonly space: OpenSpace; readonly document: PageDocument } | undefined

  constructor(desk: Desk, own: number | undefined, send: (view: PanelView) => void) {
    this.#desk = desk
    this.#own = own
    this.#outlet = new Outlet(() => this.#view(), send)
    const look = () => {
      this.#follow()
      this.#outlet.look()
    }
    desk.tabsChanged.listen(look, this.#ended.signal)
    followSpaces(desk, look, this.#ended.signal)
  }

  async handle(intent: PanelIntent): Promise<unknown> {
    switch (intent.do) {
      case 'watch':
        this.#tab = intent.tab < 0 ? (this.#own ?? intent.tab) : intent.tab
        this.#follow()
        return this.#outlet.now()
      case 'use-space':
        return this.#desk.settings.use(intent.space)
    }
    const visit = this.#visit()
    if (!visit) throw new Refusal(NO_PAGE)
    if (isHuddleAsk(intent)) return huddleAsk(this.#desk, intent, { space: visit.space, page: visit.document.id })
    switch (intent.do) {
      case 'reveal':
        annotationOf(visit, intent.annotation)
        return visit.tell({ see: 'reveal', annotation: intent.annotation })
      case 'open-thread':
        return openThread(this.#desk, visit, intent.annotation)
      case 'compose-page':
        return compose(this.#desk, visit, { selectors: undefined, colour: 'yellow' })
      case 'open-chat':
        return openChat(
          this.#desk,
          { space: visit.space, huddle: intent.huddle, dated: true },
          AbortSignal.any([visit.until, this.#ended.signal]),
        )
      case 'restore':
        return changeAnnotation(visit, intent.annotation, (value) => marked(value, false))
    }
  }

  #visit(): Visit | undefined {
    return this.#tab === undefined ? undefined : this.#desk.tabs.get(this.#tab)?.visit
  }

  #follow(): void {
    const visit = this.#visit()
    if (visit === this.#following) return
    this.#following = visit
    if (!visit) return
    const until = AbortSignal.any([visit.until, this.#ended.signal])
    const look = () => this.#outlet.look()
    visit.document.changed.listen(look, until)
    visit.outcomesChanged.listen(look, until)
    void this.#followChats(visit.space, until)
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
      spaces: spaceViews(this.#desk.spaces),
      people: peopleOf(visit.space, visit.document.id),
      items: panelItems(visit),
      huddles: huddlesView(this.#desk, visit.space),
      ...(this.#chats && this.#chats.space === visit.space ? chatsIn(this.#chats) : {}),
    }
  }

  close(): void {
    this.#ended.abort()
    this.#outlet.close()
  }
}
