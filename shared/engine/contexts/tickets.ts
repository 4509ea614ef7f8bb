import type { AnnotationKind, Colour } from '../../domain/annotation.ts'
import type { AnnotationId } from '../../domain/ids.ts'
import type { Selector } from '../../domain/selector.ts'
import { toBase64Url } from '../../kit/bytes.ts'
import { Signal } from '../../kit/signal.ts'
import type { Random } from '../ports.ts'
import type { DescribedVersion } from './versions.ts'
import type { Visit } from './visit.ts'
import { Refusal } from './words.ts'

/** A new annotation that is being composed: nothing is stored until its first comment is posted. */
export interface Composed {
  readonly kind: Exclude<AnnotationKind, 'drawing'>
  readonly selectors: readonly Selector[]
  readonly colour: Colour
  /** The page as it was described with them; kept when it is posted. */
  readonly version?: DescribedVersion
  /** It will be kept in the private space. */
  readonly onlyMe?: true
}

/** What one card is about. A composed one becomes a thread when it is posted. */
export interface Ticket {
  readonly name: string
  readonly visit: Visit
  readonly changed: Signal<void>
  subject: { readonly annotation: AnnotationId } | { readonly composed: Composed }
}

/** Cards that one page visit may have open: a runaway overlay must not fill the engine. */
const MAX_PER_VISIT = 64

/** Unguessable names that let a card, a frame in a page nobody trusts, reach exactly one thread for one page visit. */
export class Tickets {
  readonly #random: Random
  readonly #open = new Map<string, Ticket>()

  constructor(random: Random) {
    this.#random = random
  }

  issue(visit: Visit, subject: Ticket['subject']): Ticket {
    const siblings = [...this.#open.values()].filter((ticket) => ticket.visit === visit)
    if (siblings.length >= MAX_PER_VISIT) this.drop(siblings[0]?.name ?? '', visit)
    const name = toBase64Url(this.#random.bytes(16))
    const ticket = { name, visit, subject, changed: new Signal<void>() }
    this.#open.set(name, ticket)
    visit.until.addEventListener('abort', () => this.drop(name, visit), { once: true })
    return ticket
  }

  /** @throws Refusal for a ticket that was never given, or has ended. */
  use(name: string): Ticket {
    const ticket = this.#open.get(name)
    if (!ticket) throw new Refusal('This thread is no longer open on its page.')
    return ticket
  }

  has(ticket: Ticket): boolean {
    return this.#open.get(ticket.name) === ticket
  }

  /** Only the visit that a ticket belongs to may end it. */
  drop(name: string, visit: Visit): void {
    const ticket = this.#open.get(name)
    if (ticket?.visit !== visit) return
    this.#open.delete(name)
    ticket.changed.emit()
  }
}
