import type { CardIntent } from '../../contract/intents.ts'
import type { CardView } from '../../contract/views.ts'
import type { Colour, Comment } from '../../domain/annotation.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import { choiceOf, frameOf, keepDraft, mineOnly, readDraft } from './card-audience.ts'
import { chatView, markedBefore, removedView } from './card-words.ts'
import type { Desk, Session } from './desk.ts'
import { annotationFate } from './fates.ts'
import { hide, mayHide } from './hidden.ts'
import { annotationLink } from './links.ts'
import { aside, meantFor, share, standing } from './only-me.ts'
import { Outlet } from './outlet.ts'
import { annotationView, commentView, elementOf, isGone, quoteOf, threadsOf } from './threads.ts'
import type { Composed, Ticket } from './tickets.ts'
import { keepVersion } from './versions.ts'
import { changeAnnotation, changeComment, isOurs, marked, newKey, registerPage, type Visit } from './visit.ts'
import { GONE, Refusal } from './words.ts'

/** One card: everything private that is read or typed about one thread. Which one, its ticket says. */
export class CardSession implements Session<CardIntent> {
  readonly #desk: Desk
  readonly #outlet: Outlet<CardView>
  #ticket: Ticket | undefined
  #draft = ''
  #posting = false
  #bound = new AbortController()

  constructor(desk: Desk, send: (view: CardView) => void) {
    this.#desk = desk
    this.#outlet = new Outlet(() => this.#view(), send)
  }

  async handle(intent: CardIntent): Promise<unknown> {
    if (intent.do === 'hello') return this.#hello(intent.ticket)
    const ticket = this.#ticket
    if (!ticket) throw new Refusal('No thread is open here.')
    if (!this.#desk.tickets.has(ticket)) throw new Refusal(GONE)
    const { visit } = ticket
    switch (intent.do) {
      case 'draft':
        return this.#keepDraft(intent.body)
      case 'post':
        return this.#postOnce(ticket, intent.body)
      case 'edit': {
        const body = bodyOf(intent.body)
        const edited = this.#desk.ports.clock.now()
        return changeComment(visit, intent.comment, (value) => ({ ...value, body, edited }))
      }
      case 'delete':
      case 'undelete':
        return changeComment(visit, intent.comment, (value) => marked(value, intent.do === 'delete'))
      case 'try-again':
        return intent.comment === undefined
          ? changeAnnotation(visit, threadOf(ticket), (value) => value)
          : changeComment(visit, intent.comment, (value) => value)
      case 'resolve':
        return visit.document.putState(threadOf(ticket), {
          v: 1,
          resolved: intent.on,
          at: this.#desk.ports.clock.now(),
        })
      case 'recolour':
        return this.#recolour(ticket, intent.colour)
      case 'remove':
      case 'restore':
        return changeAnnotation(visit, threadOf(ticket), (value) => marked(value, intent.do === 'remove'))
      case 'audience':
        return this.#meant(ticket, intent.onlyMe)
      case 'share':
        return this.#share(ticket)
      case 'hide':
        return hide(this.#desk, visit, intent.comment ?? threadOf(ticket), intent.on)
      case 'link':
        return annotationLink(this.#desk, visit, threadOf(ticket))
      case 'place-again':
        return visit.tell({ see: 'place-again', annotation: threadOf(ticket), ...(intent.keep ? { keep: true } : {}) })
      case 'size':
        return visit.tell({ see: 'card-size', ticket: ticket.name, height: intent.height })
      case 'close':
        return visit.tell({ see: 'card-close', ticket: ticket.name })
    }
  }

  async #hello(name: string): Promise<void> {
    const ticket = this.#desk.tickets.use(name)
    this.#bound.abort()
    this.#bound = new AbortController()
    const until = this.#bound.signal
    this.#draft = await readDraft(this.#desk, ticket)
    if (until.aborted) return
    this.#ticket = ticket
    const look = () => this.#outlet.look()
    const { space, document, outcomesChanged } = ticket.visit
    ticket.changed.listen(look, until)
    document.changed.listen(look, until)
    outcomesChanged.listen(look, until)
    this.#desk.seen.changed.listen(look, until)
    space.document.changed.listen(look, until)
    space.carriage.linkChanged.listen(look, until)
    this.#outlet.now()
  }

  async #keepDraft(body: string): Promise<void> {
    const ticket = this.#ticket
    if (!ticket) return
    this.#draft = body
    await keepDraft(this.#desk, ticket, body)
  }

  /** A second press while the first is being stored must not post twice. */
  async #postOnce(ticket: Ticket, text: string): Promise<{ annotation: AnnotationId }> {
    if (this.#posting) throw new Refusal('This is being posted already.')
    this.#posting = true
    try {
      return await this.#post(ticket, text)
    } finally {
      this.#posting = false
    }
  }

  async #post(ticket: Ticket, text: string): Promise<{ annotation: AnnotationId }> {
    const { visit } = ticket
    const before = { ...ticket }
    const [body, created] = [bodyOf(text), this.#desk.ports.clock.now()]
    const comment = newKey(visit, this.#desk.ports.random)
    const value = (annotation: AnnotationId): Comment => ({ v: 1, annotation, body, created })
    if ('annotation' in ticket.subject) {
      await visit.document.putComment(comment, value(ticket.subject.annotation))
    } else {
      const annotation = newKey(visit, this.#desk.ports.random)
      const { version: described, onlyMe, ...composed } = ticket.subject.composed
      const there = meantFor(visit, onlyMe)
      // All begin now: whoever leaves the page at once closes its document behind them.
      const registered = registerPage(there)
      const version = await keepVersion(there, described)
      const stored = { v: 1, ...composed, ...(version === undefined ? {} : { version }), created } as const
      await there.document.putThread([annotation, stored], [comment, value(annotation)])
      await registered
      await this.#desk.settings.annotated().catch(() => undefined)
      ticket.subject = { annotation }
      visit.tell({ see: 'card-posted', ticket: ticket.name, annotation })
    }
    this.#draft = ''
    await keepDraft(this.#desk, before, '')
    ticket.changed.emit()
    return { annotation: threadOf(ticket) }
  }

  async #recolour(ticket: Ticket, colour: Colour) {
    const { subject } = ticket
    if ('annotation' in subject) {
      return changeAnnotation(ticket.visit, subject.annotation, (value) => ({ ...value, colour }))
    }
    ticket.subject = { composed: { ...subject.composed, colour } }
    ticket.changed.emit()
  }

  /** Who will read it. What is typed goes along, so that it is kept under the name of one audience only. */
  async #meant(ticket: Ticket, onlyMe: boolean): Promise<void> {
    if (!('composed' in ticket.subject)) throw new Refusal('This is posted already.')
    if (onlyMe) aside(ticket.visit)
    const typed = this.#draft
    if (typed !== '') await keepDraft(this.#desk, ticket, '')
    const { onlyMe: _before, ...composed } = ticket.subject.composed
    ticket.subject = { composed: onlyMe ? { ...composed, onlyMe } : composed }
    if (typed !== '') await keepDraft(this.#desk, ticket, typed)
    ticket.changed.emit()
  }

  async #share(ticket: Ticket): Promise<{ annotation: AnnotationId }> {
    const from = threadOf(ticket)
    const typed = this.#draft
    const annotation = await share(this.#desk, ticket.visit, from)
    if (typed !== '') await keepDraft(this.#desk, ticket, '')
    ticket.subject = { annotation }
    if (typed !== '') await keepDraft(this.#desk, ticket, typed)
    ticket.visit.tell({ see: 'card-posted', ticket: ticket.name, annotation })
    ticket.changed.emit()
    return { annotation }
  }

  #view(): CardView | undefined {
    const ticket = this.#ticket
    if (!ticket) return undefined
    if (!this.#desk.tickets.has(ticket)) return { see: 'gone', words: GONE }
    return 'annotation' in ticket.subject
      ? this.#threadView(ticket.visit, ticket.subject.annotation)
      : this.#composedView(ticket.visit, ticket.subject.composed)
  }

  #composedView(visit: Visit, composed: Composed): CardView {
    const { kind, colour, selectors, onlyMe } = composed
    const frame = frameOf(this.#draft, meantFor(visit, onlyMe))
    return {
      ...frame,
      ...choiceOf(visit, onlyMe),
      kind,
      colour,
      quote: quoteOf(selectors),
      ...elementOf(selectors),
      comments: [],
    }
  }

  #threadView(visit: Visit, id: AnnotationId): CardView {
    const stored = visit.document.annotations().get(id)
    const threads = threadsOf(visit.document)
    if (!stored || isGone(stored, threads)) return removedView(stored !== undefined && isOurs(visit, id))
    const outcome = visit.outcomes.get(id)
    const comments = threads.get(id) ?? []
    const view = annotationView(visit, stored, threads)
    return {
      ...frameOf(this.#draft, standing(visit, id)),
      ...mineOnly(visit, id),
      ...(mayHide(visit) ? { mayHide: true } : {}),
      kind: stored.value.kind,
      colour: stored.value.colour,
      quote: quoteOf(view.selectors),
      ...elementOf(view.selectors),
      ...markedBefore(quoteOf(view.selectors), quoteOf(stored.value.selectors)),
      annotation: view,
      ...annotationFate(visit, stored),
      comments: comments.map((comment) => commentView(visit, comment)),
      ...(outcome === undefined ? {} : { anchored: outcome.state }),
      ...(outcome?.now === undefined ? {} : { now: outcome.now }),
      ...(visit.chat ? { chat: chatView(visit.chat, comments) } : {}),
    }
  }

  close(): void {
    this.#bound.abort()
    this.#outlet.close()
  }
}

function bodyOf(text: string): string {
  const body = text.trim()
  if (body === '') throw new Refusal('Write something first.')
  return body
}

function threadOf({ subject }: Ticket): AnnotationId {
  if ('annotation' in subject) return subject.annotation
  throw new Refusal('Post your comment first.')
}
